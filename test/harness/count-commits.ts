import { type Relay, startRelay } from './tcp-relay.ts';

export interface CommitCounter extends Relay {
  /** Transactions that ended so far: a single statement is one, as `pg_stat_database` counts them. */
  readonly commits: () => number;
}

/** Stands between a client and Postgres and counts how often the server says that it is ready and in no transaction. */
export async function startCommitCounter(target: string): Promise<CommitCounter> {
  let commits = 0;
  const relay = await startRelay(target, () => {
    const read = createReader();
    return {
      returns: (chunk) => {
        commits += read(chunk);
        return true;
      },
    };
  });
  return { ...relay, commits: () => commits };
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
