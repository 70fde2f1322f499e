import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ReservationRequest, reserveStock } from '../../db/inventory/reserve-stock.ts';
import type { Database } from '../../db/pool.ts';

export type Reservation = { readonly kind: 'reserved' } | { readonly kind: 'refused' };

export type ReservationBatcher = {
  /**
   * Holds the stock of a request, all or nothing; the same request again gets the same answer. Rejects when the queue is
   * full or the database did not answer: unknown, ask again with the same key.
   */
  reserve(request: ReservationRequest): Promise<Reservation>;
  readonly waiting: () => number;
};

export type BatcherOptions = {
  readonly database: Pick<Database, 'query'>;
  /** Requests in one call: beyond some hundred the lock is held longer than the saved commits are worth. */
  readonly maxBatch?: number;
  readonly maxWaiting?: number;
  /** Calls on their way at once: of two, one writes its keys and reads its answers while the other holds the stock. */
  readonly maxCalls?: number;
};

type Waiting = {
  readonly request: ReservationRequest & { readonly digest: string };
  readonly answer: (reservation: Reservation) => void;
  readonly fail: (error: unknown) => void;
};

/**
 * Gathers requests while calls are on their way and sends them together: the batch grows with the load, and an idle call
 * costs one commit. Any number of processes may run one each; the SQL function decides.
 */
export function createReservationBatcher({
  database,
  maxBatch = 128,
  maxWaiting = 5000,
  maxCalls = 2,
}: BatcherOptions): ReservationBatcher {
  const queue: Waiting[] = [];
  let calls = 0;

  function reserve(request: ReservationRequest): Promise<Reservation> {
    if (queue.length >= maxWaiting)
      return Promise.reject(new Error(`${queue.length} reservations wait already; try again later`));
    return new Promise((answer, fail) => {
      queue.push({ request: { ...request, digest: digestOf(request) }, answer, fail });
      if (calls < maxCalls) void run();
    });
  }

  async function run(): Promise<void> {
    calls += 1;
    // What is asked in the same turn goes together; without this the first of them would go alone.
    await nextTurn();
    while (queue.length > 0) await settle(nextBatch());
    calls -= 1;
  }

  /** Two requests of one key go into different calls: the second must find the first one's answer. */
  function nextBatch(): Waiting[] {
    const keys = new Set<string>();
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    for (const waiting of queue.splice(0, maxBatch)) {
      const { orderId, purpose, generation } = waiting.request;
      const key = `${orderId}/${purpose}/${generation}`;
      (keys.has(key) ? later : batch).push(waiting);
      keys.add(key);
    }
    queue.unshift(...later);
    return batch;
  }

  async function settle(batch: readonly Waiting[]): Promise<void> {
    try {
      deliver(batch, await askTwice(batch));
    } catch (error) {
      if (batch.length === 1) return batch[0]?.fail(error);
      for (const one of batch) await settleAlone(one);
    }
  }

  /** One bad request must not fail its neighbours. */
  async function settleAlone(one: Waiting): Promise<void> {
    try {
      deliver([one], await reserveStock(database, [one.request]));
    } catch (error) {
      one.fail(error);
    }
  }

  async function askTwice(batch: readonly Waiting[]): Promise<boolean[]> {
    const requests = batch.map((waiting) => waiting.request);
    try {
      return await reserveStock(database, requests);
    } catch {
      return reserveStock(database, requests);
    }
  }

  function deliver(batch: readonly Waiting[], accepted: readonly boolean[]): void {
    batch.forEach((waiting, index) => {
      waiting.answer({ kind: accepted[index] ? 'reserved' : 'refused' });
    });
  }

  return { reserve, waiting: () => queue.length };
}

/** Of everything but the lease, which a second attempt computes anew. */
function digestOf({ orderId, purpose, generation, lines }: ReservationRequest): string {
  const units = lines.map((l) => [l.lineNo, l.shipmentNo, l.sku, l.locationId, l.quantity]);
  return hash('sha256', JSON.stringify([orderId, purpose, generation, units]), 'base64');
}
