import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';
import { moveStock } from './move-stock.ts';

/** Units of a line that came back sound: their parts return to the shelf they left, once per key. */
export async function restock(
  tx: Tx,
  units: { orderId: string; shipmentNo: number; lineNo: number; units: number; key: string },
): Promise<void> {
  if (units.units === 0) return;
  const rows = await tx.execute<{ sku: string; location_id: string; quantity: number }>(sql`
    select part.sku, s.location_id, part.quantity * ${units.units}::int as quantity
    from order_lines l, jsonb_to_recordset(l.parts) as part(sku text, quantity int), shipments s
    where l.order_id = ${units.orderId} and l.line_no = ${units.lineNo}
      and s.order_id = l.order_id and s.no = ${units.shipmentNo}
    order by part.sku`);
  for (const { sku, location_id: locationId, quantity } of rows) {
    await moveStock(tx, { key: `${units.key}/${sku}`, sku, locationId, kind: 'restock', quantity });
  }
}
