import { eq } from 'drizzle-orm';
import { shipments } from '../schema/shipping.ts';
import type { Tx } from '../transaction.ts';

/** The shipment under a carrier's tracking code; null when no label of ours has it. */
export async function findByTrackingCode(tx: Pick<Tx, 'select'>, trackingCode: string) {
  const rows = await tx
    .select({ id: shipments.id, orderId: shipments.orderId })
    .from(shipments)
    .where(eq(shipments.trackingCode, trackingCode));
  return rows[0] ?? null;
}
