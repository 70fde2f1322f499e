import { once } from 'node:events';
import type { Response } from 'express';
import type { Follower, StoredEvent } from '../../db/events/read-events.ts';
import type { EventHub } from './event-hub.ts';

type Stream = {
  readonly hub: EventHub;
  readonly follower: Follower;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
  readonly show: (event: StoredEvent) => unknown;
  readonly heartbeatMs?: number;
  /** A stream ends after this time and its caller resumes with a new request: a key that was revoked reads no further. */
  readonly longestMs?: number;
};

export const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // nginx would keep the events back otherwise.
  'x-accel-buffering': 'no',
} as const;

/** How soon a caller asks again after a stream has ended (milliseconds). */
const retryMs = 1000;

/**
 * Writes events as text/event-stream, each with its sequence number as id, until the caller goes, the hub closes or the
 * time is over. A slow reader is waited for: what it has not read stays in the database.
 */
export async function streamEvents(response: Response, stream: Stream): Promise<void> {
  const { hub, follower, show, heartbeatMs = 15_000, longestMs = 10 * 60_000 } = stream;
  if (response.req.method === 'HEAD') return void response.end();
  const over = AbortSignal.any([stream.signal, AbortSignal.timeout(longestMs)]);
  response.write(`retry: ${retryMs}\n\n`);
  // A comment: keeps proxies from closing a silent stream, and finds out about callers that vanished.
  const heartbeat = setInterval(() => over.aborted || response.write(': still here\n\n'), heartbeatMs);
  try {
    let { after } = follower;
    for (;;) {
      const events = await hub.news({ ...follower, after }, over);
      const last = events.at(-1);
      if (!last || over.aborted) break;
      after = last.seq;
      if (!response.write(events.map((event) => frame(event, show(event))).join(''))) await drained(response, over);
    }
  } finally {
    clearInterval(heartbeat);
    // Whoever has not read what was written would keep the connection for ever.
    if (response.writableNeedDrain) response.destroy();
    else response.end();
  }
}

/** JSON has no raw line break, so the data is one line. */
const frame = (event: StoredEvent, shown: unknown): string =>
  `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(shown)}\n\n`;

async function drained(response: Response, signal: AbortSignal): Promise<void> {
  try {
    await once(response, 'drain', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
