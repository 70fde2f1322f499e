/**
 * How long each layer around a call to a vendor waits, in milliseconds. Each ends before the one around it gives up: a call that
 * outlives its step goes on beside the next try of it. A test adds them up.
 *
 *     first try, a local activity ⊃ chain of steps ⊃ calls of a step
 *     later try, a regular activity ⊃ calls of a step
 */
export const outsideTimeouts = {
  /** The calls that one step makes after each other: look up, ask, look where it stands now. */
  callsOfAStep: 3,
  /** One call to a vendor in a first try, or in a chain: who is slower is asked again with more patience. */
  firstCallMs: 2_500,
  /** One call in any later try, and outside of steps. */
  laterCallMs: 15_000,
  /** A step of a chain begins no later than this after the first one did, … */
  chainBeginsWithinMs: 2_000,
  /** … and all of them end by then. */
  chainEndsWithinMs: 7_500,
  /** The first try: a local activity. */
  firstTryMs: 8_000,
  /** Each later one: a regular activity. */
  laterTryMs: 60_000,
} as const;
