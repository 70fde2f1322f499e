/** Which outside calls an order owes now. Derived from facts alone, so a lost result is simply found due again. */
import {
  hasLeft,
  isPending,
  isSecured,
  livePayment,
  type OrderFacts,
  openUnits,
  type PaymentFacts,
  type ShipmentFacts,
  waitsForAll,
} from './order-facts.ts';

export const workKinds = [
  'reserve',
  'authorise',
  'buy_label',
  'capture',
  'void_label',
  'void_payment',
  'refund',
] as const;
export type WorkKind = (typeof workKinds)[number];
/** How a call to a vendor fails when it is our own database that does not answer: the failure's type in a history. */
export const DATABASE_AWAY = 'database_away';

export type Work = {
  readonly kind: WorkKind;
  readonly subject: string;
  /** The key of a try that got no answer a moment ago: the next one has the same, and looks up first what that one did. */
  readonly tried?: string;
};

/** Work on which nothing else may wait when a supervisor skips it. Reserving and authorising cannot be skipped. */
export const skippable = [
  'buy_label',
  'capture',
  'void_label',
  'void_payment',
  'refund',
] as const satisfies readonly WorkKind[];

export function dueWork(facts: OrderFacts): Work[] {
  if (facts.screenedAt === null) return [];
  const undo = [...labelsToVoid(facts), ...paymentsToVoid(facts), ...refundsToSend(facts)];
  const forward = mayProceed(facts)
    ? [...stockToReserve(facts), ...paymentsToAuthorise(facts), ...labelsToBuy(facts)]
    : [];
  return [...paymentsToCapture(facts), ...undo, ...forward].filter((work) => !isParked(facts, work));
}

/** Nobody owes it any more: what it was about was cancelled, or has happened without it. */
export function isMoot(facts: OrderFacts, work: { readonly work: string; readonly subject: string }): boolean {
  const owed = dueWork({ ...facts, holds: [], interventions: [] });
  return !owed.some((due) => due.kind === work.work && due.subject === work.subject);
}

/** Holds and open interventions stop what goes forward; undoing and capturing what has left go on. */
function mayProceed(facts: OrderFacts): boolean {
  return facts.holds.length === 0 && facts.interventions.every((i) => i.state !== 'open');
}

function stockToReserve(facts: OrderFacts): Work[] {
  const open = facts.lines.some((line) => openUnits(line) > 0);
  return open && facts.offer === null ? [{ kind: 'reserve', subject: facts.id }] : [];
}

function paymentsToAuthorise(facts: OrderFacts): Work[] {
  if (waitsForAll(facts)) return [];
  const undecided = facts.approval?.state === 'open' || facts.offer !== null;
  // A parcel that was promised before leaves whatever is decided: its money is secured again as soon as it lapses.
  const wanted = (shipment: ShipmentFacts) => isPending(shipment) && (!undecided || shipment.promiseOn !== null);
  return facts.shipments.filter(wanted).flatMap((shipment) => {
    const payment = livePayment(facts, shipment.no);
    return payment && !isSecured(facts, shipment) ? [{ kind: 'authorise' as const, subject: payment.id }] : [];
  });
}

/** Labels wait until the parcel was promised, its stock committed: what can still be refused must not run beside what cannot be undone for free. */
function labelsToBuy(facts: OrderFacts): Work[] {
  return facts.shipments
    .filter((s) => (s.state === 'planned' || s.state === 'labelling') && s.promiseOn !== null && isSecured(facts, s))
    .map((s) => ({ kind: 'buy_label' as const, subject: s.id }));
}

function paymentsToCapture(facts: OrderFacts): Work[] {
  return facts.shipments.filter(hasLeft).flatMap((shipment) => {
    const payment = paymentToCapture(facts, shipment.no);
    return payment ? [{ kind: 'capture' as const, subject: payment.id }] : [];
  });
}

/** What has left is owed for, also where its authorisation lapsed before the capture: a person is asked then. */
function paymentToCapture(facts: OrderFacts, shipmentNo: number): PaymentFacts | undefined {
  const live = livePayment(facts, shipmentNo);
  if (live) return live.state === 'authorised' ? live : undefined;
  return facts.payments.findLast((p) => p.shipmentNo === shipmentNo && hasLapsed(p));
}

/** With units handed over under it that it was to pay for. */
export const hasLapsed = (p: { readonly state: string; readonly handedOverMinor: number }): boolean =>
  p.state === 'expired' && p.handedOverMinor > 0;

/** Whether the capture of what has left is still to come; a skipped one is not. */
export function owesCapture(facts: OrderFacts, shipmentNo: number): boolean {
  const payment = paymentToCapture(facts, shipmentNo);
  if (!payment || !paymentsToCapture(facts).some((work) => work.subject === payment.id)) return false;
  return !facts.interventions.some((i) => i.work === 'capture' && i.subject === payment.id && i.resolution === 'skip');
}

function labelsToVoid(facts: OrderFacts): Work[] {
  return facts.shipments
    .filter((s) => s.state === 'voiding')
    .map((s) => ({ kind: 'void_label' as const, subject: s.id }));
}

function paymentsToVoid(facts: OrderFacts): Work[] {
  const ofCancelled = facts.shipments
    .filter((s) => s.state === 'cancelled')
    .flatMap((s) => facts.payments.filter((p) => p.shipmentNo === s.no && undoable.includes(p.state)));
  const renewed = facts.payments.filter((p) => p.state === 'voiding' && !ofCancelled.includes(p));
  return [...ofCancelled, ...renewed].map((p) => ({ kind: 'void_payment' as const, subject: p.id }));
}

const undoable: readonly string[] = ['created', 'authorised', 'voiding'];

function refundsToSend(facts: OrderFacts): Work[] {
  return facts.refunds
    .filter((r) => r.ofClaim !== true)
    .filter((r) => r.state === 'requested' || r.state === 'failed')
    .map((r) => ({ kind: 'refund' as const, subject: r.id }));
}

/** A stuck step waits for a person; a skipped one is never tried again. */
function isParked(facts: OrderFacts, work: Work): boolean {
  return facts.interventions.some(
    (i) => i.work === work.kind && i.subject === work.subject && (i.state === 'open' || i.resolution === 'skip'),
  );
}
