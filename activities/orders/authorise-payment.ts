import { eq, sql } from 'drizzle-orm';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { exposureOf, familyOf, lockCredit } from '../../db/orders/exposure.ts';
import { loadPayment, type PaymentForCall } from '../../db/payments/load-payment.ts';
import { payments } from '../../db/schema/payments.ts';
import { openTotal } from '../../domain/orders/approval-need.ts';
import { isPending, type OrderFacts } from '../../domain/orders/order-facts.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { creditProblem } from '../../domain/orders/screening.ts';
import type { PaymentProvider } from '../../providers/payment/port.ts';
import { confirmIfSecured } from './confirm-order.ts';
import { takeAhead } from './look-ahead.ts';
import { runStep, type StepInput } from './order-step.ts';
import { unknownOutcome } from './outside-call.ts';
import type { OutsideDeps } from './outside-deps.ts';
import { raiseHold } from './screen-order.ts';

/**
 * Secures the money of one shipment. Key of the call: the payment's id, one payment per shipment and method given.
 * Its undo is `voidPayment`.
 */
export async function authorisePayment(deps: OutsideDeps, input: StepInput, paymentId: string): Promise<Progress> {
  const payment =
    takeAhead(deps.database, input.orderId, { kind: 'authorise', subject: paymentId }) ??
    (await loadPayment(deps.database.query, paymentId));
  // Looked at again under the lock: another attempt may have ended it while the provider was asked.
  const end = (write: (change: OrderChange, payment: PaymentForCall) => Promise<void>) =>
    runStep(deps.database, input, async (change) => {
      const current = change.facts.payments.find((p) => p.id === paymentId);
      if (payment !== null && isUnanswered(current)) await write(change, payment);
      else await confirmIfSecured(change);
    });
  if (payment === null || !isUnanswered(payment)) return end(confirmIfSecured);
  if (payment.amountMinor === 0) return end(secureNothing);
  if (payment.method === 'account') return end(drawOnAccount);
  const perhapsTried = deps.triedBefore() || payment.retries > 0 || payment.waitedLong;
  const answer = await askProvider(deps.payments, payment, perhapsTried);
  if (answer.kind === 'unknown') throw unknownOutcome('The authorisation');
  return end(async (change) => {
    if (answer.kind === 'refused') return declinePayment(change, payment, answer.code);
    // What was asked for: the order may have become smaller while it was.
    const { providerRef, expiresAt, amountMinor } = answer;
    await change.tx
      .update(payments)
      .set({ state: 'authorised', providerRef, expiresAt: new Date(expiresAt), amountMinor })
      .where(eq(payments.id, payment.id));
    change.record('payment.authorised', { payment: payment.id, amountMinor });
    await confirmIfSecured(change);
  });
}

const isUnanswered = (payment: { readonly state: string } | undefined): boolean => payment?.state === 'created';

/** Nothing to pay: no provider takes a charge of zero. */
async function secureNothing(change: OrderChange, payment: PaymentForCall): Promise<void> {
  await change.tx.update(payments).set({ state: 'authorised' }).where(eq(payments.id, payment.id));
  change.record('payment.authorised', { payment: payment.id, amountMinor: 0 });
  await confirmIfSecured(change);
}

/** A later attempt first looks up what an earlier one may have done: after a day the provider no longer knows the key. */
async function askProvider(provider: PaymentProvider, payment: PaymentForCall, triedBefore: boolean) {
  let key = `${payment.id}/authorise`;
  if (triedBefore) {
    const found = await provider.find(payment.id);
    if (found.kind === 'unknown') return found;
    const before = found.kind === 'done' ? found.payment : null;
    if (before?.state === 'authorised') {
      const { providerRef, expiresAt, amountMinor } = before;
      return { kind: 'done' as const, providerRef, expiresAt, amountMinor };
    }
    // A null that is not complete will do: the key answers for the calls of the last minutes.
    // Under the first key the provider would still answer that it authorised what has been given back since, and nothing at all
    // about another amount than the one that it declined.
    const otherAmount = before?.state === 'declined' && before.amountMinor !== payment.amountMinor;
    if (before?.state === 'voided' || before?.state === 'expired' || otherAmount) key += `/after/${before.providerRef}`;
  }
  const { amountMinor } = payment;
  const answer = await provider.authorise({
    reference: payment.id,
    key,
    amountMinor,
    currency: payment.currency,
    paymentMethod: payment.token ?? '',
    metadata: { order: payment.orderId },
  });
  return answer.kind === 'done' ? { ...answer, amountMinor } : answer;
}

async function declinePayment(change: OrderChange, { id, shipmentNo }: PaymentForCall, code: string): Promise<void> {
  const { facts, now, tx } = change;
  const deadline = new Date(now + facts.policy.paymentDeadlineMs);
  await tx.update(payments).set({ state: 'declined', refusalCode: code, deadline }).where(eq(payments.id, id));
  change.record('payment.declined', { payment: id, code });
  // For a parcel that was given up while the bank was asked no other card can be given.
  if (isStillToLeave(facts, shipmentNo))
    change.tell('payment_declined', `payment-declined-${id}`, { deadline: deadline.toISOString() });
}

const isStillToLeave = ({ shipments }: OrderFacts, shipmentNo: number): boolean =>
  shipments.some((s) => s.no === shipmentNo && isPending(s));

type Credit = {
  readonly limit_minor: number | null;
  readonly currency: string | null;
  readonly exposure: number;
  readonly released: boolean;
};

/** Account terms: inside the credit limit, or after an agent released a credit hold of this order when it was worth as much. */
async function drawOnAccount(change: OrderChange, payment: PaymentForCall): Promise<void> {
  const { tx, facts } = change;
  if (!isStillToLeave(facts, payment.shipmentNo)) return; // its payment is voided
  const customerId = await lockCredit(tx, facts.customerId);
  const orderMinor = openTotal(facts);
  const rows = await tx.execute<Credit>(sql`
    select c.credit_limit_minor::float8 as limit_minor, c.credit_currency as currency,
      ${exposureOf({ ids: sql`family.ids`, currency: sql`c.credit_currency` }, '')} as exposure,
      exists (
        select 1 from holds h where h.order_id = ${facts.id} and h.kind = 'credit' and h.state = 'released'
          and coalesce((h.details ->> 'orderMinor')::float8, 'infinity') >= ${orderMinor}
      ) as released
    from customers c cross join lateral ${familyOf(sql`c.id`)} family where c.id = ${customerId}`);
  const [credit] = rows;
  const problem = creditProblem({
    ...{ paymentMethod: 'account', totalMinor: payment.amountMinor, currency: facts.currency },
    creditLimitMinor: credit?.limit_minor ?? null,
    creditCurrency: credit?.currency ?? null,
    exposureMinor: credit?.exposure ?? 0,
  });
  if (problem && !credit?.released) {
    const details = { ...problem.details, orderMinor };
    const { reason } = problem;
    return raiseHold(change, { kind: 'credit', reason, details, ownerRole: 'agent', atDeadline: 'cancel_unpromised' });
  }
  await tx.update(payments).set({ state: 'authorised' }).where(eq(payments.id, payment.id));
  change.record('payment.authorised', { payment: payment.id, amountMinor: payment.amountMinor, method: 'account' });
  await confirmIfSecured(change);
}
