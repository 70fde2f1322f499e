import { and, eq, sql } from 'drizzle-orm';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { loadRefund } from '../../db/payments/load-payment.ts';
import { saysNews } from '../../db/payments/refund-news.ts';
import type { Database } from '../../db/pool.ts';
import { refunds } from '../../db/schema/payments.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { runStep, type StepInput } from './order-step.ts';
import { must, RefusedByProvider, unknownOutcome } from './outside-call.ts';
import type { OutsideDeps } from './outside-deps.ts';

/** Sends a requested refund. A failed one keeps its id and is tried again under a new key only after a clear no. */
export async function submitRefund(deps: OutsideDeps, input: StepInput, refundId: string): Promise<Progress> {
  const sent = await sendRefund(deps, refundId);
  return runStep(deps.database, input, async (change) => {
    if (sent !== null) await writeSentRefund(change, refundId, sent);
  });
}

type Sent = { readonly state: 'submitted' | 'settled' | 'failed'; readonly refundRef: string | null };

/** Asks the provider; null for a refund that is not open. */
export async function sendRefund(deps: SendingDeps, refundId: string): Promise<Sent | null> {
  const refund = await loadRefund(deps.database, refundId);
  if (refund === null || !['requested', 'failed'].includes(refund.state)) return null;
  return refund.method === 'account' ? { state: 'settled', refundRef: null } : send(deps, refund);
}

/** The provider's answer, once: a webhook may have told us first. */
export async function writeSentRefund(change: OrderChange, refundId: string, sent: Sent): Promise<void> {
  const current = change.facts.refunds.find((r) => r.id === refundId);
  if (current === undefined || current.state === 'settled') return;
  const state = sent.state === 'settled' ? 'settled' : 'submitted';
  const written = await change.tx
    .update(refunds)
    .set({ state, providerRef: sent.refundRef, ...(state === 'settled' && { settledAt: new Date(change.now) }) })
    .where(and(eq(refunds.id, refundId), saysNews(sent.refundRef)))
    .returning({ id: refunds.id });
  if (written.length > 0) change.record(`refund.${state}`, { refund: refundId, amountMinor: current.amountMinor });
}

type SendingDeps = Pick<OutsideDeps, 'database' | 'payments'>;
type Refund = NonNullable<Awaited<ReturnType<typeof loadRefund>>>;

async function send(deps: SendingDeps, refund: Refund): Promise<Sent> {
  const providerRef = refund.paymentRef ?? '';
  // Looked up each time: a person may have it tried again days later, when the provider no longer knows the key.
  const found = must('The look-up', await deps.payments.findRefund(providerRef, refund.id)).refund;
  if (found && found.state !== 'failed') {
    // Reported as failed before, and not shown so yet: taken for an answer it would be due again at once, for ever.
    if (refund.state === 'failed' && found.refundRef === refund.refundRef) throw unknownOutcome('The refund');
    return found;
  }
  const key = `${refund.id}/refund/${refund.refusedTries + 1}`;
  const answer = await deps.payments.refund({
    key,
    reference: refund.id,
    providerRef,
    amountMinor: refund.amountMinor,
    currency: refund.currency,
  });
  if (answer.kind === 'unknown') throw unknownOutcome('The refund');
  if (answer.kind === 'refused' || answer.state === 'failed') {
    await countRefusedTry(deps.database, refund, answer.kind === 'refused' ? answer.code : 'failed');
    throw new RefusedByProvider(
      'The refund',
      answer.kind === 'refused' ? answer : { code: 'refund_failed', message: 'it failed' },
    );
  }
  return answer;
}

/** One more clear no for this refund; counted once per try, whoever reports it. */
async function countRefusedTry(database: Database, refund: Refund, code: string): Promise<void> {
  await database.query
    .update(refunds)
    .set({ state: 'failed', failureCode: code, refusedTries: refund.refusedTries + 1 })
    .where(sql`${refunds.id} = ${refund.id} and ${refunds.refusedTries} = ${refund.refusedTries}`);
}
