import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { bindDrizzle, type Send } from './connection.ts';
import {
  ConnectionLost,
  isConflict,
  OutcomeUnknown,
  postgresErrorOf,
  refusedAtCommit,
  TransactionAborted,
  TransactionClosed,
  TransactionConflict,
  TransactionTimeout,
  withoutParameters,
} from './database-errors.ts';
import type { Lease } from './lease.ts';
import type { Database } from './pool.ts';
import { sharePrepared } from './prepared.ts';

/** Drizzle inside one transaction: the first parameter of everything that must be written together. */
export type Tx = PostgresJsDatabase;

export interface TransactionOptions {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
  /** The row that is locked before `work` starts, if there is one: BEGIN and the lock are one round trip. */
  readonly holding?: { readonly table: 'orders' | 'processes'; readonly id: string };
}

/**
 * Runs `work` in one transaction on a connection of its own, and commits when it returns. The one guarded way: when the
 * backend dies, no later statement of `work` is ever sent anywhere else (sql.begin would send it on a new connection).
 *
 * Rejects with what `work` threw (rolled back), or with TransactionConflict, ConnectionLost, TransactionAborted,
 * TransactionTimeout, NoConnectionFree (nothing written), or OutcomeUnknown (settle it by its key). Never retries.
 */
export async function inTransaction<T>(
  database: Database,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const lease = await database.leases.acquire();
  try {
    return await runOn(lease, database.transactionTimeoutMs, work, options);
  } finally {
    database.leases.release(lease);
  }
}

async function runOn<T>(
  lease: Lease,
  timeoutMs: number,
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const guard = guardTransaction(lease, timeoutMs);
  try {
    await begin(lease, options);
    const result = await work(guard.tx);
    await guard.end();
    await commit(lease);
    return result;
  } catch (error) {
    await guard.end();
    throw await abandon(lease, error, guard.timedOut());
  } finally {
    guard.clear();
  }
}

/** A `tx` that works while its transaction is open, one statement at a time, and refuses with the reason afterwards. */
function guardTransaction(lease: Lease, timeoutMs: number) {
  let open = true;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    lease.discard(`the transaction took more than ${timeoutMs} ms`);
  }, timeoutMs);

  function assertOpen(): void {
    if (!open) throw new TransactionClosed('a statement was sent after its transaction ended: await it');
  }

  const sentBefore = lease.sent();
  const send: Send = (query) =>
    lease.send(() => {
      assertOpen();
      return query;
    });
  const tx = bindDrizzle(lease.client, send);
  sharePrepared(tx, {
    lasting: lease.lasting,
    assertOpen,
    run: (text, parameters) => send(lease.client.unsafe(text, [...parameters], { prepare: true })),
    sent: () => lease.sent() - sentBefore,
  });
  return {
    tx,
    timedOut: () => timedOut,
    clear: () => clearTimeout(timer),
    /** From here nothing more is sent; resolves when the last statement is answered. */
    end: async () => {
      open = false;
      await lease.settled();
    },
  };
}

async function begin(lease: Lease, { isolation, readOnly, holding }: TransactionOptions): Promise<void> {
  const level = isolation ? ` isolation level ${isolation}` : '';
  const access = readOnly ? ' read only' : '';
  const lock = holding ? `; select from ${holding.table} where id = ${literal(holding.id)} for no key update` : '';
  try {
    await lease.send(() => lease.client.unsafe(`begin${level}${access}${lock}`));
  } catch (error) {
    // The lock took too long: the transaction is open.
    if (holding && postgresErrorOf(error) && lease.deadBecause() === undefined) throw error;
    lease.discard('BEGIN failed');
    throw new ConnectionLost('the database could not be reached: nothing was sent', {
      cause: withoutParameters(error),
    });
  }
}

/** As SQL reads it, with standard_conforming_strings as every server has them. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function commit(lease: Lease): Promise<void> {
  if (lease.deadBecause() !== undefined) throw new ConnectionLost(`not committed: ${lease.deadBecause()}`);
  let answer: { command: string };
  try {
    answer = await lease.send(() => lease.client.unsafe('commit'));
  } catch (error) {
    if (refusedAtCommit(error)) throw error;
    lease.discard('COMMIT got no clear answer');
    throw new OutcomeUnknown('COMMIT got no clear answer: settle this transaction by its key', {
      cause: withoutParameters(error),
    });
  }
  // Postgres answers a COMMIT of a failed transaction with a polite ROLLBACK.
  if (answer.command !== 'COMMIT') {
    throw new TransactionAborted('a statement failed and its error was swallowed: the transaction was rolled back');
  }
}

/** Leaves the lease clean or dead, and returns the error that the caller shall see. */
async function abandon(lease: Lease, error: unknown, timedOut: boolean): Promise<unknown> {
  if (error instanceof OutcomeUnknown || error instanceof TransactionAborted) return error;
  if (lease.deadBecause() === undefined) {
    await lease.send(() => lease.client.unsafe('rollback')).catch(() => lease.discard('ROLLBACK failed'));
    if (isConflict(error)) {
      return new TransactionConflict('rolled back: it conflicted with another', { cause: withoutParameters(error) });
    }
    return withoutParameters(error);
  }
  if (timedOut)
    return new TransactionTimeout(`rolled back: ${lease.deadBecause()}`, { cause: withoutParameters(error) });
  if (error instanceof ConnectionLost) return error;
  return new ConnectionLost(`rolled back: ${lease.deadBecause()}`, { cause: withoutParameters(error) });
}
