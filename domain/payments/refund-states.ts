/** A failed refund stays visible and is tried again under the same id; a settled one may still bounce. */
export const refundMoves = {
  requested: ['submitted', 'settled', 'failed'],
  submitted: ['settled', 'failed'],
  settled: ['failed'],
  failed: ['submitted', 'settled'],
} as const satisfies Record<string, readonly string[]>;

export type RefundState = keyof typeof refundMoves;

export function canMoveRefund(from: RefundState, to: RefundState): boolean {
  const targets: readonly RefundState[] = refundMoves[from];
  return targets.includes(to);
}
