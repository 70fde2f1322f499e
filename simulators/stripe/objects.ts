import type { IntentRow, RefundRow } from './book.ts';
import { type Form, listOf } from './form.ts';
import { invalid } from './refusal.ts';

/** The PaymentIntent as the API writes it, with what the adapter and people read; `latest_charge` whole when expanded. */
export function intentObject(row: IntentRow, expand: readonly string[] = []) {
  const charged = row.status !== 'requires_payment_method';
  const charge = expand.includes('latest_charge') ? chargeObject(row) : row.chargeId;
  return {
    id: row.id,
    object: 'payment_intent',
    amount: row.amount,
    amount_capturable: row.status === 'requires_capture' ? row.amount : 0,
    amount_received: row.amountReceived,
    cancellation_reason: row.cancellationReason,
    capture_method: 'manual',
    created: row.created,
    currency: row.currency,
    last_payment_error: row.declineCode === null ? null : paymentError(row.declineCode),
    latest_charge: charged ? charge : null,
    livemode: false,
    metadata: row.metadata,
    payment_method: row.paymentMethod,
    payment_method_types: ['card'],
    status: row.status,
  };
}

function paymentError(declineCode: string) {
  return { type: 'card_error', code: 'card_declined', decline_code: declineCode, message: 'Your card was declined.' };
}

function chargeObject(row: IntentRow) {
  return {
    id: row.chargeId,
    object: 'charge',
    amount: row.amount,
    amount_captured: row.amountReceived,
    captured: row.status === 'succeeded',
    currency: row.currency,
    payment_intent: row.id,
    payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242', capture_before: row.captureBefore } },
    status: 'succeeded',
  };
}

export function refundObject(row: RefundRow) {
  return {
    id: row.id,
    object: 'refund',
    amount: row.amount,
    charge: row.chargeId,
    created: row.created,
    currency: row.currency,
    metadata: row.metadata,
    payment_intent: row.intentId,
    reason: null,
    status: row.status,
    ...(row.failureReason !== null && { failure_reason: row.failureReason }),
  };
}

export function disputeObject(row: IntentRow, dispute: { readonly id: string; readonly created: number }) {
  return {
    id: dispute.id,
    object: 'dispute',
    amount: row.amountReceived,
    charge: row.chargeId,
    created: dispute.created,
    currency: row.currency,
    payment_intent: row.id,
    reason: 'fraudulent',
    status: 'needs_response',
  };
}

export function expandedOf(form: Form): readonly string[] {
  const names = listOf(form.expand);
  const unknown = names.find((name) => name !== 'latest_charge');
  if (unknown !== undefined) throw invalid('parameter_invalid', `This property cannot be expanded (${unknown}).`);
  return names;
}
