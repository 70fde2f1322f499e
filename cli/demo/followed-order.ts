import { z } from 'zod';
import { type TimelineEvent, timelineEvent } from '../event-words.ts';
import type { DemoApi } from './demo-api.ts';

/** A story did not come to where it should; the sentence says where it is instead. */
export class StoryMissed extends Error {}

export interface FollowedOrder {
  readonly id: string;
  readonly currency: string;
  /** Every event so far, oldest first. */
  readonly events: () => readonly TimelineEvent[];
  /** Resolves with the first event of that type that fits, past or to come. Rejects with `StoryMissed`. */
  readonly sees: (type: string, fits?: (data: TimelineEvent['data']) => boolean) => Promise<TimelineEvent>;
  /** The order as an agent reads it now. */
  readonly read: () => Promise<OrderNow>;
  readonly stop: () => Promise<void>;
}

const price = z.looseObject({ amount: z.number(), currency: z.string() });
const orderNow = z.looseObject({
  id: z.string(),
  status: z.string(),
  total: price,
  waiting: z.looseObject({ message: z.looseObject({ en: z.string() }) }).nullable(),
  shipments: z.array(
    z.looseObject({ id: z.string(), locationId: z.string(), state: z.string(), trackingCode: z.string().nullable() }),
  ),
  payments: z.array(z.looseObject({ id: z.string(), state: z.string(), captured: price, refunded: price })),
  offer: z.looseObject({ version: z.number() }).nullable(),
  approval: z.looseObject({ id: z.string(), digest: z.string(), state: z.string() }).nullable(),
  planReasons: z.array(
    z.looseObject({ locationId: z.string(), used: z.boolean(), text: z.object({ en: z.string() }) }),
  ),
});
export type OrderNow = z.infer<typeof orderNow>;

type Follow = {
  readonly id: string;
  readonly currency: string;
  readonly onEvent: (event: TimelineEvent) => void;
  readonly patienceMs: number;
  /** Ends every wait. */
  readonly signal: AbortSignal;
};

/** Follows an order's live timeline until `stop`. */
export function followOrder(api: DemoApi, follow: Follow): FollowedOrder {
  const { id, currency, onEvent, patienceMs, signal } = follow;
  const seen: TimelineEvent[] = [];
  const ears = new Set<() => void>();
  const cut = new AbortController();
  let broken: unknown;
  const wakeAll = () => {
    for (const wake of ears) wake();
  };
  signal.addEventListener('abort', wakeAll);
  const reading = (async () => {
    for await (const { data } of api.events(id, cut.signal)) {
      const event = timelineEvent.parse(JSON.parse(data));
      seen.push(event);
      onEvent(event);
      wakeAll();
    }
  })().catch((error) => {
    broken = error;
    wakeAll();
  });

  const read = async () => orderNow.parse(await api.get('agent', `/v1/orders/${id}`));

  async function sees(type: string, fits: (data: TimelineEvent['data']) => boolean = () => true) {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const event = seen.find((one) => one.type === type && fits(one.data));
      if (event) return event;
      if (broken) throw broken;
      signal.throwIfAborted();
      if (seen.some((one) => one.type === 'order.parked')) throw await missed(type);
      const left = deadline - Date.now();
      if (left <= 0) throw await missed(type);
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          ears.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, left);
        ears.add(wake);
      });
    }
  }

  async function missed(type: string): Promise<StoryMissed> {
    const { status, waiting } = await read();
    const why = waiting ? `: ${waiting.message.en}` : '';
    return new StoryMissed(`${id} did not come to ${type} (patience ${patienceMs / 1000} s); it is ${status}${why}`);
  }

  return {
    id,
    currency,
    events: () => seen,
    sees,
    read,
    stop: async () => {
      signal.removeEventListener('abort', wakeAll);
      cut.abort();
      await reading;
    },
  };
}
