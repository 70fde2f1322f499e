import type { Work } from '../../domain/orders/due-work.ts';
import type { Reason } from '../failed-step.ts';

export const leftUndone: Reason = { code: 'left_undone', detail: 'It was done again and again, and is owed still' };

/** What is owed still after so many rounds in a row would be done for ever. */
const mostInARow = 10;

/** Counts for each work in how many rounds in a row it was owed. */
export function createRepeats() {
  let rounds = new Map<string, number>();
  return {
    count: (due: readonly Work[]): void => {
      rounds = new Map(due.map((work) => [nameOf(work), (rounds.get(nameOf(work)) ?? 0) + 1]));
    },
    tooMany: (work: Work): boolean => (rounds.get(nameOf(work)) ?? 0) > mostInARow,
    /** A command may have made due what was done. */
    beginAnew: (): void => rounds.clear(),
  };
}

const nameOf = ({ kind, subject }: Work): string => `${kind} ${subject}`;
