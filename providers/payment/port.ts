import type { ProviderPaymentState, ProviderRefundState } from '../../domain/payments/provider-states.ts';
import type { Answer } from '../answer.ts';
import type { ParsedWebhook } from './payment-event.ts';

/**
 * Card payments in domain words: one payment per shipment, authorised before it leaves, captured when handed over.
 *
 * - Amounts are integers in the minor unit that ISO 4217 gives the currency (JPY 1, CAD 0.01, KWD 0.001).
 * - `key` is a pure function of the business identity (`<payment>/capture`), never of an attempt or a run. The same key
 *   always comes with the same fields; then a second call returns the first one's answer and moves no money.
 * - `unknown` is an outcome, not an error. Before any further try, `find` or `findRefund` tells what happened.
 */
export type PaymentProvider = {
  /** Reserves the whole amount on the customer's card; nobody is present to confirm it. A declined card is `refused`. */
  readonly authorise: (
    request: AuthoriseRequest,
  ) => Promise<Answer<{ readonly providerRef: string; readonly expiresAt: string }>>;
  /** Takes `amountMinor` (at most what was authorised) and lets the rest go. One capture per payment. */
  readonly capture: (request: CaptureRequest) => Promise<Answer<{ readonly capturedMinor: number }>>;
  /** Lets an authorisation go. Done as well when it is already void. Refused once captured: that is a refund. */
  readonly voidAuthorisation: (request: VoidRequest) => Promise<Answer<object>>;
  /** Gives money back; `submitted` settles or fails later, by webhook. */
  readonly refund: (request: RefundRequest) => Promise<Answer<RefundAtProvider>>;
  /**
   * The payment under our reference, as it is now; null when no such call ever arrived. Not `complete`: there were too many
   * calls of the last minutes to look through; a null says nothing of them, and only their keys are safe.
   */
  readonly find: (reference: string) => Promise<Answer<FoundPayment>>;
  /** The refund under our reference on one payment; a settled or pending one before a failed one. */
  readonly findRefund: (
    providerRef: string,
    reference: string,
  ) => Promise<Answer<{ readonly refund: RefundAtProvider | null }>>;
  /** Checks the signature on the raw bytes before it reads anything. Pure, never throws. */
  readonly parseWebhook: (rawBody: Buffer, signature: string | undefined) => ParsedWebhook;
};

export type AuthoriseRequest = {
  readonly key: string;
  /** Our payment id, by which `find` and webhooks name it. */
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** The provider's token of the card, never a card number. */
  readonly paymentMethod: string;
  /** Kept with the payment for people who read the provider's dashboard. Ids only. */
  readonly metadata: Readonly<Record<string, string>>;
};

export type CaptureRequest = {
  readonly key: string;
  readonly providerRef: string;
  readonly amountMinor: number;
  readonly currency: string;
};

export type VoidRequest = { readonly key: string; readonly providerRef: string };

export type RefundRequest = {
  readonly key: string;
  /** Our refund id, the same over all tries. */
  readonly reference: string;
  readonly providerRef: string;
  readonly amountMinor: number;
  readonly currency: string;
};

export type PaymentAtProvider = {
  readonly providerRef: string;
  readonly state: ProviderPaymentState;
  readonly currency: string;
  readonly amountMinor: number;
  readonly capturedMinor: number;
  /** When an uncaptured authorisation lapses, RFC 3339 UTC. */
  readonly expiresAt: string;
};

export type FoundPayment = { readonly payment: PaymentAtProvider | null; readonly complete: boolean };

export type RefundAtProvider = { readonly refundRef: string; readonly state: ProviderRefundState };
