import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Hold = {
  /** Text by which the transaction or statement is known on the wire: an effect's key, a SKU. */
  readonly marker: string;
  /** The statement that carries the marker, or the COMMIT of its transaction. */
  readonly at: 'statement' | 'commit';
  /** `before`: the server never gets it. `after`: the server does it, and its answer is kept back. */
  readonly when: 'before' | 'after';
};

/** One hold: it catches the first call that fits, and keeps it until the caller's connection dies. */
export type Held = Hold & {
  /** True once the call is caught: not sent, or done and unanswered. */
  readonly met: () => boolean;
};

export interface CommitGate {
  /** The given address, by way of the gate. */
  readonly url: string;
  readonly hold: (hold: Hold) => Held;
  readonly close: () => Promise<void>;
}

/** Stands between a process and Postgres, so that the process can be killed at one exact statement. */
export async function startCommitGate(target: string): Promise<CommitGate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const waiting = new Set<Catch>();

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
    const line = createLine(waiting);
    client.on('data', (chunk: Buffer) => line.passes(chunk) && server.write(chunk));
    server.on('data', (chunk: Buffer) => line.returns(chunk) && client.write(chunk));
  }

  const listener = createServer(join).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const url = new URL(target);
  url.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: url.href,
    hold: (hold) => {
      const one: Catch = { hold, met: false };
      waiting.add(one);
      return { ...hold, met: () => one.met };
    },
    close: async () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
      await once(listener, 'close');
    },
  };
}

type Catch = { readonly hold: Hold; met: boolean };

// Simple query "commit"; CommandComplete with the tag COMMIT, and with SELECT: the letter, a length, the text.
const COMMIT = Buffer.from('Q\0\0\0\x0bcommit\0', 'latin1');
const COMMITTED = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');
const SELECTED = Buffer.from('SELECT ', 'latin1');

/** One connection: what of its traffic goes through. */
function createLine(waiting: Set<Catch>) {
  let mine: Catch | undefined;
  let state: 'open' | 'marked' | 'silent' | 'unanswered' = 'open';

  function caught(one: Catch): boolean {
    if (one.hold.when === 'after') {
      state = 'unanswered';
      return true;
    }
    state = 'silent';
    one.met = true;
    return false;
  }

  return {
    passes: (chunk: Buffer): boolean => {
      if (state === 'silent' || state === 'unanswered') return false;
      if (state === 'open') mine = [...waiting].find(({ hold }) => chunk.includes(hold.marker));
      if (!mine) return true;
      waiting.delete(mine);
      if (mine.hold.at === 'statement' || chunk.includes(COMMIT)) return caught(mine);
      state = 'marked';
      return true;
    },
    returns: (chunk: Buffer): boolean => {
      if (state !== 'unanswered') return true;
      if (mine && chunk.includes(mine.hold.at === 'commit' ? COMMITTED : SELECTED)) mine.met = true;
      return false;
    },
  };
}
