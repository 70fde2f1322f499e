import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/**
 * Turns the held stock of shipments into commitments without a lease. Returns the shipments that lost some of it to an
 * expired lease in the meantime: paying and expiring have one winner, the row's lock.
 */
export async function commitReservations(tx: Tx, orderId: string, shipmentNos: readonly number[]): Promise<number[]> {
  if (shipmentNos.length === 0) return [];
  await tx.execute(sql`
    update reservations set state = 'committed', lease_until = null
    where order_id = ${orderId} and shipment_no = any(${sql.param([...shipmentNos])}::int[]) and state = 'held'`);
  const rows = await tx.execute<{ no: number }>(sql`
    select distinct shipment_no as no from reservations
    where order_id = ${orderId} and shipment_no = any(${sql.param([...shipmentNos])}::int[]) and state = 'expired'`);
  return rows.map((row) => row.no);
}
