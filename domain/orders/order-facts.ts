/**
 * What is true about one order, as read from the database under its row lock. The rules beside this file
 * (`next-status`, `due-work`, `deadline`, `waiting`, `actions`) are pure functions of it. Instants are epoch milliseconds.
 */
import type { PaymentState } from '../payments/payment-states.ts';
import type { RefundState } from '../payments/refund-states.ts';
import type { OrderPolicy } from './order-policy.ts';
import type { OrderStatus } from './order-states.ts';

export type LineFacts = {
  readonly lineNo: number;
  readonly sku: string;
  /** The order's. */
  readonly currency: string;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  readonly ordered: number;
  readonly reserved: number;
  readonly backordered: number;
  readonly shipped: number;
  readonly delivered: number;
  readonly returned: number;
  readonly cancelled: number;
  readonly writtenOff: number;
  readonly claimed: number;
  readonly refunded: number;
  readonly prepaid: number;
};

export type HoldFacts = {
  readonly kind: HoldKind;
  readonly no: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly ownerRole: string;
  readonly atDeadline: HoldEnd;
  readonly raisedAt: number;
  readonly deadline: number;
};
/**
 * What becomes of the order when nobody has decided by the deadline; `cancel_unpromised`: only of what came to it last;
 * `restore_address`: it goes where it went before the amendment that its details name.
 */
export type HoldEnd = 'release' | 'cancel' | 'cancel_unpromised' | 'restore_address';
export const holdKinds = ['fraud', 'credit', 'address', 'customer', 'manual'] as const;
export type HoldKind = (typeof holdKinds)[number];

export const offerChoices = ['wait', 'ship_available', 'drop_short', 'cancel'] as const;
export type OfferChoice = (typeof offerChoices)[number];

export type OfferFacts = {
  readonly version: number;
  readonly short: readonly { lineNo: number; quantity: number }[];
  readonly options: readonly OfferChoice[];
  readonly fallback: OfferChoice;
  readonly madeAt: number;
  readonly deadline: number;
};

export type ApprovalReason = 'total_above_limit' | 'discount_above_limit' | 'risk_above_limit';

export type ApprovalFacts = {
  readonly id: string;
  readonly state: 'open' | 'approved' | 'rejected' | 'expired' | 'void';
  readonly digest: string;
  /** Why somebody has to say yes. */
  readonly reasons: readonly ApprovalReason[];
  readonly amountMinor: number;
  readonly requester: string;
  readonly approverRole: string;
  readonly raisedAt: number;
  readonly escalatesAt: number | null;
  readonly expiresAt: number;
};

export type PaymentFacts = {
  readonly id: string;
  readonly shipmentNo: number;
  readonly state: PaymentState;
  readonly method: 'card' | 'account';
  readonly amountMinor: number;
  readonly handedOverMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly expiresAt: number | null;
  readonly deadline: number | null;
};

export type RefundFacts = {
  readonly id: string;
  readonly paymentId: string;
  readonly state: RefundState;
  readonly amountMinor: number;
  /** A claim's process sends it. */
  readonly ofClaim?: boolean;
};

export type ShipmentFacts = {
  readonly id: string;
  readonly no: number;
  readonly locationId: string;
  readonly state: 'planned' | 'labelling' | 'labelled' | 'handed_over' | 'ended' | 'voiding' | 'cancelled';
  /** Its worth was captured by an earlier shipment (a reshipment): no payment of its own. */
  readonly prepaid: boolean;
  readonly tracking: string | null;
  readonly carrier: string | null;
  readonly labelledAt: number | null;
  readonly handedOverAt: number | null;
  readonly handOverDue: number | null;
  readonly promiseOn: number | null;
  readonly delayTold: boolean;
  readonly silentAfter: number | null;
  readonly lines: readonly { lineNo: number; quantity: number }[];
};

export type InterventionFacts = {
  readonly no: number;
  readonly work: string;
  readonly subject: string;
  readonly code: string;
  readonly detail: string;
  readonly state: 'open' | 'closed';
  readonly resolution: string | null;
  readonly raisedAt: number;
};

export type OrderFacts = {
  readonly id: string;
  readonly customerId: string;
  readonly version: number;
  readonly status: OrderStatus;
  readonly statusSince: number;
  readonly waitingUntil: number | null;
  readonly currency: string;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  readonly discountBps: number;
  readonly riskPoints: number;
  readonly shortagePolicy: 'ask' | 'backorder' | 'partial' | 'cancel';
  readonly paymentMethod: 'card' | 'account';
  readonly policy: OrderPolicy;
  readonly placedBy: string;
  readonly placedAt: number;
  readonly screenedAt: number | null;
  readonly confirmedAt: number | null;
  readonly deliveredAt: number | null;
  readonly allocationNo: number;
  /** Until when units wait for stock; null: none ever did. */
  readonly backorderUntil: number | null;
  /** Nothing ships before everything can. */
  readonly shipComplete: boolean;
  readonly lines: readonly LineFacts[];
  readonly holds: readonly HoldFacts[];
  readonly offer: OfferFacts | null;
  readonly approval: ApprovalFacts | null;
  readonly payments: readonly PaymentFacts[];
  readonly refunds: readonly RefundFacts[];
  readonly shipments: readonly ShipmentFacts[];
  readonly interventions: readonly InterventionFacts[];
};

/** Units nobody has planned yet: neither reserved, queued, shipped nor cancelled. */
export function openUnits(line: LineFacts): number {
  return line.ordered - line.cancelled - line.shipped - line.reserved - line.backordered;
}

/** Units a cancel may still take: everything that has not left the warehouse. */
export function cancellableUnits(line: LineFacts): number {
  return line.ordered - line.cancelled - line.shipped;
}

export function everythingCancelled({ lines }: OrderFacts): boolean {
  return lines.every((line) => line.cancelled === line.ordered);
}

/** Nothing lies in the warehouse, or is to come into it, that could still be sent. */
export function everythingLeft(facts: OrderFacts): boolean {
  return facts.lines.every((line) => cancellableUnits(line) === 0);
}

/** Every unit is delivered, cancelled, written off or returned; no parcel is under way. */
export function everythingEnded(facts: OrderFacts): boolean {
  return (
    facts.shipments.every((s) => s.state === 'ended' || s.state === 'cancelled') &&
    facts.lines.every((line) => line.delivered + line.returned + line.writtenOff + line.cancelled === line.ordered)
  );
}

export function unitsIn(shipment: ShipmentFacts, lineNo: number): number {
  return shipment.lines.find((line) => line.lineNo === lineNo)?.quantity ?? 0;
}

/** A bank takes days over it. Those of claims are waited for by their claims. */
export const refundUnderWay = ({ refunds }: OrderFacts): boolean =>
  refunds.some(({ state, ofClaim }) => state === 'submitted' && ofClaim !== true);

export const isLive = (shipment: ShipmentFacts): boolean => shipment.state !== 'cancelled';
export const isPending = (shipment: ShipmentFacts): boolean =>
  shipment.state === 'planned' || shipment.state === 'labelling' || shipment.state === 'labelled';
export const hasLeft = (shipment: ShipmentFacts): boolean =>
  shipment.state === 'handed_over' || shipment.state === 'ended';

/** Its customer waits for it: it has neither come nor does it lie ready for them. */
export const isAwaited = (shipment: ShipmentFacts): boolean =>
  isPending(shipment) || (shipment.state === 'handed_over' && shipment.tracking !== 'available_for_pickup');

/** Payment states that hold or will hold the shipment's money; a shipment has at most one of them. */
const deadPayments: readonly PaymentState[] = ['declined', 'voiding', 'voided', 'expired'];

export function livePayment(facts: OrderFacts, shipmentNo: number): PaymentFacts | undefined {
  return facts.payments.find((p) => p.shipmentNo === shipmentNo && !deadPayments.includes(p.state));
}

const securedStates: readonly PaymentState[] = ['authorised', 'captured', 'disputed'];

/** The shipment may leave: its money is authorised, captured, or was captured before. */
export function isSecured(facts: OrderFacts, shipment: ShipmentFacts): boolean {
  if (shipment.prepaid) return true;
  const payment = livePayment(facts, shipment.no);
  return payment !== undefined && (securedStates.includes(payment.state) || payment.capturedMinor > 0);
}

/** Confirmed to the customer, or with units that they have paid for already, and not gone yet. */
const isPromised = (shipment: ShipmentFacts): boolean =>
  isPending(shipment) && (shipment.promiseOn !== null || shipment.prepaid);

/** What else becomes of the order: it leaves, unless the time to pay for it is over. */
export function isKept(facts: OrderFacts, shipment: ShipmentFacts, now: number): boolean {
  const until = paymentDeadlineOf(facts, shipment);
  return isPromised(shipment) && (until === null || until > now);
}

/** Not paid for yet, and the customer was told that there is time. */
export const mayStillBePaid = (facts: OrderFacts, shipment: ShipmentFacts, now: number): boolean =>
  (paymentDeadlineOf(facts, shipment) ?? now) > now;

/** The customer waits for the whole order: what is reserved stays on the shelf. */
export function waitsForAll(facts: OrderFacts): boolean {
  return facts.shipComplete && facts.lines.some((line) => line.backordered > 0);
}

/** Until when the order waits for stock; null where nothing of it does. */
export function backorderEnd(facts: OrderFacts): number | null {
  if (facts.lines.every((line) => line.backordered === 0)) return null;
  // Orders whose units were queued before that instant was kept have the time since they were placed.
  return facts.backorderUntil ?? facts.placedAt + facts.policy.backorderDeadlineMs;
}

/** All that waits for stock waited for it when the order was confirmed: its customer was told, and nothing came to it since. */
export function hasConfirmedQueue(facts: OrderFacts): boolean {
  const end = backorderEnd(facts);
  return end !== null && facts.confirmedAt !== null && end - facts.policy.backorderDeadlineMs <= facts.confirmedAt;
}

/** A pending shipment whose payment was refused or lapsed, with nothing in its place. */
export function lacksPayment(facts: OrderFacts, shipment: ShipmentFacts): boolean {
  return isPending(shipment) && !shipment.prepaid && livePayment(facts, shipment.no) === undefined;
}

/** Until when another payment is waited for, per pending shipment that lacks one. */
export function paymentDeadlines(facts: OrderFacts): number[] {
  return facts.shipments.map((shipment) => paymentDeadlineOf(facts, shipment)).filter((at) => at !== null);
}

/** As long as the last refusal allowed: earlier ones, and those of parcels that are paid for by now, end nothing. */
function paymentDeadlineOf(facts: OrderFacts, shipment: ShipmentFacts): number | null {
  if (!lacksPayment(facts, shipment)) return null;
  return facts.payments.findLast((p) => p.shipmentNo === shipment.no && p.deadline !== null)?.deadline ?? null;
}

/** Units of the line whose worth was captured already: shipped, or back from a shipment and to be shipped again. */
export function capturedUnits(facts: OrderFacts, line: LineFacts): number {
  const prepaidOnShelf = facts.shipments
    .filter((s) => s.prepaid && isPending(s))
    .flatMap((s) => s.lines)
    .filter((l) => l.lineNo === line.lineNo)
    .reduce((sum, l) => sum + l.quantity, 0);
  return line.shipped + line.prepaid + prepaidOnShelf;
}
