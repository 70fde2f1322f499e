import type { Database } from '../pool.ts';
import { handWritten } from '../prepared.ts';
import { inTransaction, type Tx } from '../transaction.ts';

/** Orders that a transaction holds, until it ends. */
const held = new WeakMap<Tx, Set<string>>();

/**
 * Waits for any other change of this order to end, then holds it until the transaction does; free for what it holds already.
 * False: no such order.
 */
export async function lockOrder(tx: Tx, orderId: string): Promise<boolean> {
  if (held.get(tx)?.has(orderId)) return true;
  const rows = await lockRow(tx, orderId);
  if (rows.length === 0) return false;
  held.set(tx, (held.get(tx) ?? new Set()).add(orderId));
  return true;
}

const lockRow = handWritten('select 1 from orders where id = $1 for no key update');

/** A transaction that holds this order from its start, where there is one. */
export function inOrderTransaction<T>(database: Database, orderId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(
    database,
    (tx) => {
      held.set(tx, new Set([orderId]));
      return work(tx);
    },
    { holding: { table: 'orders', id: orderId } },
  );
}

/** Those of these orders that nobody else holds, without waiting: they are held from now on. */
export async function lockFreeOrders(tx: Tx, orderIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await lockFreeRows(tx, orderIds);
  const free = new Set(rows.map((row) => row.id));
  held.set(tx, new Set([...(held.get(tx) ?? []), ...free]));
  return free;
}

const lockFreeRows = handWritten<{ id: string }>(
  'select id from orders where id = any($1::text[]) order by id for no key update skip locked',
);
