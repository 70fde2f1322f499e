import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { registerArrayTypes } from './array-types.ts';

/** How a connection presents itself and how long the server lets it work. Times in milliseconds. */
export interface ConnectionOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/** Opens a postgres.js client of at most `max` connections with the settings that survived killed backends. */
export function connect(
  options: ConnectionOptions,
  max: number,
  overrides: postgres.Options<Record<string, never>> = {},
): postgres.Sql {
  const client = postgres(options.url, {
    max,
    // The default backoff grows to 20 s and stalls every caller after a restart of the server.
    backoff: () => 0.05,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs,
      lock_timeout: options.lockTimeoutMs,
      // A worker that hangs between two statements must not keep its locks for ever.
      idle_in_transaction_session_timeout: options.statementTimeoutMs * 2,
      // The server notices a client that was killed in the middle of a statement, and lets go of its locks.
      client_connection_check_interval: 2000,
      // It pays for statements of many seconds only; of a large one of the audit it compiled for thirteen, before any row.
      jit: 'off',
      TimeZone: 'UTC',
    },
    ...overrides,
  });
  registerArrayTypes(client);
  client.options.parsers[INT8] = parseSafeInteger;
  // Sets dates and JSON to text, as Drizzle needs them, before the first statement instead of with the first Drizzle.
  drizzle(client);
  client.begin = refuseBegin;
  client.listen = refuseListen;
  return client;
}

const INT8 = 20;

/** Counts and amounts in minor units arrive as numbers; a value that a number cannot hold is an error, never rounded. */
function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a JavaScript integer`);
  return value;
}

async function refuseBegin(): Promise<never> {
  throw new Error('sql.begin and db.transaction are unsafe when a backend dies: use inTransaction (db/transaction.ts)');
}

async function refuseListen(): Promise<never> {
  throw new Error('LISTEN needs a connection that stays: open a client of its own, postgres(url, { max: 1 })');
}

/** Decides when a query may go: the query itself is sent when it is first awaited. */
export type Send = <T>(query: PromiseLike<T>) => PromiseLike<T>;

/**
 * Binds Drizzle to a client, each statement handed to `send`. Statements with parameters are prepared on the server:
 * unprepared, postgres.js needs two round trips for each.
 */
export function bindDrizzle(client: postgres.Sql, send: Send = (query) => query): PostgresJsDatabase {
  const unsafe = (text: string, parameters: postgres.ParameterOrJSON<never>[] = []) => {
    const query = client.unsafe(text, parameters, { prepare: parameters.length > 0 });
    return sendLazily(send, query);
  };
  const surface = { options: client.options, unsafe, begin: refuseBegin };
  // Drizzle types its client as the whole of postgres.js, and uses these three members only (postgres-js/session.js).
  return drizzle(surface as unknown as postgres.Sql);
}

/** The two things Drizzle does with a pending query: await it, or await its rows as arrays. Sent once, when awaited. */
function sendLazily<T>(send: Send, query: PromiseLike<T> & { values: () => PromiseLike<unknown> }) {
  let sent: PromiseLike<T> | undefined;
  const whenAwaited: PromiseLike<T>['then'] = (resolve, reject) => {
    sent ??= send(query);
    return sent.then(resolve, reject);
  };
  // biome-ignore lint/suspicious/noThenProperty: Drizzle awaits the query itself
  return { values: () => send(query.values()), then: whenAwaited };
}
