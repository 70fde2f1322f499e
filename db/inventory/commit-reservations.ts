import { handWritten } from '../prepared.ts';
import type { Tx } from '../transaction.ts';

/**
 * Turns the held stock of shipments into commitments without a lease. Returns the shipments that lost some of it to an
 * expired lease in the meantime: paying and expiring have one winner, the row's lock.
 */
export async function commitReservations(tx: Tx, orderId: string, shipmentNos: readonly number[]): Promise<number[]> {
  if (shipmentNos.length === 0) return [];
  const rows = await commitHeld(tx, orderId, shipmentNos);
  return rows.map((row) => row.no);
}

/** What this statement saw as held and could not commit has expired while it waited for the row's lock. */
const commitHeld = handWritten<{ no: number }>(`
  with committed as (
    update reservations set state = 'committed', lease_until = null
    where order_id = $1 and shipment_no = any($2::int[]) and state = 'held'
    returning id
  )
  select distinct r.shipment_no as no from reservations r
  where r.order_id = $1 and r.shipment_no = any($2::int[]) and r.state in ('held', 'expired')
    and not exists (select from committed c where c.id = r.id)`);
