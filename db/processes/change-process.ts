import { eq, sql } from 'drizzle-orm';
import {
  nextLook,
  nextWatch,
  type ProcessProgress,
  type ProcessRules,
  type ProcessState,
  settleStatus,
} from '../../domain/processes/process.ts';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import type { EventType } from '../../domain/timeline/event-words.ts';
import { appendEvents, type NewEvent } from '../events/append-events.ts';
import { processes } from '../schema/processes.ts';
import type { Tx } from '../transaction.ts';
import { nudgeGraceMs } from './open-process.ts';
import { readRow, readStuck } from './process-row.ts';

/** The rules of one kind of process, and how its facts are read. */
export type ProcessStore<Facts extends ProcessState<Status>, Status extends string> = ProcessRules<Facts, Status> & {
  /** The facts of a process whose row is locked. */
  readonly load: (tx: Tx, state: ProcessState<Status>) => Promise<Facts>;
  /** Writes what goes by the status, such as clocks, once it has settled, and returns the facts with it. */
  readonly follow?: (change: Following<Facts>) => Promise<Facts>;
};

export type Following<Facts> = Pick<ProcessChange<Facts>, 'tx' | 'facts' | 'now'>;

export type ProcessChange<Facts> = {
  readonly tx: Tx;
  /** As they were when the lock was taken. */
  readonly facts: Facts;
  /** Epoch ms. */
  readonly now: number;
  readonly actor: string;
  /** Something that happened, for the timeline. Whatever changes facts records something, or says so below. */
  record(type: EventType, data?: Record<string, unknown>): void;
  /** Facts changed that nobody has to hear of, like when to look again. */
  changed(): void;
};

export type ProcessChangeOptions = {
  readonly id: string;
  /** Epoch ms. */
  readonly now: number;
  readonly actor: string;
  /** The process's own workflow asks: it knows the answer, and needs no nudge. */
  readonly byWorkflow: boolean;
  /** The transaction has held the process's row from its start. */
  readonly held?: boolean;
  /** It is its workflow's watch that looks: the process knows when it does next. */
  readonly byWatch?: boolean;
};

/** A look that did nothing about an instant that has passed is not repeated at once: it would be, for ever. */
const pauseMs = 60_000;

/**
 * The one way to change a process: locks its row unless it is held, applies `change`, lets the rules say the status, the next instant and the
 * work owed, and writes all of it in the same transaction. `nudge`: its workflow must be told to look, because it has
 * something to do, or to wake up earlier than it knows. Throws `ProcessMissing`.
 */
export async function changeProcess<Facts extends ProcessState<Status>, Status extends string, T>(
  tx: Tx,
  store: ProcessStore<Facts, Status>,
  options: ProcessChangeOptions,
  change: (change: ProcessChange<Facts>) => Promise<T>,
): Promise<{ value: T; progress: ProcessProgress; facts: Facts; nudge: boolean }> {
  const { id, now, actor, byWorkflow, byWatch = false, held = false } = options;
  const row = await readRow<Status>(tx, { kind: store.kind, id, lock: !held });
  if (row === null) throw new ProcessMissing(store.kind, id);
  const read = async () => store.load(tx, { ...row, stuck: await readStuck(tx, id) });
  const before = await read();
  const recorded: NewEvent[] = [];
  let silently = false;
  const value = await change({
    tx,
    facts: before,
    now,
    actor,
    record: (type, data = {}) => void recorded.push({ type, data }),
    changed: () => {
      silently = true;
    },
  });

  const changed = silently || recorded.length > 0 ? await read() : before;
  const { facts: reached, moves } = settleStatus(store, changed, now);
  for (const { from, to } of moves) {
    // A test walks the moves of every kind: each has its words.
    recorded.push({ type: `${store.kind}.${to}` as EventType, data: { from } });
  }
  const settled = store.follow ? await store.follow({ tx, facts: reached, now }) : reached;
  const { closed, until } = nextLook(store, settled);
  const due = closed ? [] : (store.dueWork?.(settled) ?? []).filter((work) => !isStuck(settled, work));
  const of = { aggregate: store.kind, id, version: row.version, actor, customerId: row.customerId };
  const version = await appendEvents(tx, of, recorded);
  // The workflow of one that was closed before has ended, or is told already; one that owes something again begins anew.
  // While a nudge is on its way, what it finds includes this; if it is lost, the relay sends it.
  const again = row.closedAt !== null && !closed;
  const wanted = again || (row.closedAt === null && needsNudge({ closed, until, due }, row.alarmAt));
  const nudge = !byWorkflow && wanted && !row.nudgePending;
  const idle = byWorkflow && version === row.version && !silently && until !== null && until <= now;
  const looksAt = idle ? now + pauseMs : until;
  const watched = !closed && (store.watched?.(settled) ?? false);
  const watchedAt = byWatch ? nextWatch({ closed, due, until: looksAt }) : row.watchAt;
  // The database checks each move on the way, not only the way as a whole.
  for (const { to } of moves.slice(0, -1)) {
    await tx.update(processes).set({ status: to }).where(eq(processes.id, id));
  }
  await tx
    .update(processes)
    .set({
      version,
      wakeAt: asDate(until),
      ...(moves.length > 0 && { status: settled.status, statusSince: new Date(now) }),
      closedAt: closed ? new Date(row.closedAt ?? now) : null,
      ...(byWorkflow && { alarmAt: asDate(looksAt), nudgeAt: null, nudgedSince: null }),
      ...(byWatch && { watchAt: asDate(watchedAt) }),
      ...(nudge && { nudgeAt: sql`now() + ${nudgeGraceMs}::int * interval '1 millisecond'` }),
    })
    .where(eq(processes.id, id));
  return {
    value,
    progress: { version, status: settled.status, closed, until: looksAt, watched, watchedAt, due },
    facts: { ...settled, version },
    nudge,
  };
}

/** A workflow that wakes up too early looks, and waits on: only too late is wrong. */
function needsNudge(
  { closed, until, due }: Pick<ProcessProgress, 'closed' | 'until' | 'due'>,
  alarmAt: number | null,
): boolean {
  if (closed || due.length > 0) return true;
  return until !== null && (alarmAt === null || until < alarmAt);
}

function isStuck(facts: ProcessState, work: { kind: string; subject: string }): boolean {
  return facts.stuck.some((stuck) => stuck.kind === work.kind && stuck.subject === work.subject);
}

const asDate = (at: number | null): Date | null => (at === null ? null : new Date(at));

export class ProcessMissing extends Error {
  constructor(kind: ProcessKind, id: string) {
    super(`${kind} ${id} does not exist`);
    this.name = 'ProcessMissing';
  }
}
