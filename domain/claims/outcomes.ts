/** What a claim can come to, and the steps each outcome takes, one after another. */
export const outcomeSteps = {
  refund_only: ['refund'],
  return_then_refund: ['return', 'refund'],
  /** The replacement goes out first; an original that never comes back is charged or escalated. */
  replace_now: ['replacement', 'return'],
  replace_after_return: ['return', 'replacement'],
  repair: ['return', 'repair', 'send_back'],
  credit: ['credit'],
  goodwill: ['credit'],
} as const satisfies Record<string, readonly string[]>;

export type ClaimOutcome = keyof typeof outcomeSteps;
export type OutcomeStep = (typeof outcomeSteps)[ClaimOutcome][number];

/** The step to take next; null when the outcome is reached. */
export function nextOutcomeStep(outcome: ClaimOutcome, done: ReadonlySet<OutcomeStep>): OutcomeStep | null {
  return outcomeSteps[outcome].find((step) => !done.has(step)) ?? null;
}

/** What a person says of an original that never came back after its replacement. */
export const unreturnedAnswers = ['charge', 'write_off'] as const;
export type UnreturnedAnswer = (typeof unreturnedAnswers)[number];

/** A return on its way. One that comes before it was authorised begins as received. */
export const returnMoves = {
  authorised: ['in_transit', 'received', 'expired'],
  in_transit: ['received', 'expired'],
  /** Part of it may still be on its way. */
  received: ['inspected'],
  inspected: [],
  /** Never came; it may still. */
  expired: ['received'],
} as const satisfies Record<string, readonly string[]>;

export type ReturnStatus = keyof typeof returnMoves;

export function canMoveReturn(from: ReturnStatus, to: ReturnStatus): boolean {
  const targets: readonly ReturnStatus[] = returnMoves[from];
  return targets.includes(to);
}
