import type { Text } from '../../domain/orders/wording.ts';
import type { ProviderPaymentState, ProviderRefundState } from '../../domain/payments/provider-states.ts';

/** What every verified event carries: the provider's event id, its own name for it, and when it happened (RFC 3339 UTC). */
type EventHead = { readonly id: string; readonly type: string; readonly occurredAt: string };

/**
 * A verified event in domain words. Events arrive late, twice and out of order: store once by `id`, fold by
 * (`occurredAt`, rank of the state, `id`). References are null when the provider's object does not carry ours
 * (a dispute, or a payment made by hand in the dashboard); then `providerRef` names the payment.
 */
export type PaymentEvent =
  | (EventHead & {
      readonly kind: 'payment';
      readonly paymentReference: string | null;
      readonly providerRef: string;
      readonly state: ProviderPaymentState;
      readonly currency: string;
      readonly capturedMinor: number;
      readonly refusalCode: string | null;
    })
  | (EventHead & {
      readonly kind: 'refund';
      readonly refundReference: string | null;
      readonly providerRef: string;
      readonly refundRef: string;
      readonly state: ProviderRefundState;
      readonly failureCode: string | null;
    })
  | (EventHead & {
      readonly kind: 'dispute';
      readonly providerRef: string;
      readonly reason: string;
      readonly currency: string;
      readonly amountMinor: number;
    });

export type ParsedWebhook =
  | PaymentEvent
  /** Verified, but nothing that we act on: answer 2xx. */
  | (EventHead & { readonly kind: 'ignored' })
  /** The signature is missing, wrong or too old: answer 400, store nothing. */
  | { readonly kind: 'forged' }
  /** Signed, but not an event that we can read: answer 400 and log. */
  | { readonly kind: 'malformed'; readonly reason: Text };
