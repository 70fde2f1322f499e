import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** One connection: what of its traffic goes through. What is not listened to does. */
export type Line = {
  readonly passes?: (chunk: Buffer) => boolean;
  readonly returns?: (chunk: Buffer) => boolean;
};

export interface Relay {
  /** The given address, by way of the relay. */
  readonly url: string;
  /** Ends every connection that there is. */
  readonly drop: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Stands between clients and a server on the wire. When one side of a connection goes, so does the other; one without a
 * line is refused.
 */
export async function startRelay(target: string, lineOf: (client: Socket) => Line | null): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();

  function join(client: Socket): void {
    const line = lineOf(client);
    if (line === null) return void client.destroy();
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
    const { passes, returns } = line;
    if (passes) client.on('data', (chunk: Buffer) => passes(chunk) && server.write(chunk));
    else client.pipe(server);
    if (returns) server.on('data', (chunk: Buffer) => returns(chunk) && client.write(chunk));
    else server.pipe(client);
  }

  const listener = createServer(join).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const url = new URL(target);
  url.port = String(typeof address === 'object' ? address?.port : '');
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    drop,
    close: async () => {
      listener.close();
      drop();
      await once(listener, 'close');
    },
  };
}
