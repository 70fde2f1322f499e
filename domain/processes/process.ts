/** What all processes of a customer's life have in common. Instants are epoch milliseconds. */
import type { ProcessKind } from './process-kinds.ts';

export type ProcessState<Status extends string = string> = {
  readonly id: string;
  readonly customerId: string | null;
  readonly status: Status;
  readonly statusSince: number;
  readonly openedAt: number;
  readonly openedBy: string;
  /** Equals the newest event's sequence number; the resource's ETag. */
  readonly version: number;
  /** Work that failed for good and waits for a person, or was skipped by one: it is not due. */
  readonly stuck: readonly ProcessWork[];
};

/** Something owed to the outside, with the row it is about. */
export type ProcessWork = { readonly kind: string; readonly subject: string };

/** Every status and the legal moves out of it; a status without moves is an end. The database refuses any other move. */
export type Moves<Status extends string> = Readonly<Record<Status, readonly Status[]>>;

/** What is true of a process follows from its facts alone. */
export type ProcessRules<Facts extends ProcessState<Status>, Status extends string> = {
  readonly kind: ProcessKind;
  readonly moves: Moves<Status>;
  /** Asked again until it stays: each answer is one legal move. */
  readonly nextStatus: (facts: Facts, now: number) => Status;
  /** The earliest instant at which something is to be done; null when only people or other processes can move it. */
  readonly wakeAt: (facts: Facts) => number | null;
  /** Time alone will wake it again and again, with nobody to nudge it meanwhile: a watch looks then. */
  readonly watched?: (facts: Facts) => boolean;
  readonly dueWork?: (facts: Facts) => readonly ProcessWork[];
  /** Of one that has ended: the next instant at which something is still to be done. Its workflow lives until there is none. */
  readonly afterwards?: (facts: Facts) => number | null;
  /** Of one that has ended: something is owed still, whose end only people or other processes can say. Its workflow lives until then. */
  readonly lingers?: (facts: Facts) => boolean;
};

/** What a step tells the workflow. Ids and codes only. */
export type ProcessProgress = {
  readonly version: number;
  readonly status: string;
  readonly closed: boolean;
  readonly until: number | null;
  /** Whether a watch shall look from now on. */
  readonly watched: boolean;
  /** When its watch looks next; it counts only for a workflow whose watch is on. */
  readonly watchedAt: number | null;
  readonly due: readonly ProcessWork[];
};

/** When a watch looks again; null when the workflow itself has something to do, or nothing is waited for. */
export const nextWatch = ({ closed, due, until }: Pick<ProcessProgress, 'closed' | 'due' | 'until'>): number | null =>
  closed || due.length > 0 ? null : until;

export function isEnd<Status extends string>(moves: Moves<Status>, status: Status): boolean {
  return moves[status].length === 0;
}

/** When to look again; `closed` when never: it has ended, and nothing comes after. */
export function nextLook<Facts extends ProcessState<Status>, Status extends string>(
  rules: ProcessRules<Facts, Status>,
  facts: Facts,
): { readonly closed: boolean; readonly until: number | null } {
  if (!isEnd(rules.moves, facts.status)) return { closed: false, until: rules.wakeAt(facts) };
  const until = rules.afterwards?.(facts) ?? null;
  return { closed: until === null && !(rules.lingers?.(facts) ?? false), until };
}

/** The status that the facts lead to, with every move on the way. Throws on a move that the table does not have. */
export function settleStatus<Facts extends ProcessState<Status>, Status extends string>(
  rules: ProcessRules<Facts, Status>,
  facts: Facts,
  now: number,
): { readonly facts: Facts; readonly moves: readonly { readonly from: Status; readonly to: Status }[] } {
  let settled = facts;
  const moves: { from: Status; to: Status }[] = [];
  for (;;) {
    const from = settled.status;
    const to = isEnd(rules.moves, from) ? from : rules.nextStatus(settled, now);
    if (to === from) return { facts: settled, moves };
    if (!rules.moves[from].includes(to)) throw new Error(`${rules.kind} ${facts.id}: no move from ${from} to ${to}`);
    if (moves.some((move) => move.from === to))
      throw new Error(`${rules.kind} ${facts.id}: ${from} and ${to} lead to each other`);
    moves.push({ from, to });
    settled = { ...settled, status: to, statusSince: now };
  }
}
