/** The one instant an order waits for in its status; null where only a person or a carrier can move it. */
import {
  backorderEnd,
  hasLeft,
  isAwaited,
  type OrderFacts,
  paymentDeadlines,
  refundUnderWay,
  type ShipmentFacts,
  waitsForAll,
} from './order-facts.ts';
import type { OrderStatus } from './order-states.ts';

type DeadlineOf = (facts: OrderFacts) => readonly (number | null)[];

function holdEnds({ holds }: OrderFacts): number[] {
  return holds.map(({ deadline }) => deadline);
}

function offerEnds({ offer }: OrderFacts): (number | null)[] {
  return [offer?.deadline ?? null];
}

/** The next one is asked, and in the end nobody. */
function approvalPasses({ approval }: OrderFacts): (number | null)[] {
  return approval?.state === 'open' ? [approval.escalatesAt, approval.expiresAt] : [];
}

/** Who was asked is not kept waiting by what else keeps the order. */
function answersDue(facts: OrderFacts): (number | null)[] {
  return [...holdEnds(facts), ...offerEnds(facts), ...approvalPasses(facts)];
}

/** What the bank has to say ends the order, if the window is over by then. */
function claimWindowEnd(facts: OrderFacts): number | null {
  return facts.deliveredAt === null || refundUnderWay(facts) ? null : facts.deliveredAt + facts.policy.claimWindowMs;
}

/** Parcels under way are watched in every status; these come on top. */
const deadlines = {
  received: () => [],
  on_hold: answersDue,
  allocating: () => [],
  awaiting_decision: answersDue,
  backordered: (f) => [backorderEnd(f)],
  awaiting_approval: approvalPasses,
  awaiting_payment: paymentDeadlines,
  confirmed: (f) => [backorderEnd(f)],
  fulfilling: (f) => [backorderEnd(f)],
  delivered: (f) => [claimWindowEnd(f)],
  cancelling: () => [],
  needs_intervention: answersDue,
  completed: () => [],
  cancelled: () => [],
} as const satisfies Record<OrderStatus, DeadlineOf>;

export function nextDeadline(facts: OrderFacts, status: OrderStatus): number | null {
  const instants = [...deadlines[status](facts), ...shipmentWatch(facts)].filter((at) => at !== null);
  return instants.length === 0 ? null : Math.min(...instants);
}

/** Nobody is pressed for what has to stay on the shelf until the rest of its order is there. */
export const isToHandOver = (facts: OrderFacts, { state }: ShipmentFacts): boolean =>
  state === 'labelled' && !waitsForAll(facts);

/** Hand-over overdue, promise broken, carrier silent, authorisation about to lapse. */
function shipmentWatch(facts: OrderFacts): (number | null)[] {
  const parcels = facts.shipments.flatMap((s) => [
    isToHandOver(facts, s) ? s.handOverDue : null,
    s.state === 'handed_over' ? s.silentAfter : null,
    isAwaited(s) && !s.delayTold ? s.promiseOn : null,
  ]);
  return [...parcels, ...facts.payments.map((p) => renewAt(facts, p))];
}

/** When an authorisation that is still needed must be renewed. */
export function renewAt(facts: OrderFacts, payment: OrderFacts['payments'][number]): number | null {
  const shipment = facts.shipments.find((s) => s.no === payment.shipmentNo);
  if (payment.state !== 'authorised' || payment.expiresAt === null || !shipment || hasLeft(shipment)) return null;
  return payment.expiresAt - facts.policy.renewalMarginMs;
}
