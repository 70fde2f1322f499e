import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';
import { takeReserved } from './take-reserved.ts';

/** Frees everything a shipment still holds. */
export async function releaseShipmentStock(tx: Tx, orderId: string, shipmentNo: number): Promise<void> {
  await tx.execute(sql`select release_shipment(${orderId}, ${shipmentNo}::int)`);
}

/** Frees some units of one line of a shipment. */
export async function releaseUnits(
  tx: Tx,
  units: { orderId: string; shipmentNo: number; lineNo: number; units: number },
): Promise<void> {
  await takeReserved(tx, { ...units, from: ['held', 'committed'], to: 'released' });
}

/**
 * Takes units of a line out of the backorder queue. Where a receipt has filled some of them a moment ago, which the
 * order has not taken in yet, the rest comes from those.
 */
export async function leaveQueue(tx: Tx, line: { orderId: string; lineNo: number; units: number }): Promise<void> {
  const queued = await takeReserved(tx, { ...line, shipmentNo: null, from: ['backordered'], to: 'released' });
  const perSku = new Map(queued.map((row) => [row.sku, 0]));
  for (const row of queued) perSku.set(row.sku, (perSku.get(row.sku) ?? 0) + row.quantity);
  await tx.execute(sql`
    select taken.* from order_lines l, jsonb_to_recordset(l.parts) as part(sku text, quantity int),
      lateral take_reserved(l.order_id, null, l.line_no, part.sku,
        greatest(0, ${line.units}::int * part.quantity - coalesce((${JSON.stringify(Object.fromEntries(perSku))}::jsonb ->> part.sku)::int, 0)),
        array['held', 'committed'], 'released') taken
    where l.order_id = ${line.orderId} and l.line_no = ${line.lineNo}`);
}
