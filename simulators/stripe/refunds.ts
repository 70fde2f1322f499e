import type { RefundRow } from './book.ts';
import { countOf, type Form, recordOf, refuseUnknown, requiredText } from './form.ts';
import { pageOf } from './intent-reads.ts';
import { refundObject } from './objects.ts';
import { intentOf, refuseAmount } from './payment-intents.ts';
import { invalid, wrongState } from './refusal.ts';
import { newId, type Vendor } from './vendor.ts';

/**
 * A refund of a captured payment. Most settle at once; `pm_card_pendingRefund` settles later, `pm_card_refundFail`
 * settles and then fails, and `fails` (a fault) is pending and then fails: the bank of the card sent it back.
 */
export function createRefund(vendor: Vendor, form: Form, fails = false) {
  refuseUnknown(form, ['payment_intent', 'amount', 'metadata']);
  const intent = intentOf(vendor, requiredText(form, 'payment_intent'));
  if (intent.status !== 'succeeded') {
    throw wrongState(
      'payment_intent_unexpected_state',
      `This PaymentIntent (${intent.status}) has no captured charge.`,
    );
  }
  const left = intent.amountReceived - refundedOf(vendor, intent.id);
  if (left === 0) throw wrongState('charge_already_refunded', `Charge ${intent.chargeId} has already been refunded.`);
  const amount = countOf(form, 'amount') ?? left;
  refuseAmount(amount, intent.currency);
  if (amount > left) throw invalid('amount_too_large', `Refund amount (${amount}) is above what is left (${left}).`);
  const later = fails || intent.paymentMethod === 'pm_card_pendingRefund';
  const row: RefundRow = {
    id: newId('re'),
    intentId: intent.id,
    chargeId: intent.chargeId,
    created: vendor.now(),
    status: later ? 'pending' : 'succeeded',
    amount,
    currency: intent.currency,
    failureReason: null,
    metadata: recordOf(form.metadata),
  };
  vendor.book.put('refunds', row);
  vendor.emit('refund.created', refundObject(row));
  if (fails || intent.paymentMethod === 'pm_card_refundFail') failRefund(vendor, row);
  else if (later) settleRefund(vendor, row);
  return refundObject(row);
}

function settleRefund(vendor: Vendor, row: RefundRow): void {
  const settled: RefundRow = { ...row, status: 'succeeded' };
  vendor.book.put('refunds', settled);
  vendor.emit('refund.updated', refundObject(settled));
}

function failRefund(vendor: Vendor, row: RefundRow): void {
  const failed: RefundRow = { ...row, status: 'failed', failureReason: 'lost_or_stolen_card' };
  vendor.book.put('refunds', failed);
  vendor.emit('refund.updated', refundObject(failed));
  vendor.emit('refund.failed', refundObject(failed));
}

/** Failed refunds give the money back to the account, so they can be sent again. */
function refundedOf(vendor: Vendor, intentId: string): number {
  let sum = 0;
  for (const row of vendor.book.refunds.values()) {
    if (row.intentId === intentId && row.status !== 'failed') sum += row.amount;
  }
  return sum;
}

export function listRefunds(vendor: Vendor, form: Form) {
  refuseUnknown(form, ['payment_intent', 'limit', 'starting_after']);
  const intentId = requiredText(form, 'payment_intent');
  const rows = [...vendor.book.refunds.values()].reverse().filter((row) => row.intentId === intentId);
  return { ...pageOf(rows, form, refundObject), url: '/v1/refunds' };
}
