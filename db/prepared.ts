import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';

interface Connection {
  /** Drizzle bound to the connection itself, alive longer than any one transaction on it. */
  readonly lasting: PostgresJsDatabase;
  /** Throws when the transaction is over. */
  readonly assertOpen: () => void;
}

const connectionOf = new WeakMap<PostgresJsDatabase, Connection>();

/** Lets what is prepared through `tx` be found again by the next transaction on the same connection. */
export function sharePrepared(tx: PostgresJsDatabase, connection: Connection): void {
  connectionOf.set(tx, connection);
}

/**
 * Builds a Drizzle statement once per connection instead of once per call. Building costs more than running a short one:
 * unprepared Drizzle reached 0.35 of the raw driver, prepared 0.99.
 *
 *     const findOrder = prepareOnce((on) => on.select()….where(eq(orders.id, sql.placeholder('id'))).prepare('find_order'));
 *     const rows = await findOrder(tx).execute({ id });
 */
export function prepareOnce<Prepared>(
  build: (on: PostgresJsDatabase) => Prepared,
): (on: PostgresJsDatabase) => Prepared {
  const known = new WeakMap<PostgresJsDatabase, Prepared>();
  return (on) => {
    const connection = connectionOf.get(on);
    connection?.assertOpen();
    const lasting = connection?.lasting ?? on;
    const found = known.get(lasting);
    if (found) return found;
    const built = build(lasting);
    known.set(lasting, built);
    return built;
  };
}
