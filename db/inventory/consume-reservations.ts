import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** The goods of a shipment leave the shelf, once per key. Returns the units (parts of kits) that left. */
export async function consumeReservations(
  tx: Tx,
  shipment: { orderId: string; shipmentNo: number; key: string },
): Promise<number> {
  const rows = await tx.execute<{ consumed: number }>(
    sql`select consume_shipment(${shipment.orderId}, ${shipment.shipmentNo}::int, ${shipment.key}) as consumed`,
  );
  return rows[0]?.consumed ?? 0;
}
