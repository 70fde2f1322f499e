import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface LossyProxy {
  /** The given address, by way of the proxy. */
  readonly url: string;
  /** How many answers to COMMIT were swallowed. */
  readonly swallowed: () => number;
  readonly close: () => Promise<void>;
}

/**
 * Stands between a client and Postgres and loses the answer to every `every`-th COMMIT: the server has committed, the
 * client sees its connection die.
 */
export async function startLossyProxy(target: string, every: number): Promise<LossyProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let answers = 0;
  let swallowed = 0;

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
    server.on('data', (chunk: Buffer) => {
      if (isCommitted(chunk) && ++answers % every === 0) {
        swallowed += 1;
        client.destroy();
      } else client.write(chunk);
    });
  }

  const listener = createServer(join);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const url = new URL(target);
  url.port = String(typeof address === 'object' ? address?.port : '');
  const close = async () => {
    listener.close();
    for (const socket of sockets) socket.destroy();
    await once(listener, 'close');
  };
  return { url: url.href, swallowed: () => swallowed, close };
}

// CommandComplete: the letter C, a length of 11, and the tag.
const COMMITTED = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

function isCommitted(chunk: Buffer): boolean {
  return chunk.includes(COMMITTED);
}
