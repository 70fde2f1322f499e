/** The one way a payment is captured, and disputed after that: by the answer to our call or by the provider's events, in any order. */
import { eq, sql } from 'drizzle-orm';
import type { OrderChange } from '../orders/change-order.ts';
import { payments } from '../schema/payments.ts';
import { raiseTask } from '../tasks/raise-task.ts';

type Capture = {
  readonly paymentId: string;
  readonly capturedMinor: number;
  /** The provider's id of the payment, where the provider says it by itself. */
  readonly reportedUnder?: string;
};

type Dispute = { readonly reason: string; readonly amountMinor: number };

/**
 * Writes that the money was taken, and the dispute of it that came first: that one was kept in the inbox. The order's
 * lock is held, here and where a dispute is kept, so that one of the two sees the other.
 */
export async function recordCapture(change: OrderChange, capture: Capture): Promise<void> {
  const { paymentId, capturedMinor, reportedUnder } = capture;
  const [captured] = await change.tx
    .update(payments)
    .set({ state: 'captured', capturedMinor, ...(reportedUnder !== undefined && { providerRef: reportedUnder }) })
    .where(eq(payments.id, paymentId))
    .returning({ dispute: disputeKept(paymentId) });
  const by = reportedUnder !== undefined && { by: 'provider' };
  change.record('payment.captured', { payment: paymentId, amountMinor: capturedMinor, ...by });
  if (captured?.dispute) await recordDispute(change, paymentId, captured.dispute);
}

/** Stripe tells of each dispute once: what it said before is read where it was kept. */
const disputeKept = (paymentId: string) => sql<Dispute | null>`(
  select jsonb_build_object('reason', i.payload -> 'reason', 'amountMinor', i.payload -> 'amountMinor') from inbox i
  where i.subject = ${paymentId} and i.payload ->> 'kind' = 'dispute'
  order by i.occurred_at, i.event_id limit 1)`;

/** The customer disputes a charge at their bank; of one that is not captured yet, `recordCapture` finds it in the inbox. */
export async function applyDispute(
  change: OrderChange,
  { paymentId, ...dispute }: Dispute & { readonly paymentId: string },
): Promise<boolean> {
  const payment = change.facts.payments.find((p) => p.id === paymentId);
  if (payment?.state === 'captured') await recordDispute(change, paymentId, dispute);
  return false;
}

/** An agent answers it at the bank. */
async function recordDispute(change: OrderChange, paymentId: string, dispute: Dispute): Promise<void> {
  const { tx, facts, now } = change;
  const details = { reason: dispute.reason, amountMinor: dispute.amountMinor };
  await tx.update(payments).set({ state: 'disputed' }).where(eq(payments.id, paymentId));
  change.record('payment.disputed', { payment: paymentId, ...details });
  const asked = { kind: 'payment_disputed', subject: paymentId, orderId: facts.id, role: 'agent' } as const;
  await raiseTask(tx, { ...asked, details, now });
}
