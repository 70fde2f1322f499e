import Stripe from 'stripe';
import type { Answer } from '../answer.ts';
import { storable } from '../storable-text.ts';

/**
 * Runs one call of Stripe's SDK and tells refused from unknown.
 *
 * - A declined card, or a request Stripe will never accept: refused, with Stripe's most precise code.
 * - Timeout, lost connection, 5xx, 429, and 409 while an earlier call under the same key still runs: unknown.
 * - A key that comes back with other fields: unknown as well, for the first call under it may have moved money.
 * - 401 and 403 are unknown too: our key is wrong, and that must never read as "the customer's card was declined".
 *
 * Anything that is not Stripe's own error is a bug of ours and is thrown.
 */
export async function askStripe<T extends object>(call: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return answerOf(error);
    throw error;
  }
}

function answerOf(error: Stripe.errors.StripeError): Answer<never> {
  if (error instanceof Stripe.errors.StripeCardError) return refused(error);
  const status = error.statusCode;
  const reused = error instanceof Stripe.errors.StripeIdempotencyError;
  if (reused || status === undefined || status >= 500 || uncertainStatuses.includes(status)) {
    const repeated = error.headers?.['idempotent-replayed'] === 'true';
    return { kind: 'unknown', reason: `Stripe: ${error.message}`, ...(repeated && { repeated }) };
  }
  return refused(error);
}

/**
 * Stripe keeps each answer under its key for a day, "including 500 errors": the key says nothing else then, though nothing was
 * done. Where `happened` sees for certain that nothing was, the call is made under another key, the same one each time.
 */
export async function askPastFault<T extends object>(
  key: string,
  call: (key: string) => Promise<Answer<T>>,
  happened: () => Promise<boolean>,
): Promise<Answer<T>> {
  const answer = await askStripe(() => call(key));
  if (answer.kind !== 'unknown' || !answer.repeated || (await happened())) return answer;
  return askStripe(() => call(`${key}/again`));
}

const uncertainStatuses: readonly number[] = [401, 403, 409, 429];

function refused(error: Stripe.errors.StripeError): Answer<never> {
  return {
    kind: 'refused',
    code: storable(error.decline_code ?? error.code ?? error.rawType ?? error.type),
    message: storable(error.message),
  };
}
