import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { stepTimeouts } from '../domain/step-timeouts.ts';
import { bindDrizzle, type ConnectionOptions, connect } from './connection.ts';
import { createLeasePool, type LeasePool } from './lease-pool.ts';
import { sharePrepared } from './prepared.ts';
import { createRenewedClient } from './renewed-client.ts';

/** Everything but the address has a default. Sizes are connections, times are milliseconds. */
export interface DatabaseOptions {
  readonly url: string;
  /** Connections for transactions. Set it together with the worker's activity slots: a slot without one only waits. */
  readonly poolSize?: number;
  /** Connections for single statements. */
  readonly queryPoolSize?: number;
  readonly applicationName?: string;
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  readonly leaseWaitMs?: number;
  /** The longest a transaction may take from BEGIN to its end before it is cut off. */
  readonly transactionTimeoutMs?: number;
}

/** The database of one process. */
export interface Database {
  /** Drizzle for single statements, each its own transaction. Never `query.transaction`: see inTransaction. */
  readonly query: PostgresJsDatabase;
  /**
   * postgres.js on the same connections, for hot SQL written by hand. Dates are read as text, int8 as number; JSON
   * parameters are passed as text (`${JSON.stringify(value)}::jsonb`).
   */
  readonly sql: postgres.Sql;
  /** Connections of transactions; used by inTransaction alone. */
  readonly leases: LeasePool;
  readonly transactionTimeoutMs: number;
  /** Lets running transactions end, then closes every connection. */
  readonly close: () => Promise<void>;
}

const DEFAULTS = {
  poolSize: 10,
  applicationName: 'parcours',
  statementTimeoutMs: stepTimeouts.statementMs,
  lockTimeoutMs: stepTimeouts.lockMs,
  leaseWaitMs: stepTimeouts.connectionWaitMs,
  transactionTimeoutMs: stepTimeouts.transactionMs,
} as const;

/** Drizzle and hand-written statements on a pool, each statement its own transaction. */
export function bindQueries(client: postgres.Sql): PostgresJsDatabase {
  const query = bindDrizzle(client);
  sharePrepared(query, {
    lasting: query,
    assertOpen: () => {},
    run: (text, parameters) => client.unsafe(text, [...parameters], { prepare: true }),
    sent: () => null,
  });
  return query;
}

/** Opens the database. Connects with the first statement, so it never fails for an absent server. */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = { ...DEFAULTS, ...options };
  const connection: ConnectionOptions = {
    url: settings.url,
    applicationName: settings.applicationName,
    statementTimeoutMs: settings.statementTimeoutMs,
    lockTimeoutMs: settings.lockTimeoutMs,
  };
  const queryPoolSize = settings.queryPoolSize ?? Math.min(settings.poolSize, 5);
  const { sql, end } = createRenewedClient((onLost) => connect(connection, queryPoolSize, { onclose: onLost }));
  const leases = createLeasePool({ ...connection, size: settings.poolSize, leaseWaitMs: settings.leaseWaitMs });
  return {
    query: bindQueries(sql),
    sql,
    leases,
    transactionTimeoutMs: settings.transactionTimeoutMs,
    close: async () => {
      await Promise.all([leases.close(), end()]);
    },
  };
}
