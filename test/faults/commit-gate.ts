import { type Line, type Relay, startRelay } from '../harness/tcp-relay.ts';

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

export interface CommitGate extends Relay {
  readonly hold: (hold: Hold) => Held;
}

/** Stands between a process and Postgres, so that the process can be killed at one exact statement. */
export async function startCommitGate(target: string): Promise<CommitGate> {
  const waiting = new Set<Catch>();
  const relay = await startRelay(target, () => createLine(waiting));
  return {
    ...relay,
    hold: (hold) => {
      const one: Catch = { hold, met: false };
      waiting.add(one);
      return { ...hold, met: () => one.met };
    },
  };
}

type Catch = { readonly hold: Hold; met: boolean };

// Simple query "commit"; CommandComplete with the tag COMMIT, and with SELECT: the letter, a length, the text.
const COMMIT = Buffer.from('Q\0\0\0\x0bcommit\0', 'latin1');
const COMMITTED = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');
const SELECTED = Buffer.from('SELECT ', 'latin1');

/** One connection: it goes silent where it is caught. */
function createLine(waiting: Set<Catch>): Line {
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
