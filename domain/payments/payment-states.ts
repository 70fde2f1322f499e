/**
 * Every state of a payment and every legal move. `created` is the intent, written before the provider is called, and stays
 * where no clear answer came: every later try looks up first what became of it. `voided` may have to be voided again, when the provider
 * says afterwards that a lost authorisation went through.
 */
export const paymentMoves = {
  created: ['authorised', 'declined', 'captured', 'voiding', 'voided'],
  authorised: ['captured', 'voiding', 'voided', 'expired'],
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
