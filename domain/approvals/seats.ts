/** Whose places a person can answer in: their own, and those of people who are away and hand over to them. */
import type { Delegation } from './delegation.ts';
import { answersFor } from './delegation.ts';

/** Somebody who may answer, by themselves (`for` is null) or in the place of somebody who is away. */
export type Seat = { readonly for: string | null; readonly role: string };

export type Colleague = { readonly id: string; readonly role: string };

/**
 * The seats of a person at an instant, their own first. Nobody sits in the place of who asked, and nobody who hands over to
 * who asked, directly or through others, is answered for.
 */
export function seatsOf(
  self: Colleague,
  colleagues: readonly Colleague[],
  { askers, delegations, nowMs }: { askers: readonly string[]; delegations: readonly Delegation[]; nowMs: number },
): Seat[] {
  if (askers.includes(self.id)) return [];
  const answeredFor = colleagues.filter(
    ({ id }) => id !== self.id && askers.every((asker) => answersFor(id, asker, delegations, nowMs) === self.id),
  );
  return [{ for: null, role: self.role }, ...answeredFor.map(({ id, role }) => ({ for: id, role }))];
}
