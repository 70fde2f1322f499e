/** What the provider says about payments and refunds by itself, written into the order it belongs to. */
import { and, eq, ne, or, sql } from 'drizzle-orm';
import { isPending, type OrderFacts, type PaymentFacts } from '../../domain/orders/order-facts.ts';
import { isClosed } from '../../domain/orders/order-states.ts';
import { afterReport } from '../../domain/payments/payment-report.ts';
import type { ProviderPaymentState } from '../../domain/payments/provider-states.ts';
import { canMoveRefund, type RefundState } from '../../domain/payments/refund-states.ts';
import { erasedCustomer } from '../customers/erased-customer.ts';
import type { OrderChange } from '../orders/change-order.ts';
import { interventions } from '../schema/orders.ts';
import { payments, refunds } from '../schema/payments.ts';
import { processes, stuckWork } from '../schema/processes.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import type { Tx } from '../transaction.ts';
import { recordCapture } from './record-capture.ts';
import { saysNews } from './refund-news.ts';

/** The payment under our reference or the provider's; null when it is not ours. */
export async function findPaymentOf(
  tx: Pick<Tx, 'select'>,
  by: { readonly reference: string | null; readonly providerRef: string },
) {
  const rows = await tx
    .select({ id: payments.id, orderId: payments.orderId })
    .from(payments)
    .where(or(eq(payments.id, by.reference ?? ''), eq(payments.providerRef, by.providerRef)));
  return rows[0] ?? null;
}

type PaymentReport = {
  readonly paymentId: string;
  readonly providerRef: string;
  readonly state: ProviderPaymentState;
  readonly currency: string;
  readonly capturedMinor: number;
};

/** True where the order's process has something to do about it: what it asked for itself, it gets told by its own step. */
export async function applyPaymentReport(change: OrderChange, report: PaymentReport): Promise<boolean> {
  const { tx, facts, now } = change;
  const payment = facts.payments.find((p) => p.id === report.paymentId);
  const reported = payment ? afterReport(payment.state, report.state) : null;
  if (!payment || reported === null) return false;
  const next = reported === 'voided' && isNeeded(facts, payment) ? 'expired' : reported;
  if (next === 'captured' && !isPossible(report, { currency: facts.currency, amountMinor: payment.amountMinor })) {
    await tellOfImpossible(change, report);
    return false;
  }
  const { providerRef, capturedMinor } = report;
  if (next === 'voiding' && (await wasGivenBack(tx, report))) return false;
  if ((next === 'voided' || next === 'expired') && (await isOfAnEarlierOne(tx, report))) return false;
  if (next === 'captured') {
    await recordCapture(change, { paymentId: payment.id, capturedMinor, reportedUnder: providerRef });
    return isAskedAbout(facts, payment);
  }
  const deadline = new Date(now + facts.policy.paymentDeadlineMs);
  await tx
    .update(payments)
    .set({ state: next, providerRef, ...(next === 'expired' && { deadline }) })
    .where(eq(payments.id, payment.id));
  change.record(`payment.${next}`, { payment: payment.id, by: 'provider' });
  // Of a parcel that has left, or is given up, no other card can be given.
  if (next === 'expired' && isStillWanted(facts, payment))
    change.tell('payment_declined', `payment-declined-${payment.id}`, { deadline: deadline.toISOString() });
  if (next === 'voiding' && isClosed(facts.status)) await tellOfLeftOver(change, report);
  return next === 'expired' || next === 'voiding' || isAskedAbout(facts, payment);
}

/** A call about it is stuck, and a person is asked what they may have done at the provider by hand: nobody need answer that. */
const isAskedAbout = ({ interventions }: OrderFacts, { id }: PaymentFacts): boolean =>
  interventions.some(({ state, subject }) => state === 'open' && subject === id);

/** News of before: the provider has confirmed the void of this very authorisation, and none comes back to life. */
async function wasGivenBack(tx: Tx, { paymentId, providerRef }: PaymentReport): Promise<boolean> {
  const rows = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.id, paymentId), eq(payments.state, 'voided'), eq(payments.providerRef, providerRef)));
  return rows.length > 0;
}

/** An authorisation that was given back while nobody knew of it, and was made anew: what ends the first says nothing of the second. */
async function isOfAnEarlierOne(tx: Tx, { paymentId, providerRef }: PaymentReport): Promise<boolean> {
  const rows = await tx
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.id, paymentId), ne(payments.providerRef, providerRef)));
  return rows.length > 0;
}

/** Given back at the provider, and not by us, before it was captured: to us that is a lapse like any other. */
const isNeeded = (facts: OrderFacts, payment: PaymentFacts): boolean =>
  isStillWanted(facts, payment) || payment.handedOverMinor > 0;

/** The parcel is still to leave. */
const isStillWanted = ({ shipments }: OrderFacts, { state, shipmentNo }: PaymentFacts): boolean =>
  state === 'authorised' && shipments.some((s) => s.no === shipmentNo && isPending(s));

type Authorised = { readonly currency: string; readonly amountMinor: number };

/** Nobody can capture more than was authorised, or in another currency. */
const isPossible = ({ currency, capturedMinor }: PaymentReport, authorised: Authorised): boolean =>
  currency === authorised.currency && capturedMinor >= 0 && capturedMinor <= authorised.amountMinor;

/** What cannot be is not written as money: the payment stays as we know it, and an engineer compares the books. */
function tellOfImpossible(change: OrderChange, report: PaymentReport): Promise<void> {
  const { capturedMinor, currency } = report;
  const detail = `The provider says that it took ${capturedMinor} ${currency} (minor units), which was never authorised.`;
  return tellOfDrift(change, report, detail, 'Compare our timeline with the provider’s dashboard.');
}

/** The process that would give it back has ended. */
function tellOfLeftOver(change: OrderChange, report: PaymentReport): Promise<void> {
  const detail = `The provider says that it authorised ${report.providerRef}, of which nothing was known when the order ended.`;
  return tellOfDrift(change, report, detail, 'Cancel it in the provider’s dashboard.');
}

async function tellOfDrift(
  { tx, now }: OrderChange,
  { paymentId }: PaymentReport,
  detail: string,
  next: string,
): Promise<void> {
  await raiseTask(tx, {
    ...{ kind: 'drift', subject: `I4/${paymentId}`, role: 'engineer', now },
    details: { invariant: 'I4', detail, next },
  });
}

type RefundReport = {
  readonly refundId: string;
  readonly refundRef: string;
  readonly state: 'submitted' | 'settled' | 'failed';
  readonly failureCode: string | null;
};

/** A refund that failed at the bank waits for a person: sending it again at once would fail again. */
export async function applyRefundReport(change: OrderChange, report: RefundReport): Promise<boolean> {
  const { tx, facts, now } = change;
  const refund = facts.refunds.find((r) => r.id === report.refundId);
  const state: RefundState = report.state;
  if (!refund || !canMoveRefund(refund.state, state)) return false;
  const moved = await tx
    .update(refunds)
    .set({
      state,
      providerRef: report.refundRef,
      ...(state === 'settled' && { settledAt: new Date(now) }),
      ...(state === 'failed' && { failureCode: report.failureCode, refusedTries: sql`${refunds.refusedTries} + 1` }),
    })
    .where(and(eq(refunds.id, refund.id), saysNews(report.refundRef)))
    .returning({ id: refunds.id });
  if (moved.length === 0) return false;
  change.record(`refund.${state}`, { refund: refund.id, amountMinor: refund.amountMinor });
  if (state === 'failed') await parkRefund(change, refund.id, report.failureCode ?? 'failed');
  return true;
}

/** The claim that a refund settles is told that there is news; its row is taken before the order's. */
export async function tellClaimOfRefund(tx: Tx, refundId: string): Promise<void> {
  await tx.execute(sql`
    update processes set nudge_at = now() where closed_at is null
      and id = (select claim_id from refunds where id = ${refundId})`);
}

async function parkRefund(change: OrderChange, refundId: string, code: string): Promise<void> {
  const { tx, facts, now } = change;
  const [of] = await tx
    .select({ claimId: refunds.claimId, claimEnded: processes.closedAt })
    .from(refunds)
    .leftJoin(processes, eq(processes.id, refunds.claimId))
    .where(eq(refunds.id, refundId));
  // Once the process that would send it again is over nobody could resolve it: the task alone asks for it.
  const over = of?.claimId ? of.claimEnded !== null : isClosed(facts.status);
  if (!over)
    await (of?.claimId
      ? parkInClaim(change, { claimId: of.claimId, refundId, code })
      : parkInOrder(change, refundId, code));
  // Of somebody who is erased nobody could complete it; what is stuck says what to do.
  if ((await erasedCustomer(tx, facts.id)) !== null) return;
  await raiseTask(tx, {
    kind: 'refund_failed',
    subject: refundId,
    orderId: facts.id,
    role: 'agent',
    details: { code },
    processId: of?.claimId ?? null,
    now,
  });
}

async function parkInClaim(
  { tx, facts, now }: OrderChange,
  { claimId, refundId, code }: { claimId: string; refundId: string; code: string },
): Promise<void> {
  await tx
    .insert(stuckWork)
    .values({
      ...{ processId: claimId, work: 'refund', subject: refundId, code, raisedAt: new Date(now) },
      no: sql`(select coalesce(max(no), 0) + 1 from stuck_work where process_id = ${claimId})`,
      detail: (await erasedCustomer(tx, facts.id)) === null ? 'The bank gave the refund back' : 'erased',
    })
    .onConflictDoNothing();
}

async function parkInOrder({ tx, facts, now }: OrderChange, refundId: string, code: string): Promise<void> {
  await tx
    .insert(interventions)
    .values({
      orderId: facts.id,
      no: sql`(select coalesce(max(no), 0) + 1 from interventions where order_id = ${facts.id})`,
      work: 'refund',
      subject: refundId,
      code,
      detail: 'The bank gave the refund back',
      raisedAt: new Date(now),
    })
    .onConflictDoNothing();
}
