import { eq } from 'drizzle-orm';
import { callKey, loadPayment, type PaymentForCall } from '../../db/payments/load-payment.ts';
import { payments } from '../../db/schema/payments.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { runStep, type StepInput } from './order-step.ts';
import { must } from './outside-call.ts';
import type { OutsideDeps } from './outside-deps.ts';

/** Undo of `authorisePayment`; "never happened" is a good answer. */
export async function voidPayment(deps: OutsideDeps, input: StepInput, paymentId: string): Promise<Progress> {
  const payment = await loadPayment(deps.database.query, paymentId);
  const done = payment === null || ['voided', 'declined', 'expired'].includes(payment.state);
  if (!done && payment.method === 'card' && payment.amountMinor > 0) await voidAtProvider(deps, payment);
  return runStep(deps.database, input, async (change) => {
    if (done) return;
    await change.tx.update(payments).set({ state: 'voided' }).where(eq(payments.id, paymentId));
    change.record('payment.voided', { payment: paymentId });
  });
}

/** Gives back what is blocked on the card; a payment the provider never saw, or has given back already, is fine. */
export async function voidAtProvider(deps: OutsideDeps, payment: PaymentForCall): Promise<void> {
  const found = must('The look-up', await deps.payments.find(payment.id)).payment;
  if (found === null || found.state === 'voided' || found.state === 'declined') return;
  must(
    'The void',
    await deps.payments.voidAuthorisation({ key: callKey(payment, 'void'), providerRef: found.providerRef }),
  );
}
