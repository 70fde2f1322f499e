import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents, type NewEvent } from '../../db/events/append-events.ts';
import { inTransaction } from '../../db/transaction.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { placeOrderRow } from '../../test/harness/place-order-row.ts';
import { createTestDatabase, type TestDatabase } from '../../test/harness/postgres.ts';
import { seed } from '../../test/harness/seed.ts';
import { defineRoute } from '../route.ts';
import { eventHubOf } from './event-hub.ts';
import { streamEvents, streamHeaders } from './stream-events.ts';

let database: TestDatabase;
let api: TestApi;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi({ databaseUrl: database.url });
  await seed(api.deps.database);
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

beforeEach(async () => {
  id = await placeOrderRow(api.deps.database);
});

/** Appends events to the order as its process does, and returns their numbers. */
type Happening = { readonly type: string; readonly data: NewEvent['data'] };

async function happens(...types: (string | Happening)[]): Promise<number> {
  // Any name does: what is tested is the stream.
  const events = types.map((event) => (typeof event === 'string' ? { type: event, data: {} } : event)) as NewEvent[];
  return inTransaction(api.deps.database, async (tx) => {
    const rows = await tx.execute<{ version: number }>(sql`select version from orders where id = ${id} for update`);
    const version = await appendEvents(
      tx,
      { aggregate: 'order', id, version: rows[0]?.version ?? 0, actor: 'test' },
      events,
    );
    await tx.execute(sql`update orders set version = ${version} where id = ${id}`);
    return version;
  });
}

type Seen = { readonly id: number; readonly type: string; readonly data: Record<string, unknown> };

/** An open stream that is read event by event. */
async function open(headers: Record<string, string> = {}, url = api.url) {
  const gone = new AbortController();
  const response = await fetch(`${url}/v1/orders/${id}/events`, {
    headers: { authorization: `Bearer ${api.keys.admin}`, accept: 'text/event-stream', ...headers },
    signal: gone.signal,
  });
  if (!response.body) throw new Error('the stream has no body');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';

  async function frame(): Promise<string | null> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const found = text.slice(0, end);
        text = text.slice(end + 2);
        return found;
      }
      const { done, value } = await reader.read();
      if (done) return null;
      text += value;
    }
  }

  async function next(): Promise<Seen | null> {
    for (;;) {
      const found = await frame();
      if (found === null) return null;
      const [, seq, type, data] = /^id: (\d+)\nevent: (.+)\ndata: (.+)$/.exec(found) ?? [];
      if (data !== undefined) return { id: Number(seq), type: String(type), data: JSON.parse(data).data };
    }
  }

  async function take(count: number): Promise<Seen[]> {
    const seen: Seen[] = [];
    while (seen.length < count) {
      const event = await next();
      if (event === null) throw new Error(`the stream ended after ${seen.length} of ${count} events`);
      seen.push(event);
    }
    return seen;
  }

  return { response, frame, next, take, leave: () => gone.abort() };
}

const names = (events: readonly Seen[]): string[] => events.map((event) => `${event.id} ${event.type}`);

describe('a stream of events', () => {
  it('tells what has happened, then what happens', async () => {
    const stream = await open();
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(names(await stream.take(1))).toEqual(['1 order.received']);
    await happens('one', 'two');
    await happens('three');
    expect(names(await stream.take(3))).toEqual(['2 one', '3 two', '4 three']);
    stream.leave();
  });

  it('is resumed after the last event that was seen, without a gap or a repetition', async () => {
    const seen: number[] = [];
    const write = async () => {
      for (let n = 0; n < 40; n += 1) await happens('a', 'b');
    };
    const read = async () => {
      while (seen.length < 81) {
        const stream = await open(seen.length > 0 ? { 'last-event-id': String(seen.at(-1)) } : {});
        seen.push(...(await stream.take(Math.min(7, 81 - seen.length))).map((event) => event.id));
        stream.leave();
      }
    };
    await Promise.all([write(), read()]);
    expect(seen).toEqual(Array.from({ length: 81 }, (_, index) => index + 1));
  });

  it('waits for a slow reader and gives everything in order', async () => {
    const large = Array.from({ length: 50 }, () => ({ type: 'large', data: { text: 'x'.repeat(40_000) } }));
    const stream = await open();
    for (let n = 0; n < 6; n += 1) await happens(...large);
    // Nothing was read so far: 12 MB is more than the sockets hold.
    expect((await stream.take(301)).map((event) => event.id)).toEqual(Array.from({ length: 301 }, (_, n) => n + 1));
    stream.leave();
  });

  it('leaves amounts out for the warehouse', async () => {
    await happens({
      type: 'payment.captured',
      data: { payment: 'P1', amountMinor: 4242, lines: [{ deltaMinor: 1, n: 2 }] },
    });
    const plain = await open({ authorization: `Bearer ${api.keys.warehouse}`, 'last-event-id': '1' });
    const priced = await open({ 'last-event-id': '1' });
    expect(await plain.take(1)).toMatchObject([{ data: { payment: 'P1', lines: [{ n: 2 }] } }]);
    expect((await priced.take(1))[0]?.data).toMatchObject({ amountMinor: 4242 });
    plain.leave();
    priced.leave();
    const list = await api.send(`get /v1/orders/${id}/events`, { as: 'warehouse' });
    expect(JSON.stringify(list.body)).not.toContain('Minor');
  });

  it.each(['x', '-1', '1.5', '99999999999', '2147483648'])('refuses the Last-Event-ID %s', async (given) => {
    const answer = await api.send(`get /v1/orders/${id}/events`, {
      headers: { accept: 'text/event-stream', 'last-event-id': given },
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ in: 'header', pointer: '/Last-Event-ID' }] } });
  });

  it('does not hang on HEAD', async () => {
    const response = await fetch(`${api.url}/v1/orders/${id}/events`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${api.keys.admin}`, accept: 'text/event-stream' },
    });
    expect(response.status).toBe(200);
  });
});

it('lists the same events as JSON, paged', async () => {
  await happens('a', 'b', 'c', 'd');
  const first = await api.send(`get /v1/orders/${id}/events?limit=3`);
  const { data, page } = first.body as { data: { seq: number; type: string }[]; page: { next: string } };
  const rest = await api.send(`get /v1/orders/${id}/events?limit=3&cursor=${page.next}`);
  const all = [...data, ...(rest.body.data as typeof data)];
  expect(all.map(({ seq, type }) => `${seq} ${type}`)).toEqual(['1 order.received', '2 a', '3 b', '4 c', '5 d']);
  expect(rest.body.page).toEqual({ next: null });
});

describe('on a server of its own', () => {
  it('keeps a silent stream alive and ends it after its time', async () => {
    const route = defineRoute({
      method: 'get',
      path: '/v1/orders/nothing/events',
      tag: 'Test',
      summary: 'Silent',
      description: 'Says nothing.',
      permission: 'orders.read',
      idempotent: false,
      responses: {},
      handle: async ({ deps, signal }) => ({
        status: 200,
        headers: streamHeaders,
        stream: (response) =>
          streamEvents(response, {
            ...{
              hub: eventHubOf(deps),
              follower: { aggregateId: 'nothing', after: 0 },
              signal,
              show: (event) => event,
            },
            ...{ heartbeatMs: 5, longestMs: 200 },
          }),
      }),
    });
    const own = await startApi({ databaseUrl: database.url, routes: [route] });
    id = 'nothing';
    const stream = await open({}, own.url);
    expect(await stream.frame()).toBe('retry: 1000');
    expect(await stream.frame()).toBe(': still here');
    expect(await stream.next()).toBeNull();
    await own.close();
  });

  it('ends every stream when the server shuts down', async () => {
    const own = await startApi({ databaseUrl: database.url });
    const streams = await Promise.all([open({}, own.url), open({}, own.url)]);
    await Promise.all(streams.map((stream) => stream.take(1)));
    eventHubOf(own.deps).close();
    expect(await Promise.all(streams.map((stream) => stream.next()))).toEqual([null, null]);
    expect(await (await open({}, own.url)).next()).toBeNull();
    await own.close();
  });
});
