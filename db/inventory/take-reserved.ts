import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

export type Taken = { readonly sku: string; readonly locationId: string | null; readonly quantity: number };

export type UnitsToTake = {
  readonly orderId: string;
  /** Null: units that no shipment has taken in yet. */
  readonly shipmentNo: number | null;
  readonly lineNo: number;
  /** Units of the line as sold; a kit's parts are multiplied out here. */
  readonly units: number;
  readonly from: readonly ('backordered' | 'held' | 'committed')[];
  readonly to: 'released' | 'consumed';
};

/** Moves a line's reserved parts to another state, splitting rows as needed, and says what came from which place. */
export async function takeReserved(tx: Tx, taking: UnitsToTake): Promise<Taken[]> {
  const rows = await tx.execute<{ sku: string; location_id: string | null; quantity: number }>(sql`
    select part.sku, taken.location_id, taken.quantity
    from order_lines l, jsonb_to_recordset(l.parts) as part(sku text, quantity int),
      lateral take_reserved(l.order_id, ${taking.shipmentNo}::int, l.line_no, part.sku, ${taking.units}::int * part.quantity,
        ${sql.param([...taking.from])}::text[], ${taking.to}) taken
    where l.order_id = ${taking.orderId} and l.line_no = ${taking.lineNo}
    order by part.sku`);
  return rows.map((row) => ({ sku: row.sku, locationId: row.location_id, quantity: row.quantity }));
}
