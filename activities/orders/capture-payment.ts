import { callKey, loadPayment, type PaymentForCall } from '../../db/payments/load-payment.ts';
import { recordCapture } from '../../db/payments/record-capture.ts';
import { hasLapsed } from '../../domain/orders/due-work.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { takeAhead } from './look-ahead.ts';
import { runStep, type StepInput } from './order-step.ts';
import { must, RefusedByProvider } from './outside-call.ts';
import type { OutsideDeps } from './outside-deps.ts';
import { voidAtProvider } from './void-payment.ts';

/** Takes what the handed-over units are worth. Key of the call: the payment's id. Its undo is a refund. */
export async function capturePayment(deps: OutsideDeps, input: StepInput, paymentId: string): Promise<Progress> {
  const payment =
    takeAhead(deps.database, input.orderId, { kind: 'capture', subject: paymentId }) ??
    (await loadPayment(deps.database.query, paymentId));
  if (payment !== null && hasLapsed(payment)) throw new RefusedByProvider('The capture', lapsed);
  if (payment?.state !== 'authorised') return runStep(deps.database, input, async () => undefined);
  if (payment.method === 'card' && payment.amountMinor > 0) await takeFromCard(deps, payment);
  return runStep(deps.database, input, async (change) => {
    const current = change.facts.payments.find((p) => p.id === paymentId)?.state;
    if (current === 'captured' || current === 'disputed') return; // a webhook told us first
    await recordCapture(change, { paymentId, capturedMinor: payment.handedOverMinor });
  });
}

/** Asking again helps nothing: it is paid in another way, or given up. */
const lapsed = {
  code: 'authorisation_lapsed',
  message: 'its authorisation lapsed after the parcel had left; collect the amount in another way, then skip this',
};

/** No provider captures zero: where the units handed over came to nothing, the card is set free instead. */
async function takeFromCard(deps: OutsideDeps, payment: PaymentForCall): Promise<void> {
  if (payment.handedOverMinor === 0) {
    await voidAtProvider(deps, payment);
    return;
  }
  const triedBefore = deps.triedBefore() || payment.retries > 0;
  const already = triedBefore ? must('The look-up', await deps.payments.find(payment.id)).payment : null;
  if (already?.state === 'captured') return;
  must(
    'The capture',
    await deps.payments.capture({
      key: callKey(payment, 'capture'),
      providerRef: payment.providerRef ?? '',
      amountMinor: payment.handedOverMinor,
      currency: payment.currency,
    }),
  );
}
