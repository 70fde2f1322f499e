import { gather } from '../../db/gather.ts';
import { type ProviderEvent, scrubEvent, storeEvent } from '../../db/inbox/store-event.ts';
import { changeBesideProcess, type OrderChange } from '../../db/orders/change-order.ts';
import { lockFreeOrders } from '../../db/orders/lock-order.ts';
import type { Database } from '../../db/pool.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import type { ApiDeps } from '../deps.ts';

/** No provider and no customer minds; an order has six events, and many orders have theirs at the same time. */
const gatherMs = 200;

type Subject = { readonly id: string; readonly orderId: string };

export type Arrived = {
  readonly event: Omit<ProviderEvent, 'subject'>;
  /** Our id of what the event is about, and its order; null when it is nothing of ours. Takes no lock where `alone` is not said. */
  readonly find: (tx: Tx) => Promise<Subject | null>;
  readonly apply: (change: OrderChange, subject: string) => Promise<boolean>;
  /** Locks more than its order, in an order of its own: shares no transaction. */
  readonly alone?: boolean;
};

type Taken = 'not_ours' | 'known' | { readonly orderId: string; readonly wanted: boolean };
/** `undecided`: to be taken alone, so that its own error is its own answer. */
type Decided = { readonly taken: Taken } | { readonly failed: unknown } | 'undecided';

/**
 * Stores a verified event once and changes the order's facts in the same transaction, the search for the order included.
 * Events that arrive together share one transaction. The status is left to the process, which is nudged where `apply` says
 * that it has something to do: a scan on the way costs it no task.
 */
export async function takeIn(
  { database, processes }: { readonly database: Database; readonly processes: Pick<ApiDeps['processes'], 'nudge'> },
  arrived: Arrived,
): Promise<'taken' | 'known' | 'not_ours'> {
  const taken = await decide(database, arrived);
  if (typeof taken === 'string') return taken;
  if (taken.wanted) await processes.nudge(taken.orderId);
  return 'taken';
}

async function decide(database: Database, arrived: Arrived): Promise<Taken> {
  const decided = arrived.alone ? 'undecided' : await togetherOf(database)(arrived);
  if (decided === 'undecided') return takeAlone(database, arrived);
  if ('failed' in decided) throw decided.failed;
  return decided.taken;
}

type Together = (arrived: Arrived) => Promise<Decided>;

const inboxes = new WeakMap<Database, Together>();

function togetherOf(database: Database): Together {
  const known =
    inboxes.get(database) ??
    gather((batch: readonly Arrived[]) => takeTogether(database, batch), { most: 20, waitMs: gatherMs });
  inboxes.set(database, known);
  return known;
}

async function takeTogether(database: Database, batch: readonly Arrived[]): Promise<Decided[]> {
  const [only] = batch;
  if (only && batch.length === 1) {
    const taken = takeAlone(database, only);
    return [
      await taken.then(
        (done) => ({ taken: done }),
        (failed: unknown) => ({ failed }),
      ),
    ];
  }
  try {
    return await inTransaction(database, async (tx) => {
      const subjects: (Subject | null)[] = [];
      for (const { find } of batch) subjects.push(await find(tx));
      // Waits for nobody: an order that is being changed holds up its own events and no others.
      const free = await lockFreeOrders(
        tx,
        subjects.flatMap((subject) => subject?.orderId ?? []),
      );
      const decided: Decided[] = [];
      for (const [index, arrived] of batch.entries()) {
        const subject = subjects[index] ?? null;
        const mine = subject === null || free.has(subject.orderId);
        decided.push(mine ? { taken: await take(tx, arrived, subject) } : 'undecided');
      }
      return decided;
    });
  } catch {
    return batch.map(() => 'undecided');
  }
}

function takeAlone(database: Database, arrived: Arrived): Promise<Taken> {
  return inTransaction(database, async (tx) => take(tx, arrived, await arrived.find(tx)));
}

async function take(tx: Tx, { event, apply }: Arrived, subject: Subject | null): Promise<Taken> {
  if (subject === null) return 'not_ours';
  const stored = { ...event, subject: subject.id };
  if (!(await storeEvent(tx, stored))) return 'known';
  const options = { orderId: subject.orderId, now: Date.now(), actor: event.provider };
  const wanted = await changeBesideProcess(tx, options, (change) => apply(change, subject.id));
  await scrubEvent(tx, stored, subject.id);
  return { orderId: subject.orderId, wanted };
}
