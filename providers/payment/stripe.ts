import Stripe from 'stripe';
import { outsideTimeouts } from '../../domain/outside-timeouts.ts';
import type { Answer } from '../answer.ts';
import { timeLeft } from '../time-left.ts';
import type {
  AuthoriseRequest,
  CaptureRequest,
  PaymentProvider,
  RefundAtProvider,
  RefundRequest,
  VoidRequest,
} from './port.ts';
import { toStripeAmount } from './stripe-amount.ts';
import { askPastFault, askStripe } from './stripe-answer.ts';
import { findPayment, findRefundOf } from './stripe-find.ts';
import { expiryOf, paymentOf, paymentStateOf, paymentTag, refundStateOf, refundTag } from './stripe-intent.ts';
import { parseStripeWebhook } from './stripe-webhook.ts';

export type StripeOptions = {
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Another address of the API, e.g. `http://127.0.0.1:12111` for the simulator. Only scheme, host and port count. */
  readonly url?: string | undefined;
  /** Of one call: after this long without an answer it is `unknown`. */
  readonly timeoutMs?: number | undefined;
};

/** Payments through Stripe's own SDK: one PaymentIntent with manual capture per payment of ours. */
export function createStripePayments(options: StripeOptions): PaymentProvider {
  const stripe = new Stripe(options.apiKey, {
    timeout: options.timeoutMs ?? outsideTimeouts.callMs,
    httpClient: inTime(Stripe.createNodeHttpClient()),
    maxNetworkRetries: 0, // only one layer retries, and it looks up first
    telemetry: false,
    ...addressOf(options.url),
  });
  const find: PaymentProvider['find'] = (reference) => askStripe(() => findPayment(stripe, reference));
  const findRefund: PaymentProvider['findRefund'] = (providerRef, reference) =>
    askStripe(() => findRefundOf(stripe, providerRef, reference));
  return {
    authorise: (request) =>
      askPastFault(
        request.key,
        (key) => authorise(stripe, { ...request, key }),
        async () => {
          const found = await find(request.reference);
          return found.kind !== 'done' || found.payment !== null || !found.complete;
        },
      ),
    capture: (request) => askStripe(() => capture(stripe, request)),
    voidAuthorisation: (request) => askStripe(() => voidAuthorisation(stripe, request)),
    refund: (request) =>
      askPastFault(
        request.key,
        (key) => refund(stripe, { ...request, key }),
        async () => {
          const found = await findRefund(request.providerRef, request.reference);
          return found.kind !== 'done' || (found.refund !== null && found.refund.state !== 'failed');
        },
      ),
    find,
    findRefund,
    parseWebhook: (rawBody, signature) => parseStripeWebhook(rawBody, signature, options.webhookSecret),
  };
}

/** Waits for no answer longer than the step has that asks. */
function inTime(http: Stripe.HttpClient): Stripe.HttpClient {
  const makeRequest: typeof http.makeRequest = (host, port, path, method, headers, data, protocol, timeoutMs) =>
    http.makeRequest(host, port, path, method, headers, data, protocol, timeLeft(timeoutMs));
  return { getClientName: () => http.getClientName(), makeRequest };
}

function addressOf(url: string | undefined) {
  if (url === undefined) return {};
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const);
  return { protocol: scheme, host: hostname, port: port === '' ? (scheme === 'http' ? 80 : 443) : Number(port) };
}

async function authorise(
  stripe: Stripe,
  request: AuthoriseRequest,
): Promise<Answer<{ readonly providerRef: string; readonly expiresAt: string }>> {
  const amount = toStripeAmount(request.amountMinor, request.currency);
  if (amount === null) return unrepresentable(request);
  const intent = await stripe.paymentIntents.create(
    {
      amount,
      currency: request.currency.toLowerCase(),
      capture_method: 'manual',
      confirm: true,
      off_session: true,
      payment_method: request.paymentMethod,
      allowed_payment_method_types: ['card'], // replaces payment_method_types since API 2026-09-30; a redirect method would need a customer present
      metadata: { ...request.metadata, [paymentTag]: request.reference },
      expand: ['latest_charge'],
    },
    { idempotencyKey: request.key },
  );
  const state = paymentStateOf(intent);
  if (state === 'authorised') return { kind: 'done', providerRef: intent.id, expiresAt: expiryOf(intent) };
  if (state === 'processing') return { kind: 'unknown', reason: `Stripe is still processing ${intent.id}` };
  const code = intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? intent.status;
  return { kind: 'refused', code, message: `The payment was not authorised (${intent.status}).` };
}

async function capture(stripe: Stripe, request: CaptureRequest): Promise<Answer<{ readonly capturedMinor: number }>> {
  const amount = toStripeAmount(request.amountMinor, request.currency);
  if (amount === null) return unrepresentable(request);
  const done = { kind: 'done', capturedMinor: request.amountMinor } as const;
  try {
    await stripe.paymentIntents.capture(
      request.providerRef,
      { amount_to_capture: amount },
      { idempotencyKey: request.key },
    );
    return done;
  } catch (error) {
    const now = await stateAfter(stripe, request.providerRef, error);
    if (now.state === 'captured' && now.capturedMinor === request.amountMinor) return done;
    throw error;
  }
}

async function voidAuthorisation(stripe: Stripe, request: VoidRequest): Promise<Answer<object>> {
  try {
    await stripe.paymentIntents.cancel(request.providerRef, {}, { idempotencyKey: request.key });
    return { kind: 'done' };
  } catch (error) {
    const { state } = await stateAfter(stripe, request.providerRef, error);
    if (state === 'voided' || state === 'expired') return { kind: 'done' };
    throw error;
  }
}

/** Stripe refused because the payment is not where we thought: where is it then? Rethrows every other error. */
async function stateAfter(stripe: Stripe, providerRef: string, error: unknown) {
  const moved = error instanceof Stripe.errors.StripeError && error.code === 'payment_intent_unexpected_state';
  if (!moved) throw error;
  return paymentOf(await stripe.paymentIntents.retrieve(providerRef, { expand: ['latest_charge'] }));
}

async function refund(stripe: Stripe, request: RefundRequest): Promise<Answer<RefundAtProvider>> {
  const amount = toStripeAmount(request.amountMinor, request.currency);
  if (amount === null) return unrepresentable(request);
  const sent = await stripe.refunds.create(
    { payment_intent: request.providerRef, amount, metadata: { [refundTag]: request.reference } },
    { idempotencyKey: request.key },
  );
  return { kind: 'done', refundRef: sent.id, state: refundStateOf(sent.status) };
}

function unrepresentable(request: { amountMinor: number; currency: string }) {
  return {
    kind: 'refused' as const,
    code: 'amount_not_representable',
    message: `Cards cannot carry ${request.amountMinor} minor units of ${request.currency}.`,
  };
}
