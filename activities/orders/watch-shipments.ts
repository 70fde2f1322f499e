import { eq } from 'drizzle-orm';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { insertPayments } from '../../db/payments/insert-payments.ts';
import { payments } from '../../db/schema/payments.ts';
import { shipments } from '../../db/schema/shipping.ts';
import { raiseTask } from '../../db/tasks/raise-task.ts';
import { isToHandOver, renewAt } from '../../domain/orders/deadline.ts';
import { backorderEnd, isAwaited, type PaymentFacts, type ShipmentFacts } from '../../domain/orders/order-facts.ts';
import { mostWorthOfUnits } from '../../domain/orders/worth.ts';
import { cancelUnits, tellOfCancelled } from './cancel-units.ts';

/** Looks at everything on its way whose time has come: hand-over, promise, silence, authorisation, backorder. */
export async function watchShipments(change: OrderChange): Promise<void> {
  for (const shipment of change.facts.shipments) {
    await noticeLateHandOver(change, shipment);
    await noticeSilence(change, shipment);
    await noticeBrokenPromise(change, shipment);
  }
  for (const payment of change.facts.payments) await renewAuthorisation(change, payment);
  await endBackorder(change);
}

const about = (change: OrderChange, shipment: ShipmentFacts) => ({
  subject: shipment.id,
  orderId: change.facts.id,
  now: change.now,
});

const passed = (at: number | null, now: number): boolean => at !== null && at <= now;

async function noticeLateHandOver(change: OrderChange, shipment: ShipmentFacts): Promise<void> {
  if (!isToHandOver(change.facts, shipment) || !passed(shipment.handOverDue, change.now)) return;
  await raiseTask(change.tx, { ...about(change, shipment), kind: 'hand_over_overdue', role: 'warehouse' });
  await change.tx.update(shipments).set({ handOverDue: null }).where(eq(shipments.id, shipment.id));
  change.record('shipment.hand_over_overdue', { shipment: shipment.id });
}

async function noticeSilence(change: OrderChange, shipment: ShipmentFacts): Promise<void> {
  if (shipment.state !== 'handed_over' || !passed(shipment.silentAfter, change.now)) return;
  await raiseTask(change.tx, { ...about(change, shipment), kind: 'suspected_lost', role: 'agent' });
  await change.tx.update(shipments).set({ silentAfter: null }).where(eq(shipments.id, shipment.id));
  change.record('shipment.suspected_lost', { shipment: shipment.id });
}

async function noticeBrokenPromise(change: OrderChange, shipment: ShipmentFacts): Promise<void> {
  if (!isAwaited(shipment) || shipment.delayTold || !passed(shipment.promiseOn, change.now)) return;
  await tellOfDelay(change, shipment);
}

/** Once per parcel. */
export async function tellOfDelay(change: OrderChange, shipment: ShipmentFacts): Promise<void> {
  await change.tx.update(shipments).set({ delayTold: true }).where(eq(shipments.id, shipment.id));
  change.record('shipment.delayed', { shipment: shipment.id });
  change.tell('shipment_delayed', `delayed-${shipment.id}`, { shipmentId: shipment.id });
}

/** A new authorisation takes the place of one that is about to lapse; the old one is voided. */
async function renewAuthorisation(change: OrderChange, payment: PaymentFacts): Promise<void> {
  const { tx, facts, now } = change;
  const shipment = facts.shipments.find(({ no }) => no === payment.shipmentNo);
  if (shipment === undefined || !passed(renewAt(facts, payment), now)) return;
  await tx.update(payments).set({ state: 'voiding' }).where(eq(payments.id, payment.id));
  await insertReplacement(change, shipment);
  change.record('payment.renewing', { payment: payment.id });
}

/** Another payment for what the shipment holds now, by the order's present method. */
export async function insertReplacement({ tx, facts }: OrderChange, shipment: ShipmentFacts): Promise<void> {
  const amountMinor = mostWorthOfUnits(facts.lines, shipment.lines);
  await insertPayments(tx, facts.id, [{ shipmentNo: shipment.no, amountMinor }]);
}

/** Units that waited for stock longer than the order allows are cancelled. */
async function endBackorder(change: OrderChange): Promise<void> {
  const { facts, now } = change;
  if (!passed(backorderEnd(facts), now)) return;
  const lines = facts.lines
    .filter((line) => line.backordered > 0)
    .map((line) => ({ lineNo: line.lineNo, fromOpen: 0, fromBackorder: line.backordered, fromShipments: [] }));
  if (lines.length === 0) return;
  await cancelUnits(change, lines, 'backorder_deadline');
  tellOfCancelled(change, lines, 'backorder_deadline');
}
