import { and, eq, sql } from 'drizzle-orm';
import { leaveQueue, releaseShipmentStock, releaseUnits } from '../../db/inventory/release-reservations.ts';
import { type OrderChange, withFreshFacts } from '../../db/orders/change-order.ts';
import { fitPayment } from '../../db/payments/fit-payment.ts';
import { requestRefund } from '../../db/payments/request-refund.ts';
import { offers, orderLines } from '../../db/schema/orders.ts';
import { shipmentLines, shipments } from '../../db/schema/shipping.ts';
import { type CancelledLine, unitsTaken } from '../../domain/orders/cancel-plan.ts';
import type { UnitsOfLine } from '../../domain/orders/command-payloads.ts';
import { cancellableUnits, isPending, type LineFacts, type ShipmentFacts } from '../../domain/orders/order-facts.ts';
import { mostWorthOfUnits } from '../../domain/orders/worth.ts';
import { clearOverdue } from './clear-overdue.ts';
import { closeWaits } from './close-waits.ts';
import { reviseApproval } from './raise-approval.ts';
import { weighAgain } from './screen-order.ts';

/**
 * Takes units out of an order. Stock that lies free is released at once; a parcel with a label is given up whole
 * only when nothing is left in it, and then its undo runs: void the label, release, void the payment.
 */
export async function cancelUnits(change: OrderChange, lines: readonly CancelledLine[], reason: string): Promise<void> {
  await takeOut(change, lines, reason);
  const rest = (line: LineFacts) => cancellableUnits(line) - unitsTaken(lines, line.lineNo);
  if (change.facts.lines.every((line) => rest(line) === 0)) await closeWaits(change, reason);
}

/** The same where others come in their place: what the order waits for stays, also when none of its units does. */
export async function takeOut(change: OrderChange, lines: readonly CancelledLine[], reason: string): Promise<void> {
  const { tx, facts } = change;
  for (const line of lines) {
    const fromShipments = line.fromShipments.reduce((sum, s) => sum + s.quantity, 0);
    await tx
      .update(orderLines)
      .set({
        cancelled: sql`${orderLines.cancelled} + ${line.fromOpen + line.fromBackorder + fromShipments}`,
        backordered: sql`${orderLines.backordered} - ${line.fromBackorder}`,
        reserved: sql`${orderLines.reserved} - ${fromShipments}`,
      })
      .where(and(eq(orderLines.orderId, facts.id), eq(orderLines.lineNo, line.lineNo)));
    if (line.fromBackorder > 0) {
      await leaveQueue(tx, { orderId: facts.id, lineNo: line.lineNo, units: line.fromBackorder });
    }
  }
  for (const shipment of facts.shipments.filter(isPending)) await shrinkShipment(change, shipment, lines);
  await refundPrepaid(change, lines);
  if (facts.offer !== null) await voidOffer(change);
  change.record('order.units_cancelled', { reason, lines: unitsOf(lines) });
  // With them goes what they added to the risk.
  if (facts.riskPoints > 0) await weighAgain(await withFreshFacts(change));
  await reviseApproval(change);
}

const unitsOf = (lines: readonly CancelledLine[]): UnitsOfLine[] =>
  lines.map(({ lineNo }) => ({ lineNo, quantity: unitsTaken(lines, lineNo) }));

/**
 * To whose order something else is left: an order that is cancelled whole says so itself. `because`: of several deadlines
 * that pass in one step each is told.
 */
export function tellOfCancelled(change: OrderChange, lines: readonly CancelledLine[], because: string): void {
  const { facts } = change;
  const stays = facts.lines.some((line) => line.ordered - line.cancelled > unitsTaken(lines, line.lineNo));
  const units = lines.reduce((sum, { lineNo }) => sum + unitsTaken(lines, lineNo), 0);
  if (stays && units > 0)
    change.tell('order_partly_cancelled', `units-cancelled-${facts.version}-${because}`, { units });
}

async function shrinkShipment(
  change: OrderChange,
  shipment: ShipmentFacts,
  lines: readonly CancelledLine[],
): Promise<void> {
  const { tx, facts } = change;
  const taken = lines.flatMap((line) =>
    line.fromShipments
      .filter((s) => s.shipmentId === shipment.id)
      .map((s) => ({ lineNo: line.lineNo, quantity: s.quantity })),
  );
  if (taken.length === 0) return;
  for (const { lineNo, quantity } of taken) {
    await tx
      .update(shipmentLines)
      .set({ quantity: sql`${shipmentLines.quantity} - ${quantity}` })
      .where(and(eq(shipmentLines.shipmentId, shipment.id), eq(shipmentLines.lineNo, lineNo)));
  }
  const left = shipment.lines.map((l) => ({
    ...l,
    quantity: l.quantity - (taken.find((t) => t.lineNo === l.lineNo)?.quantity ?? 0),
  }));
  if (left.every((l) => l.quantity === 0)) return giveUpShipment(change, shipment);
  for (const { lineNo, quantity } of taken) {
    await releaseUnits(tx, { orderId: facts.id, shipmentNo: shipment.no, lineNo, units: quantity });
  }
  await fitPayment(tx, { orderId: facts.id, shipmentNo: shipment.no }, mostWorthOfUnits(facts.lines, left));
}

/** An empty parcel: without a label it is gone at once, else the label is voided first and the stock freed after it. */
async function giveUpShipment(change: OrderChange, shipment: ShipmentFacts): Promise<void> {
  const state = shipment.state === 'planned' ? 'cancelled' : 'voiding';
  await change.tx.update(shipments).set({ state }).where(eq(shipments.id, shipment.id));
  await clearOverdue(change, shipment, 'cancelled');
  if (state === 'cancelled') await releaseShipmentStock(change.tx, change.facts.id, shipment.no);
}

/** Units whose worth an earlier shipment captured give it back. */
async function refundPrepaid(change: OrderChange, lines: readonly CancelledLine[]): Promise<void> {
  const units = lines.map((line) => {
    const prepaid = change.facts.lines.find((l) => l.lineNo === line.lineNo)?.prepaid ?? 0;
    const open = Math.min(line.fromOpen + line.fromBackorder, prepaid);
    const shelved = line.fromShipments.filter((s) =>
      change.facts.shipments.some((x) => x.id === s.shipmentId && x.prepaid),
    );
    return { lineNo: line.lineNo, open, quantity: open + shelved.reduce((sum, s) => sum + s.quantity, 0) };
  });
  for (const { lineNo, open } of units.filter((u) => u.open > 0)) {
    await change.tx
      .update(orderLines)
      .set({ prepaid: sql`${orderLines.prepaid} - ${open}` })
      .where(and(eq(orderLines.orderId, change.facts.id), eq(orderLines.lineNo, lineNo)));
  }
  if (units.some((u) => u.quantity > 0)) await requestRefund(change, units, { shipmentNo: 0, reason: 'cancelled' });
}

async function voidOffer({ tx, facts }: OrderChange): Promise<void> {
  await tx
    .update(offers)
    .set({ state: 'void' })
    .where(and(eq(offers.orderId, facts.id), eq(offers.state, 'open')));
}
