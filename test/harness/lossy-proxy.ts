import { type Relay, startRelay } from './tcp-relay.ts';

export interface LossyProxy extends Relay {
  /** How many answers to COMMIT were swallowed. */
  readonly swallowed: () => number;
}

/**
 * Stands between a client and Postgres and loses the answer to every `every`-th COMMIT: the server has committed, the
 * client sees its connection die.
 */
export async function startLossyProxy(target: string, every: number): Promise<LossyProxy> {
  let answers = 0;
  let swallowed = 0;
  const relay = await startRelay(target, (client) => ({
    returns: (chunk) => {
      if (!isCommitted(chunk) || ++answers % every !== 0) return true;
      swallowed += 1;
      client.destroy();
      return false;
    },
  }));
  return { ...relay, swallowed: () => swallowed };
}

// CommandComplete: the letter C, a length of 11, and the tag.
const COMMITTED = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

function isCommitted(chunk: Buffer): boolean {
  return chunk.includes(COMMITTED);
}
