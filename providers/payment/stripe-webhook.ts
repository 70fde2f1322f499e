import Stripe from 'stripe';
import { z } from 'zod';
import type { Text } from '../../domain/orders/wording.ts';
import { vendorId, vendorText } from '../storable-text.ts';
import type { ParsedWebhook, PaymentEvent } from './payment-event.ts';
import { fromStripeAmount } from './stripe-amount.ts';
import { paymentStateOf, paymentTag, refundStateOf, refundTag } from './stripe-intent.ts';

const envelope = z.object({
  id: vendorId,
  type: vendorId,
  created: z.number().int().min(0).max(253_402_300_799), // the last second that RFC 3339 can write
  data: z.object({ object: z.unknown() }),
});

const metadata = z.record(z.string(), vendorText).nullish();

const intentObject = z.object({
  id: vendorText,
  status: vendorText,
  currency: vendorText,
  amount_received: z.number().int(),
  cancellation_reason: vendorText.nullish(),
  last_payment_error: z.object({ code: vendorText.nullish(), decline_code: vendorText.nullish() }).nullish(),
  metadata,
});

const refundObject = z.object({
  id: vendorText,
  status: vendorText.nullable(),
  payment_intent: vendorText.nullish(),
  failure_reason: vendorText.nullish(),
  metadata,
});

const disputeObject = z.object({
  payment_intent: vendorText.nullish(),
  reason: vendorText,
  currency: vendorText,
  amount: z.number().int(),
});

type Head = Pick<PaymentEvent, 'id' | 'type' | 'occurredAt'>;

/** Which events we act on, and as what. Every other type is `ignored`. */
const readers: Readonly<Record<string, (head: Head, object: unknown) => PaymentEvent | null>> = {
  'payment_intent.amount_capturable_updated': paymentEvent,
  'payment_intent.succeeded': paymentEvent,
  'payment_intent.payment_failed': paymentEvent,
  'payment_intent.canceled': paymentEvent,
  'refund.created': refundEvent,
  'refund.updated': refundEvent,
  'refund.failed': refundEvent,
  'charge.refund.updated': refundEvent,
  'charge.dispute.created': disputeEvent,
};

/**
 * Verifies and reads one delivery. `signature` is the `Stripe-Signature` header (`t=…,v1=HMAC(secret, t.body)`), at most
 * five minutes old. Fields that we do not read may change with Stripe's API version and do not matter here.
 */
export function parseStripeWebhook(rawBody: Buffer, signature: string | undefined, secret: string): ParsedWebhook {
  let event: unknown;
  try {
    event = Stripe.webhooks.constructEvent(rawBody, signature ?? '', secret);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return { kind: 'forged' };
    return { kind: 'malformed', reason: noEvent };
  }
  const parsed = envelope.safeParse(event);
  if (!parsed.success) return malformed(parsed.error);
  const { id, type, created, data } = parsed.data;
  const head = { id, type, occurredAt: new Date(created * 1000).toISOString() };
  try {
    return readers[type]?.(head, data.object) ?? { kind: 'ignored', ...head };
  } catch (error) {
    if (error instanceof z.ZodError) return malformed(error);
    throw error;
  }
}

const noEvent: Text = { en: 'it is no event in JSON', fr: 'ce n’est pas un événement en JSON' };

function malformed(error: z.ZodError): ParsedWebhook {
  const fields = error.issues.map((issue) => issue.path.join('.') || '/').join(', ');
  const reason = {
    en: `these fields are missing or wrong: ${fields}`,
    fr: `ces champs manquent ou sont faux : ${fields}`,
  };
  return { kind: 'malformed', reason };
}

function paymentEvent(head: Head, object: unknown): PaymentEvent {
  const intent = intentObject.parse(object);
  const failure = intent.last_payment_error;
  return {
    kind: 'payment',
    ...head,
    paymentReference: intent.metadata?.[paymentTag] ?? null,
    providerRef: intent.id,
    state: paymentStateOf(intent),
    currency: intent.currency.toUpperCase(),
    capturedMinor: fromStripeAmount(intent.amount_received, intent.currency),
    refusalCode: failure?.decline_code ?? failure?.code ?? null,
  };
}

/** Null for a refund of a charge without an intent: not one of ours. */
function refundEvent(head: Head, object: unknown): PaymentEvent | null {
  const refund = refundObject.parse(object);
  if (!refund.payment_intent) return null;
  return {
    kind: 'refund',
    ...head,
    refundReference: refund.metadata?.[refundTag] ?? null,
    providerRef: refund.payment_intent,
    refundRef: refund.id,
    state: refundStateOf(refund.status),
    failureCode: refund.failure_reason ?? null,
  };
}

function disputeEvent(head: Head, object: unknown): PaymentEvent | null {
  const dispute = disputeObject.parse(object);
  if (!dispute.payment_intent) return null;
  const currency = dispute.currency.toUpperCase();
  const amountMinor = fromStripeAmount(dispute.amount, currency);
  return {
    kind: 'dispute',
    ...head,
    providerRef: dispute.payment_intent,
    reason: dispute.reason,
    currency,
    amountMinor,
  };
}
