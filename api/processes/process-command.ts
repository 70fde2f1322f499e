import {
  changeProcess,
  type ProcessChange,
  ProcessMissing,
  type ProcessStore,
} from '../../db/processes/change-process.ts';
import { lockProcesses } from '../../db/processes/lock-processes.ts';
import { openProcess } from '../../db/processes/open-process.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { isEnd, type ProcessState } from '../../domain/processes/process.ts';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { answerOnce, type StorableReply } from '../commands/answer-once.ts';
import type { Caller, Reply, RouteRequest } from '../route.ts';

type Request = RouteRequest<unknown, unknown, unknown, Caller, string, number | null>;

/** What a command does to a process: a refusal before it wrote anything but a task that the refusal names, or what the caller is told. */
export type ProcessCommand<Facts> = (
  change: ProcessChange<Facts>,
  asker: Pick<Caller, 'actor' | 'role'>,
) => Promise<Refusal | Readonly<Record<string, unknown>>>;

export type CommandOf<Facts extends ProcessState<Status>, Status extends string> = {
  readonly store: ProcessStore<Facts, Status>;
  readonly id: string;
  /** As it is stored: `case.resolve`. */
  readonly command: string;
  /** In which it is possible, ends among them where they are named; without, in every open one. */
  readonly statuses?: readonly Status[];
  /** Finds other processes that `apply` changes too: all are locked first, in the order of their ids. */
  readonly alsoLocks?: (tx: Tx) => Promise<readonly string[]>;
  /** Possible also about somebody who is erased: it must keep no word of what it is told. */
  readonly afterErasure?: boolean;
  readonly apply: ProcessCommand<Facts>;
};

/**
 * Decides a command in one transaction with its answer, under the process's row lock, so that the caller hears yes or no at
 * once, with Temporal down too. The workflow is told afterwards, and only when it has something to do or must wake up
 * earlier; what is lost on the way the relay tells again.
 */
export async function commandProcess<Facts extends ProcessState<Status>, Status extends string>(
  request: Request,
  { store, id, command, statuses, alsoLocks, afterErasure = false, apply }: CommandOf<Facts, Status>,
): Promise<Reply> {
  const { deps, caller, ifMatch } = request;
  let wake: { customerId: string | null } | null = null;
  const reply = await answerOnce(
    request,
    { kind: command, subject: id, payload: request.body, afterErasure },
    async (tx, commandId) => {
      if (alsoLocks) await lockProcesses(tx, [id, ...(await alsoLocks(tx))]);
      const options = { id, now: Date.now(), actor: caller.actor, byWorkflow: false };
      try {
        const { value, facts, nudge } = await changeProcess(tx, store, options, async (change) => {
          const refused = notPossible(store, change.facts, statuses) ?? stale(store.kind, change.facts, ifMatch);
          return refused ?? apply(change, caller);
        });
        if (nudge) wake = { customerId: facts.customerId };
        if ('code' in value) return value as Refusal;
        return settled(commandId, value, facts);
      } catch (error) {
        if (error instanceof ProcessMissing) return refusal('not_found', { thing: `${store.kind} ${id}` });
        throw error;
      }
    },
  );
  if (wake) void deps.processes.wake({ kind: store.kind, id, ...(wake as { customerId: string | null }) });
  return reply;
}

function notPossible<Facts extends ProcessState<Status>, Status extends string>(
  { kind, moves }: Pick<ProcessStore<Facts, Status>, 'kind' | 'moves'>,
  { id, status }: ProcessState<Status>,
  statuses: readonly Status[] | undefined,
): Refusal | null {
  const named = statuses?.includes(status) ?? false;
  if (isEnd(moves, status) && !named) return refusal('process_closed', { thing: `${kind} ${id}`, status });
  if (statuses === undefined || named) return null;
  return refusal('process_not_in_status', { thing: `${kind} ${id}`, status, possible: statuses.join(', ') });
}

/** Of a command that names the version it was decided on. */
function stale(kind: ProcessKind, { id, version }: ProcessState, ifMatch: number | null): Refusal | null {
  if (ifMatch === null || ifMatch === version) return null;
  return refusal('stale_version', { thing: `${kind} ${id}`, expected: ifMatch, actual: version });
}

function settled(commandId: string, value: object, { id, status, version }: ProcessState): StorableReply {
  return { status: 200, body: { command: commandId, state: 'settled', result: { id, status, version, ...value } } };
}

export type Opening<Facts extends ProcessState<Status>, Status extends string> = {
  readonly store: ProcessStore<Facts, Status>;
  readonly command: string;
  readonly customerId: string | null;
  /** What the command is about, where that is not the customer. */
  readonly subject?: string;
  readonly status: Status;
  /** Checks before anything is written; a refusal ends it. */
  readonly check?: (tx: Tx) => Promise<Refusal | null>;
  /** Writes what is particular to the kind. */
  readonly write: (tx: Tx, id: string, now: number) => Promise<void>;
  /** What it does about itself at once, before its first status is settled. */
  readonly begin?: (change: ProcessChange<Facts>) => Promise<void>;
  readonly path: string;
};

/** Opens a process: 201 with its place. */
export async function openByRequest<Facts extends ProcessState<Status>, Status extends string>(
  request: Request,
  { store, command, customerId, subject = customerId ?? '', status, check, write, begin, path }: Opening<Facts, Status>,
): Promise<Reply> {
  const { deps, caller } = request;
  let opened: string | null = null;
  const reply = await answerOnce(request, { kind: command, subject, payload: request.body }, async (tx) => {
    const refused = await check?.(tx);
    if (refused) return refused;
    const now = Date.now();
    const id = await openProcess(tx, { kind: store.kind, customerId, status, now, actor: caller.actor });
    await write(tx, id, now);
    // Settles what is true from the start, and when to wake up first.
    const options = { id, now, actor: caller.actor, byWorkflow: false };
    const { facts } = await changeProcess(tx, store, options, async (change) => begin?.(change));
    opened = id;
    return {
      status: 201,
      headers: { location: `${path}/${id}` },
      body: { id, status: facts.status, version: facts.version },
    };
  });
  if (opened) void deps.processes.wake({ kind: store.kind, id: opened, customerId });
  return reply;
}
