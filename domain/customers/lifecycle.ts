/**
 * Every stage of a customer's life, and every legal step between two. The database refuses any other step. Who is about
 * to touch a customer re-reads the stage in the transaction that acts and asks the guards below.
 */
export const lifecycleMoves = {
  prospect: ['onboarding'],
  onboarding: ['active', 'exiting'],
  active: ['at_risk', 'exiting'],
  at_risk: ['active', 'exiting'],
  exiting: ['active', 'exited'],
  exited: ['erased', 'prospect'],
  erased: [],
} as const satisfies Record<string, readonly string[]>;

export type Lifecycle = keyof typeof lifecycleMoves;

export const lifecycles = Object.keys(lifecycleMoves) as Lifecycle[]; // Object.keys widens to string[]

export function canMoveLifecycle(from: Lifecycle, to: Lifecycle): boolean {
  const targets: readonly Lifecycle[] = lifecycleMoves[from];
  return targets.includes(to);
}

/** A held order waits for a person; a refused one is not taken in. */
export type OrderingAnswer = 'yes' | 'held' | 'refused';

const ordering = {
  prospect: 'held',
  onboarding: 'yes',
  active: 'yes',
  at_risk: 'yes',
  exiting: 'held',
  exited: 'refused',
  erased: 'refused',
} as const satisfies Record<Lifecycle, OrderingAnswer>;

export function mayOrder(lifecycle: Lifecycle): OrderingAnswer {
  return ordering[lifecycle];
}
