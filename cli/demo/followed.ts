import { z } from 'zod';
import { type TimelineEvent, timelineEvent } from '../event-details.ts';
import type { DemoApi } from './demo-api.ts';

/** A story did not come to where it should; the sentence says where it is instead. */
export class StoryMissed extends Error {}

export interface Followed<Now> {
  readonly id: string;
  readonly currency: string;
  /** Every event so far, oldest first. */
  readonly events: () => readonly TimelineEvent[];
  /** Resolves with the first event of that type that fits, past or to come. Rejects with `StoryMissed`. */
  readonly sees: (type: string, fits?: (data: TimelineEvent['data']) => boolean) => Promise<TimelineEvent>;
  /** As an agent reads it now. */
  readonly read: () => Promise<Now>;
  readonly stop: () => Promise<void>;
}

/** What every order and every process of a customer's shows of where it stands. */
export const standing = {
  id: z.string(),
  status: z.string(),
  waiting: z.looseObject({ message: z.looseObject({ en: z.string() }) }).nullable(),
};
const anywhere = z.looseObject(standing);
type Standing = z.infer<typeof anywhere>;

export type Follow<Now extends Standing> = {
  /** Of its resource: `/v1/orders/ORD-…`. */
  readonly place: string;
  readonly id: string;
  readonly currency: string;
  readonly shape: z.ZodType<Now>;
  readonly onEvent: (event: TimelineEvent) => void;
  readonly patienceMs: number;
  /** Ends every wait. */
  readonly signal: AbortSignal;
};
/** A person is asked: it does not come to its ending by itself. */
const parked = ['order.parked', 'process.parked'];

/** Follows the live timeline of an order or a process until `stop`. */
export function follow<Now extends Standing>(api: DemoApi, followed: Follow<Now>): Followed<Now> {
  const { place, id, currency, shape, onEvent, patienceMs, signal } = followed;
  const seen: TimelineEvent[] = [];
  const ears = new Set<() => void>();
  const cut = new AbortController();
  let broken: unknown;
  const wakeAll = () => {
    for (const wake of ears) wake();
  };
  signal.addEventListener('abort', wakeAll);
  const reading = (async () => {
    for await (const { data } of api.events(place, cut.signal)) {
      const event = timelineEvent.parse(JSON.parse(data));
      seen.push(event);
      onEvent(event);
      wakeAll();
    }
  })().catch((error) => {
    broken = error;
    wakeAll();
  });

  const read = async () => shape.parse(await api.get('agent', place));

  async function sees(type: string, fits: (data: TimelineEvent['data']) => boolean = () => true) {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const event = seen.find((one) => one.type === type && fits(one.data));
      if (event) return event;
      if (broken) throw broken;
      signal.throwIfAborted();
      if (seen.some((one) => parked.includes(one.type))) throw await missed(type);
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
