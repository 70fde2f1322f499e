import { and, eq, sql } from 'drizzle-orm';
import type { OrderChange } from '../../db/orders/change-order.ts';
import type { AllocationInput } from '../../db/orders/load-allocation-input.ts';
import { orderLines } from '../../db/schema/orders.ts';
import { shipmentLines, shipments } from '../../db/schema/shipping.ts';
import { paymentId, shipmentId } from '../../domain/ids.ts';
import type { UnitsOfLine } from '../../domain/orders/command-payloads.ts';
import { mostWorthOf } from '../../domain/orders/worth.ts';
import { keepAsked } from './keep-asked.ts';
import type { NewShipment } from './new-shipment.ts';

/** Writes reserved shipments with their lines and payments, and moves the units from open to reserved. */
export async function insertShipments(change: OrderChange, planned: readonly NewShipment[]): Promise<void> {
  const { tx, facts } = change;
  if (planned.length === 0) return;
  await tx.insert(shipments).values(
    planned.map((s) => ({
      id: shipmentId(facts.id, s.no),
      orderId: facts.id,
      no: s.no,
      locationId: s.locationId,
      prepaid: s.prepaid,
    })),
  );
  await tx
    .insert(shipmentLines)
    .values(planned.flatMap((s) => s.lines.map((l) => ({ shipmentId: shipmentId(facts.id, s.no), ...l }))));
  for (const { lineNo, quantity, prepaid } of summed(planned)) {
    await tx
      .update(orderLines)
      .set({ reserved: sql`${orderLines.reserved} + ${quantity}`, prepaid: sql`${orderLines.prepaid} - ${prepaid}` })
      .where(and(eq(orderLines.orderId, facts.id), eq(orderLines.lineNo, lineNo)));
  }
  for (const shipment of planned.filter((s) => !s.prepaid)) await insertPayment(change, shipment);
  change.record('order.allocated', {
    shipments: planned.map((s) => ({ shipment: shipmentId(facts.id, s.no), location: s.locationId, lines: s.lines })),
  });
}

/** One payment per shipment, over the most its units can come to. */
async function insertPayment({ tx, facts }: OrderChange, shipment: NewShipment): Promise<void> {
  const amountMinor = shipment.lines.reduce((sum, { lineNo, quantity }) => {
    const line = facts.lines.find((l) => l.lineNo === lineNo);
    return sum + (line ? mostWorthOf(line, quantity) : 0);
  }, 0);
  const id = (no: number) => paymentId(facts.id, no);
  const rows = await tx.execute<{ no: number }>(
    sql`select coalesce(max(no), 0)::int + 1 as no from payments where order_id = ${facts.id}`,
  );
  const no = rows[0]?.no ?? 1;
  await tx.execute(sql`
    insert into payments (id, order_id, no, shipment_no, method, token, currency, amount_minor)
    select ${id(no)}, o.id, ${no}, ${shipment.no}, o.payment_method, o.payment_token, o.currency, ${amountMinor}
    from orders o where o.id = ${facts.id}`);
}

/** Shipments for units held under a number that has none yet: the worker died after it reserved. */
export async function adoptHeld(change: OrderChange, state: Pick<AllocationInput, 'held' | 'lines'>): Promise<void> {
  const numbers = new Set(state.held.flatMap((row) => (row.shipmentNo === null ? [] : [row.shipmentNo])));
  const prepaid = plansPrepaid(state.lines);
  const planned = [...numbers].map((no): NewShipment => {
    const held = state.held.filter((row) => row.shipmentNo === no);
    return { no, locationId: held[0]?.locationId ?? '', prepaid, lines: unitsOf(held, state.lines) };
  });
  await insertShipments(change, await keepAsked(change, planned));
}

/** What was captured before ships first, in parcels of its own: they are not charged again. */
export function plansPrepaid(lines: AllocationInput['lines']): boolean {
  return lines.some((line) => line.open > 0 && line.prepaid > 0);
}

/** Whole units per line: the scarcest part decides. */
export function unitsOf(rows: AllocationInput['held'], lines: AllocationInput['lines']): UnitsOfLine[] {
  const lineNos = [...new Set(rows.map((row) => row.lineNo))];
  return lineNos.map((lineNo) => {
    const parts = lines.find((l) => l.lineNo === lineNo)?.parts ?? [];
    const counts = parts.map(({ sku, quantity }) => {
      const held = rows.filter((r) => r.lineNo === lineNo && r.sku === sku).reduce((sum, r) => sum + r.quantity, 0);
      return Math.floor(held / quantity);
    });
    return { lineNo, quantity: counts.length > 0 ? Math.min(...counts) : 0 };
  });
}

function summed(planned: readonly NewShipment[]): { lineNo: number; quantity: number; prepaid: number }[] {
  const sums = new Map<number, { quantity: number; prepaid: number }>();
  for (const shipment of planned) {
    for (const { lineNo, quantity } of shipment.lines) {
      const sum = sums.get(lineNo) ?? { quantity: 0, prepaid: 0 };
      sums.set(lineNo, { quantity: sum.quantity + quantity, prepaid: sum.prepaid + (shipment.prepaid ? quantity : 0) });
    }
  }
  return [...sums].map(([lineNo, sum]) => ({ lineNo, ...sum }));
}
