import type postgres from 'postgres';

export interface RenewedClient {
  /** Looks and behaves like one postgres.js client. */
  readonly sql: postgres.Sql;
  readonly end: () => Promise<void>;
}

// Long enough for what already waits inside the old client to be sent on its other connections.
const RETIRE_AFTER_MS = 1000;

/**
 * A postgres.js pool that is replaced as a whole when one of its connections is lost. postgres.js reconnects with what the
 * dead connection left behind: half a message, so that the new one times out after 5 s, again and again, or an error, which
 * the next statement is then blamed for (seen in one of seven runs of the kill test).
 */
export function createRenewedClient(open: (onLost: () => void) => postgres.Sql): RenewedClient {
  const clients = new Set<postgres.Sql>();
  let ending = false;
  let current = start();

  function start(): postgres.Sql {
    const client: postgres.Sql = open(() => {
      if (ending || client !== current) return;
      current = start();
      setTimeout(() => retire(client), RETIRE_AFTER_MS).unref();
    });
    clients.add(client);
    return client;
  }

  async function retire(client: postgres.Sql): Promise<void> {
    await client.end({ timeout: 5 });
    clients.delete(client);
  }

  const sql = new Proxy(current, {
    apply: (_target, _self, args) => Reflect.apply(current, undefined, args),
    get: (_target, member) => Reflect.get(current, member),
  });
  const end = async () => {
    ending = true;
    await Promise.all([...clients].map((client) => client.end({ timeout: 2 })));
  };
  return { sql, end };
}
