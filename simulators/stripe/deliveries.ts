import { createHmac } from 'node:crypto';
import type { Book, EventRow } from './book.ts';

export type DeliveryOptions = {
  readonly webhookUrl?: string | undefined;
  readonly webhookSecret: string;
  /** How many extra times each event is sent. */
  readonly duplicate?: number | undefined;
  /** Sends what is due in a random order, the same for the same seed. */
  readonly shuffle?: boolean | undefined;
  readonly seed?: number | undefined;
  readonly delayMs?: number | undefined;
};

export type DeliveryOrders = { readonly hold?: boolean; readonly duplicate?: number; readonly url?: string };

/** Posts signed events until the receiver answers 2xx; what a kill left undelivered is sent after the restart. */
export type Deliveries = {
  readonly add: (event: EventRow) => void;
  /** Holds events back, releases them, changes their copies or their receiver. Ends when all held were tried once. */
  readonly order: (orders: DeliveryOrders) => Promise<void>;
  readonly pending: () => number;
  readonly close: () => Promise<void>;
};

type Delivery = { readonly event: EventRow; tries: number; dueAt: number };

const firstBackoffMs = 200;
const longestBackoffMs = 10_000;

export function createDeliveries(book: Book, options: DeliveryOptions): Deliveries {
  const random = seeded(options.seed ?? 1);
  const stop = new AbortController();
  let pending: Delivery[] = [];
  let { webhookUrl: url, duplicate = 0 } = options;
  let hold = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const queue = (event: EventRow) => {
    const dueAt = Date.now() + (options.delayMs ?? 0);
    for (let copy = 0; copy <= duplicate; copy += 1) pending.push({ event, tries: 0, dueAt });
  };

  const wake = () => {
    clearTimeout(timer);
    if (stop.signal.aborted) return;
    const next = Math.min(...pending.map((delivery) => delivery.dueAt));
    if (hold || url === undefined || pending.length === 0) return;
    timer = setTimeout(run, Math.max(0, next - Date.now()));
    timer.unref();
  };

  const run = () => {
    running = running.then(round).then(wake);
    return running;
  };

  const round = async () => {
    const due = pending.filter((delivery) => delivery.dueAt <= Date.now());
    for (const delivery of options.shuffle ? shuffled(due, random) : due) {
      if (hold || url === undefined || stop.signal.aborted) return;
      if (await post(url, delivery.event.body)) settle(delivery);
      else delivery.dueAt = Date.now() + Math.min(longestBackoffMs, firstBackoffMs * 2 ** delivery.tries++);
    }
  };

  const settle = (delivery: Delivery) => {
    pending = pending.filter((other) => other !== delivery);
    if (!pending.some((other) => other.event.id === delivery.event.id)) {
      book.put('events', { ...delivery.event, delivered: true });
      book.commit();
    }
  };

  const post = async (to: string, body: string): Promise<boolean> => {
    try {
      const headers = { 'content-type': 'application/json', 'stripe-signature': sign(body, options.webhookSecret) };
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]);
      const response = await fetch(to, { method: 'POST', headers, body, signal });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false; // down, slow or closing: sent again later
    }
  };

  for (const event of book.events.values()) if (!event.delivered) queue(event);
  wake();

  return {
    add: (event) => {
      queue(event);
      wake();
    },
    order: async (orders) => {
      hold = orders.hold ?? hold;
      duplicate = orders.duplicate ?? duplicate;
      url = orders.url ?? url;
      for (const delivery of pending) delivery.dueAt = 0;
      await run();
    },
    pending: () => pending.length,
    close: async () => {
      stop.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

/** The `Stripe-Signature` header: HMAC-SHA-256 over the time (epoch seconds), a dot and the body. */
function sign(body: string, secret: string): string {
  const time = Math.floor(Date.now() / 1000);
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Mulberry32: the same seed gives the same order. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
