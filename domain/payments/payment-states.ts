/**
 * Every state of a payment and every legal move. `created` is the intent, written before the provider is called; `unknown`
 * is a state too: it is looked up before anything is tried again. `voided` may have to be voided again, when the provider
 * says afterwards that a lost authorisation went through.
 */
export const paymentMoves = {
  created: ['authorised', 'declined', 'unknown', 'captured', 'voiding', 'voided'],
  unknown: ['authorised', 'declined', 'captured', 'voiding', 'voided', 'expired'],
  authorised: ['captured', 'unknown', 'voiding', 'voided', 'expired'],
  captured: ['disputed'],
  voiding: ['voided'],
  voided: ['voiding'],
  declined: ['voiding'],
  expired: [],
  disputed: [],
} as const satisfies Record<string, readonly string[]>;

export type PaymentState = keyof typeof paymentMoves;

export function canMovePayment(from: PaymentState, to: PaymentState): boolean {
  const targets: readonly PaymentState[] = paymentMoves[from];
  return targets.includes(to);
}
