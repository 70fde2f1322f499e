import { type Relay, startRelay } from './tcp-relay.ts';

export interface CommitCounter extends Relay {
  /** Transactions that ended so far: a single statement is one, as `pg_stat_database` counts them. */
  readonly commits: () => number;
  /** Statements that the server carried out so far, BEGIN and COMMIT among them. */
  readonly statements: () => number;
}

/** Stands between a client and Postgres and counts how often the server says that it is ready and in no transaction, or done. */
export async function startCommitCounter(target: string): Promise<CommitCounter> {
  let commits = 0;
  let statements = 0;
  const relay = await startRelay(target, () => {
    const read = createReader();
    return {
      returns: (chunk) => {
        const found = read(chunk);
        commits += found.commits;
        statements += found.statements;
        return true;
      },
    };
  });
  return { ...relay, commits: () => commits, statements: () => statements };
}

const READY = 'Z'.charCodeAt(0);
const COMPLETE = 'C'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

/** Messages of the server: a letter, a length that counts itself, the rest. The first readiness ends the greeting. */
function createReader(): (chunk: Buffer) => { commits: number; statements: number } {
  let rest = Buffer.alloc(0);
  let greeted = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const found = { commits: 0, statements: 0 };
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const length = 1 + rest.readInt32BE(1);
      if (rest[0] === READY && rest[5] === IDLE) {
        if (greeted) found.commits += 1;
        greeted = true;
      }
      if (rest[0] === COMPLETE) found.statements += 1;
      rest = rest.subarray(length);
    }
    return found;
  };
}
