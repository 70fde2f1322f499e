import { createHmac, randomBytes } from 'node:crypto';
import type { Book, EventRow, ShipmentRow } from './book.ts';
import { trackerObject } from './objects.ts';

export type Webhooks = {
  /** Stores an event about a parcel, then posts it until it is taken. */
  readonly tell: (description: 'tracker.created' | 'tracker.updated', shipment: ShipmentRow) => void;
  readonly stop: () => void;
};

const ATTEMPTS = 12;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** Events not taken before a restart are posted again. Without a URL nothing is posted. */
export function createWebhooks(book: Book, target: { url: string | undefined; secret: string }): Webhooks {
  const stopped = new AbortController();
  const timers = new Set<NodeJS.Timeout>();

  const post = async (event: EventRow, attempt: number): Promise<void> => {
    if (target.url === undefined || stopped.signal.aborted) return;
    const taken = await postSigned(target.url, { secret: target.secret, body: event.body, signal: stopped.signal });
    if (taken) return book.put('events', { ...event, delivered: true });
    if (attempt >= ATTEMPTS || stopped.signal.aborted) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        void post(event, attempt + 1);
      },
      Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)),
    );
    timers.add(timer);
  };

  for (const event of book.events.values()) if (!event.delivered) void post(event, 1);
  return {
    tell: (description, shipment) => {
      const event = { id: `evt_${randomBytes(16).toString('hex')}`, delivered: false };
      const row = { ...event, body: eventBody(event.id, description, shipment) };
      book.put('events', row);
      void post(row, 1);
    },
    stop: () => {
      stopped.abort();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** EasyPost writes weights as floats (`17.0`), and its SDKs hash them so: JavaScript's `17` would never verify. */
function eventBody(id: string, description: string, shipment: ShipmentRow): string {
  const at = new Date().toISOString();
  const event = {
    id,
    object: 'Event',
    mode: 'test',
    description,
    status: 'pending',
    created_at: at,
    updated_at: at,
    previous_attributes: {},
    pending_urls: [],
    completed_urls: [],
    result: trackerObject(shipment),
  };
  return JSON.stringify(event).replace(/("weight":)(\d+)(?=[,}])/g, '$1$2.0');
}

/** The value of `X-Hmac-Signature` for a body. */
export function signWebhook(body: string, secret: string): string {
  const key = Buffer.from(secret.normalize('NFKD'), 'utf8');
  return `hmac-sha256-hex=${createHmac('sha256', key).update(body, 'utf8').digest('hex')}`;
}

async function postSigned(
  url: string,
  message: { secret: string; body: string; signal: AbortSignal },
): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hmac-signature': signWebhook(message.body, message.secret) },
      body: message.body,
      signal: AbortSignal.any([message.signal, AbortSignal.timeout(7_000)]),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
