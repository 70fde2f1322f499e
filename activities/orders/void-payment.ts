import { eq } from 'drizzle-orm';
import { callKey, loadPayment, type PaymentForCall } from '../../db/payments/load-payment.ts';
import { payments } from '../../db/schema/payments.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { runStep, type StepInput } from './order-step.ts';
import { must, unknownOutcome } from './outside-call.ts';
import type { OutsideDeps } from './outside-deps.ts';

/** Undo of `authorisePayment`; "never happened" is a good answer. */
export async function voidPayment(deps: OutsideDeps, input: StepInput, paymentId: string): Promise<Progress> {
  const payment = await loadPayment(deps.database.query, paymentId);
  const asked = payment !== null && !isOver(payment) && payment.method === 'card' && payment.amountMinor > 0;
  const given = asked ? await voidAtProvider(deps, payment) : null;
  return runStep(deps.database, input, async (change) => {
    if (isOver(change.facts.payments.find((p) => p.id === paymentId))) return;
    await change.tx
      .update(payments)
      .set({ state: 'voided', ...given })
      .where(eq(payments.id, paymentId));
    change.record('payment.voided', { payment: paymentId });
  });
}

const isOver = (payment: { readonly state: string } | undefined): boolean =>
  payment === undefined || ['voided', 'declined', 'expired'].includes(payment.state);

/**
 * Gives back what is blocked on the card; a payment the provider never saw, or has given back already, is fine. Resolves
 * with which one it was: what is reported of that one afterwards is old.
 */
export async function voidAtProvider(
  deps: OutsideDeps,
  payment: PaymentForCall,
): Promise<{ readonly providerRef: string } | null> {
  const { payment: found, complete } = must('The look-up', await deps.payments.find(payment.id));
  if (!complete) throw unknownOutcome('The look-up');
  if (found === null || found.state === 'declined') return null;
  const { providerRef, state } = found;
  if (state !== 'voided')
    must('The void', await deps.payments.voidAuthorisation({ key: callKey(payment, 'void'), providerRef }));
  return { providerRef };
}
