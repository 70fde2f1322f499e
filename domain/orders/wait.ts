import type { Role } from '../access/roles.ts';
import type { Text } from './wording.ts';

/** Whoever can end a wait: people by their role, and those outside who are no callers of ours. */
export type Mover = Role | 'customer' | 'carrier' | 'supplier' | 'system';

export type Wait = {
  readonly who: readonly Mover[];
  readonly text: Text;
  /** Left out: the next deadline of the order, whatever it is about. */
  readonly until?: number | null;
};

export type WaitingOptions = {
  /** `false` leaves money out of the sentence, for readers who see no prices. */
  readonly amounts?: boolean;
  /** By when announced goods would cover what is missing: a day, told where somebody decides about it or waits for it. */
  readonly expectedOn?: string | null;
};
