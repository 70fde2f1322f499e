import { eq } from 'drizzle-orm';
import { consumeReservations } from '../../../db/inventory/consume-reservations.ts';
import type { OrderChange } from '../../../db/orders/change-order.ts';
import { moveUnits } from '../../../db/orders/move-units.ts';
import { payments } from '../../../db/schema/payments.ts';
import { shipments } from '../../../db/schema/shipping.ts';
import { countEarlyEnd } from '../../../db/shipping/record-scans.ts';
import { capturedUnits, isSecured, livePayment, type ShipmentFacts } from '../../../domain/orders/order-facts.ts';
import { worthOf } from '../../../domain/orders/worth.ts';
import { watchFrom } from '../../../domain/shipping/silence.ts';
import { clearOverdue } from '../clear-overdue.ts';
import { type Command, done, refused } from './command.ts';

/** The point of no return: stock leaves, the units become shipped, and what they are worth is fixed for the capture. */
export const handOver: Command<'hand_over'> = async (change, { shipmentId }) => {
  const { tx, facts, now } = change;
  const shipment = facts.shipments.find((s) => s.id === shipmentId);
  if (!shipment) return refused('not_found', { thing: `Shipment ${shipmentId}` });
  // Something else of the order may be stuck, which its status says first.
  if (facts.holds.length > 0)
    return refused('order_on_hold', { order: facts.id, kinds: facts.holds.map(({ kind }) => kind).join(', ') });
  if (shipment.state !== 'labelled' || !isSecured(facts, shipment)) {
    return refused('shipment_not_ready', { shipment: shipmentId, state: shipment.state, needed: 'labelled' });
  }
  const left = await consumeReservations(tx, {
    orderId: facts.id,
    shipmentNo: shipment.no,
    key: `${shipmentId}/hand-over`,
  });
  if (left === 0) throw new Error(`shipment ${shipmentId} is labelled and has no committed stock`);
  await moveUnits(tx, facts.id, shipment.lines, { from: 'reserved', to: 'shipped' });
  if (!shipment.prepaid) await fixCapture(change, shipment);
  const { silentAfter, nextPollAt } = watchFrom(now, facts.policy);
  await tx
    .update(shipments)
    .set({
      state: 'handed_over',
      handedOverAt: new Date(now),
      silentAfter: new Date(silentAfter),
      nextPollAt: new Date(nextPollAt),
    })
    .where(eq(shipments.id, shipmentId));
  await clearOverdue(change, shipment, 'handed over');
  await countEarlyEnd(change, shipment);
  change.record('shipment.handed_over', { shipment: shipmentId, carrier: shipment.carrier });
  change.tell('order_shipped', `shipped-${shipmentId}`, { shipmentId });
  return done({ shipment: shipmentId });
};

async function fixCapture({ tx, facts }: OrderChange, shipment: ShipmentFacts): Promise<void> {
  const payment = livePayment(facts, shipment.no);
  if (!payment) return;
  const worth = shipment.lines.reduce((sum, { lineNo, quantity }) => {
    const line = facts.lines.find((l) => l.lineNo === lineNo);
    return sum + (line ? worthOf(line, capturedUnits(facts, line), quantity) : 0);
  }, 0);
  await tx
    .update(payments)
    .set({ handedOverMinor: Math.min(worth, payment.amountMinor) })
    .where(eq(payments.id, payment.id));
}
