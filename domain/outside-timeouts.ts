/**
 * How long each layer around a call to a vendor waits, in milliseconds. Each ends before the one around it gives up: a call
 * that outlives its step goes on beside the next try of it. A call has what its step has left (`providers/time-left.ts`).
 *
 *     first try, a local activity ⊃ chain of steps ⊃ calls of a step
 *     later try, a regular activity ⊃ calls of a step
 */
export const outsideTimeouts = {
  /** A call, at most; also outside of steps. */
  callMs: 15_000,
  /** What a step needs after its last call, to record what came of it. */
  toRecordMs: 500,
  /** A step of a chain begins no later than this after the first one did, … */
  chainBeginsWithinMs: 2_000,
  /** … and all of them end by then. */
  chainEndsWithinMs: 7_500,
  /** The first try: a local activity. */
  firstTryMs: 8_000,
  /** Each later one: a regular activity. */
  laterTryMs: 60_000,
} as const;
