import type Stripe from 'stripe';
import type { ProviderPaymentState, ProviderRefundState } from '../../domain/payments/provider-states.ts';
import type { PaymentAtProvider } from './port.ts';
import { fromStripeAmount } from './stripe-amount.ts';

/** Metadata under which Stripe carries our ids; what `find` and webhooks go by. */
export const paymentTag = 'parcours_payment';
export const refundTag = 'parcours_refund';

/**
 * Stripe's status of a PaymentIntent in our words. The customer is not there to act, so an intent that waits for an
 * action, a confirmation or another card is a declined one. Stripe's lists are open: an unknown status is `processing`.
 */
const paymentStates: Readonly<Record<string, ProviderPaymentState>> = {
  requires_payment_method: 'declined',
  requires_confirmation: 'declined',
  requires_action: 'declined',
  processing: 'processing',
  requires_capture: 'authorised',
  succeeded: 'captured',
  canceled: 'voided',
};

export function paymentStateOf(intent: { status: string; cancellation_reason?: string | null }): ProviderPaymentState {
  if (intent.status === 'canceled' && lapses.includes(intent.cancellation_reason ?? '')) return 'expired';
  return paymentStates[intent.status] ?? 'processing';
}

/** Reasons that Stripe gives itself when an authorisation ran out. */
const lapses: readonly string[] = ['expired', 'automatic'];

const refundStates: Readonly<Record<string, ProviderRefundState>> = {
  pending: 'submitted',
  requires_action: 'submitted',
  succeeded: 'settled',
  failed: 'failed',
  canceled: 'failed',
};

/** Stripe's status of a refund in our words; an unknown one is still under way. */
export function refundStateOf(status: string | null): ProviderRefundState {
  return refundStates[status ?? ''] ?? 'submitted';
}

/** Needs the intent with `latest_charge` expanded, for the instant of expiry. */
export function paymentOf(intent: Stripe.PaymentIntent): PaymentAtProvider {
  return {
    providerRef: intent.id,
    state: paymentStateOf(intent),
    currency: intent.currency.toUpperCase(),
    amountMinor: fromStripeAmount(intent.amount, intent.currency),
    capturedMinor: fromStripeAmount(intent.amount_received, intent.currency),
    expiresAt: expiryOf(intent),
  };
}

/** The shortest online window of the card networks (Visa, merchant-initiated), for when Stripe names no instant. */
const shortestWindowSeconds = (4 * 24 + 18) * 3600;

/** When the authorisation lapses, RFC 3339 UTC: what the network granted, else the shortest window that it grants. */
export function expiryOf(intent: Stripe.PaymentIntent): string {
  const charge = intent.latest_charge;
  const granted = typeof charge === 'object' ? charge?.payment_method_details?.card?.capture_before : undefined;
  return new Date((granted ?? intent.created + shortestWindowSeconds) * 1000).toISOString();
}
