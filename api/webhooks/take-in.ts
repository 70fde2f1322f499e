import { type ProviderEvent, storeEvent } from '../../db/inbox/store-event.ts';
import { changeOrder, type OrderChange } from '../../db/orders/change-order.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import type { ApiDeps } from '../deps.ts';

type Taken = {
  /** Our id of what the event is about, and its order; null when it is nothing of ours. */
  readonly find: (tx: Tx) => Promise<{ readonly id: string; readonly orderId: string } | null>;
  readonly apply: (change: OrderChange, subject: string) => Promise<boolean>;
};

/**
 * Stores a verified event once and changes the order's facts in the same transaction, the search for the order included:
 * one commit for each event. The status is left to the process, which is nudged where `apply` says that it has something
 * to do: a scan on the way costs it no task.
 */
export async function takeIn(
  { database, processes }: Pick<ApiDeps, 'database' | 'processes'>,
  event: Omit<ProviderEvent, 'subject'>,
  { find, apply }: Taken,
): Promise<'taken' | 'known' | 'not_ours'> {
  const taken = await inTransaction(database, async (tx) => {
    const subject = await find(tx);
    if (subject === null) return 'not_ours' as const;
    if (!(await storeEvent(tx, { ...event, subject: subject.id }))) return 'known' as const;
    const options = { orderId: subject.orderId, now: Date.now(), actor: event.provider, settle: false };
    const { value: wanted } = await changeOrder(tx, options, (change) => apply(change, subject.id));
    return { orderId: subject.orderId, wanted };
  });
  if (typeof taken === 'string') return taken;
  if (taken.wanted) await processes.nudge(taken.orderId);
  return 'taken';
}
