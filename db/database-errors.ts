import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';

/**
 * COMMIT was sent and no clear answer came back: the transaction may be written or not. Settle it by its key: a second
 * attempt finds the effect row of the first, or writes it.
 */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
  readonly retryable = true;
}

/** The connection died before COMMIT was sent: Postgres has rolled everything back, nothing is written. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  readonly retryable = true;
}

/** Serialization failure (40001) or deadlock (40P01): rolled back. Only Temporal retries, never the helper. */
export class TransactionConflict extends Error {
  override readonly name = 'TransactionConflict';
  readonly retryable = true;
}

/** A statement failed, its error was swallowed, and COMMIT became a rollback: a bug in the caller, nothing is written. */
export class TransactionAborted extends Error {
  override readonly name = 'TransactionAborted';
  readonly retryable = false;
}

/** A statement was sent through a `tx` whose transaction had already ended: a missing `await` in the caller. */
export class TransactionClosed extends Error {
  override readonly name = 'TransactionClosed';
  readonly retryable = false;
}

/** Every connection for transactions stayed busy for the whole wait: nothing was sent. */
export class NoConnectionFree extends Error {
  override readonly name = 'NoConnectionFree';
  readonly retryable = true;
}

/** The transaction used up its time and was cut off before COMMIT: rolled back. */
export class TransactionTimeout extends Error {
  override readonly name = 'TransactionTimeout';
  readonly retryable = true;
}

/**
 * Drizzle puts every parameter of a failed statement into the message of its error: names, addresses, secrets. This gives
 * the error behind it instead, whose message holds none; any other error is returned as it is. For every border.
 */
export function withoutParameters(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? (error.cause ?? new Error('a statement failed')) : error;
}

/** The error of the server behind an error, through Drizzle's wrapping; undefined when the server did not speak. */
export function postgresErrorOf(error: unknown): postgres.PostgresError | undefined {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if (current instanceof postgres.PostgresError) return current;
    current = current.cause;
  }
  return undefined;
}

/** True for a serialization failure or a deadlock: the same work may succeed when it is tried again. */
export function isConflict(error: unknown): boolean {
  const code = postgresErrorOf(error)?.code;
  return code === '40001' || code === '40P01';
}

/**
 * True when the database was away, too busy or cut off, through any wrapping: nothing is wrong with what was asked, and
 * the same again may succeed. What was sent is written or not; its key settles it.
 */
export function databaseAway(error: unknown): boolean {
  const ours = [ConnectionLost, NoConnectionFree, OutcomeUnknown, TransactionTimeout, TransactionConflict];
  if (ours.some((kind) => error instanceof kind)) return true;
  const sqlState = postgresErrorOf(error)?.code;
  if (sqlState !== undefined) return AWAY_SQL_STATES.test(sqlState);
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string' && SOCKET_CODES.has(current.code)) return true;
    current = current.cause;
  }
  return false;
}

// 08 connection, 28 and 3D not let in (a database being restored), 40 conflict, 53 resources, 55P03 lock timeout,
// 57 shutdown and cancelled by timeout, 58 system.
const AWAY_SQL_STATES = /^(08|28|3D|40|53|55P03|57|58)/;

/** Of sockets and of postgres.js, when nobody answers. */
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
]);

/** True when the error ends the session: a severity that closes it, or no answer from the server at all. */
export function endsSession(error: unknown): boolean {
  const found = postgresErrorOf(error);
  if (!found) return true;
  return found.severity_local === 'FATAL' || found.severity_local === 'PANIC' || SESSION_CODES.test(found.code);
}

// 08 connection exception, 57P operator intervention (shutdown, crash, dropped database), 58 system error.
// By code as well as by severity: severity is translated by servers with another lc_messages.
const SESSION_CODES = /^(08|57P|58)/;

/** True when a failing COMMIT surely wrote nothing: the server refused it for a constraint or a conflict. */
export function refusedAtCommit(error: unknown): boolean {
  const code = postgresErrorOf(error)?.code ?? '';
  return code.startsWith('23') || code === '40001' || code === '40P01' || code === '40002';
}
