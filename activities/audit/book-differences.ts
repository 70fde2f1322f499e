/** Where the provider's book and ours differ, as a sentence; null where they agree or an answer is still on its way. */
import type { PaymentState } from '../../domain/payments/payment-states.ts';
import type { ProviderPaymentState, ProviderRefundState } from '../../domain/payments/provider-states.ts';
import type { RefundState } from '../../domain/payments/refund-states.ts';
import type { Label } from '../../domain/shipping/label.ts';
import type { VoidAsked } from '../../providers/carrier/port.ts';
import type { PaymentAtProvider, RefundAtProvider } from '../../providers/payment/port.ts';
import type { BookedParcel, BookedPayment } from './booked-rows.ts';

/** What the provider may say about a payment that is in this state with us; `absent`: it never heard of it. */
const agreeing: Readonly<Record<PaymentState, readonly (ProviderPaymentState | 'absent')[]>> = {
  created: ['absent', 'processing', 'authorised', 'declined'],
  authorised: ['authorised'],
  declined: ['absent', 'declined', 'voided'],
  captured: ['captured'],
  disputed: ['captured'],
  voiding: ['absent', 'processing', 'authorised', 'declined', 'voided', 'expired'],
  voided: ['absent', 'declined', 'voided', 'expired'],
  expired: ['expired', 'voided'],
};

export function paymentDifference(ours: BookedPayment, theirs: PaymentAtProvider | null): string | null {
  const state = theirs?.state ?? 'absent';
  // No provider captures nothing: such an authorisation is voided instead.
  const allowed = ours.state === 'captured' && ours.capturedMinor === 0 ? agreeing.voided : agreeing[ours.state];
  if (!allowed.includes(state)) return `The payment is ${ours.state} with us and ${state} with the provider.`;
  if (theirs === null || !['authorised', 'captured'].includes(state)) return null;
  if (theirs.currency !== ours.currency)
    return `The payment is in ${ours.currency}, the provider has ${theirs.currency}.`;
  if (theirs.amountMinor !== ours.amountMinor) {
    return `The payment is over ${ours.amountMinor}, the provider has ${theirs.amountMinor} (${ours.currency}, minor units).`;
  }
  if (theirs.capturedMinor !== ours.capturedMinor) {
    return `${ours.capturedMinor} is captured, the provider took ${theirs.capturedMinor} (${ours.currency}, minor units).`;
  }
  return null;
}

const agreeingRefund: Readonly<Record<RefundState, readonly (ProviderRefundState | 'absent')[]>> = {
  requested: ['absent', 'failed', 'submitted', 'settled'],
  submitted: ['submitted', 'settled'],
  settled: ['settled'],
  failed: ['absent', 'failed'],
};

export function refundDifference(ours: RefundState, theirs: RefundAtProvider | null): string | null {
  const state = theirs?.state ?? 'absent';
  return agreeingRefund[ours].includes(state) ? null : `The refund is ${ours} with us and ${state} with the provider.`;
}

/** A label as the carrier has it, and what became of its money. */
export type LabelAtCarrier = { readonly label: Label | null; readonly voided: VoidAsked };

export function labelDifference(ours: BookedParcel, { label: theirs, voided }: LabelAtCarrier): string | null {
  if (ours.givenUp)
    return theirs !== null && voided === 'none'
      ? 'The parcel was given up, and nobody asked the carrier for the money of its label.'
      : null;
  if (theirs === null) return 'The carrier has no label for this parcel.';
  if (voided === 'submitted' || voided === 'voided')
    return 'The label is in use with us, and void with the carrier: it takes no parcel with it.';
  if (theirs.trackingCode !== ours.trackingCode) {
    return `The parcel’s tracking code is ${ours.trackingCode}, the carrier’s label says ${theirs.trackingCode}.`;
  }
  if (theirs.rateMinor !== ours.rateMinor || theirs.currency !== ours.rateCurrency) {
    return `The label cost ${ours.rateMinor} ${ours.rateCurrency}, the carrier says ${theirs.rateMinor} ${theirs.currency} (minor units).`;
  }
  return null;
}
