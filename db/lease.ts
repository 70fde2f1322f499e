import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { bindDrizzle, type ConnectionOptions, connect, type Send } from './connection.ts';
import { ConnectionLost, endsSession } from './database-errors.ts';

/** One connection, lent to one transaction at a time. A dead lease is never used again. */
export interface Lease {
  readonly client: postgres.Sql;
  /** Drizzle bound to this connection, for statements that are prepared once and used by many transactions. */
  readonly lasting: PostgresJsDatabase;
  /** The reason once the connection is gone or no longer trusted. */
  readonly deadBecause: () => string | undefined;
  /** Sends one statement after all earlier ones are answered; rejects without sending once the lease is dead. */
  readonly send: <T>(statement: () => PromiseLike<T>) => Promise<T>;
  /** Statements sent so far, in all transactions. */
  readonly sent: () => number;
  /** Resolves when no statement is on its way. */
  readonly settled: () => Promise<void>;
  readonly openedAtMs: number;
  /** Marks the lease dead, cancels what it runs and closes its connection. Safe to call twice. */
  readonly discard: (reason: string) => void;
}

/** Makes a lease; the connection itself opens with the first statement. */
export function createLease(options: ConnectionOptions): Lease {
  let dead: string | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let running: unknown;
  let sent = 0;

  const client = connect(options, 1, {
    // postgres.js thinks a connection between two statements of a transaction is idle, and would close it at these ages.
    idle_timeout: 0,
    max_lifetime: null,
    onclose: () => {
      dead ??= 'the connection was closed';
    },
  });

  function discard(reason: string): void {
    dead ??= reason;
    // Closing alone would let the server finish the statement, and keep its locks until then.
    cancel(running);
    client.end({ timeout: running === undefined ? 0 : 1 }).catch(() => {});
  }

  async function sendNow<T>(statement: () => PromiseLike<T>): Promise<T> {
    if (dead !== undefined) throw new ConnectionLost(`statement not sent: ${dead}`);
    try {
      const query = statement();
      running = query;
      return await query;
    } catch (error) {
      if (endsSession(error)) dead ??= error instanceof Error ? error.message : 'the session ended';
      throw error;
    } finally {
      running = undefined;
    }
  }

  // One statement at a time: a second one would wait inside postgres.js, and after a death be sent on the replacement
  // connection, outside of any transaction. With nothing waiting there, postgres.js never opens a replacement.
  function send<T>(statement: () => PromiseLike<T>): Promise<T> {
    sent += 1;
    const answer = tail.then(() => sendNow(statement));
    tail = answer.catch(() => {});
    return answer;
  }

  const sendQuery: Send = (query) => send(() => query);

  return {
    client,
    lasting: bindDrizzle(client, sendQuery),
    deadBecause: () => dead,
    send,
    sent: () => sent,
    settled: async () => {
      await tail;
    },
    openedAtMs: Date.now(),
    discard,
  };
}

/** Asks the server to give up a statement of postgres.js, whose own types call it PendingQuery. */
function cancel(query: unknown): void {
  if (typeof query !== 'object' || query === null || !('cancel' in query)) return;
  if (typeof query.cancel === 'function') Promise.resolve(query.cancel()).catch(() => {});
}
