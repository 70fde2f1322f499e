import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/**
 * The shipment under a carrier's tracking code; null when no label of ours has it, or it is a return's by now. Carriers use a
 * code again after some months: it is the parcel's that is under way, and the newest one's where none is.
 */
export async function findByTrackingCode(tx: Pick<Tx, 'execute'>, trackingCode: string) {
  const [row] = await tx.execute<{ id: string; order_id: string }>(sql`
    select id, order_id from shipments where tracking_code = ${trackingCode} and (
      state not in ('ended', 'cancelled') or not exists (
        select from returns where tracking_code = ${trackingCode} and status in ('authorised', 'in_transit')))
    order by state in ('ended', 'cancelled'), labelled_at desc nulls last limit 1`);
  return row ? { id: row.id, orderId: row.order_id } : null;
}
