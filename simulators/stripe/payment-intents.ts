import type { IntentRow } from './book.ts';
import { countOf, type Form, recordOf, refuseUnknown, requiredText, textOf } from './form.ts';
import { expandedOf, intentObject } from './objects.ts';
import { declinedCard, invalid, missing, wrongState } from './refusal.ts';
import { newId, type Vendor } from './vendor.ts';

/** Stripe's test tokens; null is accepted. https://docs.stripe.com/testing */
const cards: Readonly<Record<string, string | null>> = {
  pm_card_visa: null,
  pm_card_mastercard: null,
  pm_card_pendingRefund: null,
  pm_card_refundFail: null,
  pm_card_chargeDeclined: 'generic_decline',
  pm_card_visa_chargeDeclined: 'generic_decline',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_visa_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_insufficientFunds: 'insufficient_funds',
  pm_card_chargeDeclinedExpiredCard: 'expired_card',
};

const createParams = [
  'amount',
  'currency',
  'capture_method',
  'confirm',
  'off_session',
  'payment_method',
  'allowed_payment_method_types',
  'metadata',
  'expand',
];

/** What the adapter needs: created and confirmed in one call, captured by hand. `decline` forces a declined card. */
export function createIntent(vendor: Vendor, form: Form, decline = false) {
  refuseUnknown(form, createParams);
  const expand = expandedOf(form);
  const amount = countOf(form, 'amount');
  if (amount === undefined) throw invalid('parameter_missing', 'Missing required param: amount.', 'amount');
  const currency = requiredText(form, 'currency');
  refuseAmount(amount, currency);
  if (form.confirm !== 'true' || form.capture_method !== 'manual') {
    throw invalid('parameter_invalid', 'This simulator only confirms at once and captures by hand.');
  }
  const paymentMethod = requiredText(form, 'payment_method');
  const outcome = cards[paymentMethod];
  if (outcome === undefined) throw missing('PaymentMethod', paymentMethod);
  const declineCode = decline ? 'generic_decline' : outcome;
  const created = vendor.now();
  const row: IntentRow = {
    id: newId('pi'),
    chargeId: newId('ch'),
    created,
    status: declineCode === null ? 'requires_capture' : 'requires_payment_method',
    amount,
    amountReceived: 0,
    currency,
    paymentMethod,
    captureBefore: created + vendor.authorisationSeconds,
    cancellationReason: null,
    declineCode,
    metadata: recordOf(form.metadata),
  };
  vendor.book.put('intents', row);
  vendor.emit('payment_intent.created', intentObject(row));
  if (declineCode === null) {
    vendor.emit('payment_intent.amount_capturable_updated', intentObject(row));
    return intentObject(row, expand);
  }
  vendor.emit('payment_intent.payment_failed', intentObject(row));
  throw declinedCard(declineCode, intentObject(row));
}

/** Amounts end in 0 where a currency has three decimals, in 00 for two that lost theirs, and have eight digits at most. */
export function refuseAmount(amount: number, currency: string): void {
  if (!/^[a-z]{3}$/.test(currency)) throw invalid('parameter_invalid', `Invalid currency: ${currency}`, 'currency');
  const step = steps[currency] ?? 1;
  if (amount % step !== 0) throw invalid('parameter_invalid', `Invalid amount for ${currency}: ${amount}`, 'amount');
  if (amount > 99_999_999) throw invalid('amount_too_large', 'Amount must be no more than 999,999.99', 'amount');
}

const steps: Readonly<Record<string, number>> = { bhd: 10, jod: 10, kwd: 10, omr: 10, tnd: 10, isk: 100, ugx: 100 };

export function captureIntent(vendor: Vendor, form: Form, id: string) {
  refuseUnknown(form, ['amount_to_capture', 'expand']);
  const expand = expandedOf(form);
  const row = intentIn(vendor, id, 'requires_capture', 'captured');
  const amount = countOf(form, 'amount_to_capture') ?? row.amount;
  if (amount > row.amount) throw invalid('amount_too_large', 'Amount is above what can be captured.');
  refuseAmount(amount, row.currency);
  const captured: IntentRow = { ...row, status: 'succeeded', amountReceived: amount };
  vendor.book.put('intents', captured);
  vendor.emit('payment_intent.succeeded', intentObject(captured));
  return intentObject(captured, expand);
}

export function cancelIntent(vendor: Vendor, form: Form, id: string) {
  refuseUnknown(form, ['cancellation_reason', 'expand']);
  const expand = expandedOf(form);
  const found = intentOf(vendor, id);
  const row = intentIn(vendor, id, found.declineCode ? 'requires_payment_method' : 'requires_capture', 'canceled');
  const cancellationReason = textOf(form, 'cancellation_reason') ?? null;
  const canceled: IntentRow = { ...row, status: 'canceled', cancellationReason };
  vendor.book.put('intents', canceled);
  vendor.emit('payment_intent.canceled', intentObject(canceled));
  return intentObject(canceled, expand);
}

export function intentOf(vendor: Vendor, id: string): IntentRow {
  const row = vendor.book.intents.get(id);
  if (!row) throw missing('payment_intent', id);
  return row;
}

function intentIn(vendor: Vendor, id: string, status: IntentRow['status'], wished: string): IntentRow {
  const row = intentOf(vendor, id);
  if (row.status === status) return row;
  const message = `This PaymentIntent could not be ${wished} because it has a status of ${row.status}.`;
  throw wrongState('payment_intent_unexpected_state', message);
}
