import { sql } from 'drizzle-orm';
import type { UnitsOfLine } from '../../domain/orders/command-payloads.ts';
import type { AllocationInput } from '../orders/load-allocation-input.ts';
import type { Tx } from '../transaction.ts';

/** Stock that was given to waiting units of an order and that no shipment of it has taken in yet. */
export async function unshippedHeld(tx: Tx, orderId: string): Promise<AllocationInput['held']> {
  const rows = await tx.execute<{ held: AllocationInput['held'] }>(sql`
    select coalesce(jsonb_agg(jsonb_build_object('shipmentNo', null, 'locationId', r.location_id, 'lineNo', r.line_no,
      'sku', r.sku, 'quantity', r.quantity) order by r.id), '[]') as held
    from reservations r where r.order_id = ${orderId} and r.shipment_no is null and r.state = 'held'`);
  return rows[0]?.held ?? [];
}

/** Numbers of the shipments whose units waited in the queue for stock: only those were asked for by no request. */
export async function filledFromQueue(tx: Tx, orderId: string): Promise<number[]> {
  const rows = await tx.execute<{ no: number }>(sql`
    select distinct r.shipment_no as no from reservations r
    where r.order_id = ${orderId} and r.shipment_no is not null and r.generation = 0`);
  return rows.map((row) => row.no);
}

/**
 * A shipment takes in units of lines that are held for the order at its location: rows are split where only some of
 * their units, or some parts of a kit, belong to it.
 */
export async function assignShipment(
  tx: Tx,
  to: { orderId: string; locationId: string; shipmentNo: number; lines: readonly UnitsOfLine[] },
): Promise<void> {
  // A lease that expires at this instant waits for this lock, or was seen by it.
  await tx.execute(sql`select lock_stock_of(${to.orderId})`);
  await tx.execute(sql`
    with wanted as (
      select l.line_no, part.sku, u.quantity * part.quantity as units
      from jsonb_to_recordset(${JSON.stringify(to.lines)}::jsonb) as u("lineNo" int, quantity int)
      join order_lines l on l.order_id = ${to.orderId} and l.line_no = u."lineNo",
      jsonb_to_recordset(l.parts) as part(sku text, quantity int)
    ), held as (
      select r.id, r.line_no, r.sku, r.quantity,
        sum(r.quantity) over (partition by r.line_no, r.sku order by r.id) - r.quantity as before
      from reservations r
      where r.order_id = ${to.orderId} and r.location_id = ${to.locationId} and r.shipment_no is null and r.state = 'held'
    ), taken as (
      select h.id, least(h.quantity, w.units - h.before)::int as units
      from held h join wanted w using (line_no, sku) where h.before < w.units
    ), rest as (
      insert into reservations (order_id, line_no, sku, location_id, quantity, state, generation, lease_until, priority, promise_on, created_at)
      select r.order_id, r.line_no, r.sku, r.location_id, r.quantity - t.units, r.state, r.generation, r.lease_until,
        r.priority, r.promise_on, r.created_at
      from taken t join reservations r on r.id = t.id where t.units < r.quantity
    )
    update reservations r set shipment_no = ${to.shipmentNo}::int, quantity = t.units from taken t where r.id = t.id`);
}
