import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Follower, readNews, type StoredEvent } from '../../db/events/read-events.ts';
import type { Database } from '../../db/pool.ts';

/** Tells any number of streams what is new, with one poller for all of them: a statement per tick, none without streams. */
export type EventHub = {
  /** The next events after `follower.after`: at least one, or none when the signal aborts or the hub closes. */
  news(follower: Follower, signal: AbortSignal): Promise<readonly StoredEvent[]>;
  /** Ends every wait, now and later. */
  close(): void;
};

type Options = {
  readonly database: Pick<Database, 'query'>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly intervalMs?: number;
};

/** Per order and tick; what is left comes with the next one. */
const batch = 500;

type Waiter = { readonly follower: Follower; readonly settle: (events: readonly StoredEvent[]) => void };

export function createEventHub({ database, logger, intervalMs = 200 }: Options): EventHub {
  const waiters = new Set<Waiter>();
  let polling = false;
  let closed = false;

  function news(follower: Follower, signal: AbortSignal): Promise<readonly StoredEvent[]> {
    if (closed || signal.aborted) return Promise.resolve([]);
    return new Promise((resolve) => {
      const settle = (events: readonly StoredEvent[]) => {
        waiters.delete(waiter);
        signal.removeEventListener('abort', giveUp);
        resolve(events);
      };
      const giveUp = () => settle([]);
      const waiter: Waiter = { follower, settle };
      signal.addEventListener('abort', giveUp, { once: true });
      waiters.add(waiter);
      if (!polling) void poll();
    });
  }

  async function poll(): Promise<void> {
    polling = true;
    while (waiters.size > 0) {
      await tick();
      // Not kept alive for this: a process that ends does not wait for the next tick.
      await pause(intervalMs, undefined, { ref: false });
    }
    polling = false;
  }

  /** The database may be away for a while: streams stay open and hear the rest when it is back. */
  async function tick(): Promise<void> {
    const asked = [...waiters];
    try {
      const found = await readNews(database, distinct(asked), batch);
      for (const waiter of asked) {
        const { aggregateId, after } = waiter.follower;
        const own = found.filter((event) => event.aggregateId === aggregateId && event.seq > after);
        if (own.length > 0) waiter.settle(own);
      }
    } catch (error) {
      if (!closed) logger.warn({ err: error }, 'event streams wait: the events could not be read');
    }
  }

  function close(): void {
    closed = true;
    for (const waiter of [...waiters]) waiter.settle([]);
  }

  return { news, close };
}

/** Many streams of one order are one reader, at the place of the one that has seen least. */
function distinct(waiters: readonly Waiter[]): Follower[] {
  const places = new Map<string, number>();
  for (const { follower } of waiters) {
    places.set(follower.aggregateId, Math.min(follower.after, places.get(follower.aggregateId) ?? follower.after));
  }
  return [...places].map(([aggregateId, after]) => ({ aggregateId, after }));
}

const hubs = new WeakMap<object, EventHub>();

/** The hub of this process: one per database it has open. */
export function eventHubOf(deps: Options): EventHub {
  const hub = hubs.get(deps.database) ?? createEventHub(deps);
  hubs.set(deps.database, hub);
  return hub;
}
