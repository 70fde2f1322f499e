import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface CommitCounter {
  /** The given address, by way of the counter. */
  readonly url: string;
  /** Transactions that ended so far: a single statement is one, as `pg_stat_database` counts them. */
  readonly commits: () => number;
  readonly close: () => Promise<void>;
}

/** Stands between a client and Postgres and counts how often the server says that it is ready and in no transaction. */
export async function startCommitCounter(target: string): Promise<CommitCounter> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let commits = 0;

  function join(client: Socket): void {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    const read = createReader();
    server.on('data', (chunk: Buffer) => {
      commits += read(chunk);
      client.write(chunk);
    });
  }

  const listener = createServer(join).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const url = new URL(target);
  url.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: url.href,
    commits: () => commits,
    close: async () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
      await once(listener, 'close');
    },
  };
}

const READY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

/** Messages of the server: a letter, a length that counts itself, the rest. The first readiness ends the greeting. */
function createReader(): (chunk: Buffer) => number {
  let rest = Buffer.alloc(0);
  let greeted = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    let found = 0;
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const length = 1 + rest.readInt32BE(1);
      if (rest[0] === READY && rest[5] === IDLE) {
        if (greeted) found += 1;
        greeted = true;
      }
      rest = rest.subarray(length);
    }
    return found;
  };
}
