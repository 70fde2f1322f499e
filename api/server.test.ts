import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErrorCode, errorCodes } from '../domain/errors/error-codes.ts';
import { startApi, type TestApi } from '../test/harness/api.ts';
import { createTestDatabase, type TestDatabase } from '../test/harness/postgres.ts';
import { defineRoute } from './route.ts';

let database: TestDatabase;
let api: TestApi;
let broken: TestApi;

const failing = defineRoute({
  method: 'get',
  path: '/v1/failing',
  tag: 'Test',
  summary: 'Fails',
  description: 'Always.',
  permission: 'public',
  idempotent: false,
  responses: { 200: { description: 'Never' } },
  handle: async ({ deps }) => {
    await deps.database.query.execute('select 1 / 0');
    return { status: 200 };
  },
});

/** Begins its answer and never ends it, as a stream of events does. */
const slow = defineRoute({
  method: 'get',
  path: '/v1/slow',
  tag: 'Test',
  summary: 'Does not end',
  description: 'Never.',
  permission: 'catalogue.read',
  idempotent: false,
  responses: { 200: { description: 'Never ends' } },
  handle: async () => ({
    status: 200,
    stream: async (response) => {
      response.flushHeaders();
      await once(response, 'close');
    },
  }),
});

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi({ databaseUrl: database.url });
  broken = await startApi({ databaseUrl: database.url, routes: [failing] });
});

afterAll(async () => {
  await api?.close();
  await broken?.close();
  await database?.drop();
});

describe('the log', () => {
  /** What is logged of these requests: their paths. */
  async function loggedOf(paths: readonly string[]): Promise<string[]> {
    const lines: string[] = [];
    const logged = await startApi({ databaseUrl: database.url, log: { write: (line) => void lines.push(line) } });
    for (const path of paths) await fetch(logged.url + path, { redirect: 'manual' });
    await logged.close();
    return lines.map((line) => JSON.parse(line)).flatMap(({ req }) => (req ? [req.path] : []));
  }

  it('names a request by the words and ids of ours that are in its address, and by nothing that somebody typed', async () => {
    const paths = [
      '/v1/nix/zoe@example.com',
      '/v1/customers/zoe@example.com?q=zoe',
      '/v1/orders/ORD-7K3M000/events',
      '/',
    ];
    expect(await loggedOf(paths)).toEqual(['/v1/…/…', '/v1/customers/…', '/v1/orders/ORD-7K3M000/events', '/']);
  });

  it.each(['/v1/shipments/ORD-7K3M000-S12/hand-over', '/openapi.json', '/docs/'])('keeps %s', async (path) => {
    expect(await loggedOf([path])).toEqual([path]);
  });
});

describe('operations', () => {
  it('shows its documentation to whoever opens its bare address', async () => {
    const response = await fetch(api.url, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/docs']);
  });

  it('says in the reader’s language that an address does not exist', async () => {
    const headers = { 'accept-language': 'fr' };
    const { body } = await api.send('get /v1/nothing', { authorization: null, headers });
    expect(body).toMatchObject({ code: 'unknown_address', detail: expect.stringMatching(/^Rien ne répond à GET/) });
  });

  it('stays ready without Temporal, because orders are still accepted, and says so', async () => {
    const { status, body } = await api.send('get /readyz', { authorization: null });
    expect({ status, body }).toEqual({ status: 200, body: { status: 'degraded', database: 'up', temporal: 'down' } });
    expect((await api.send('get /livez', { authorization: null })).body).toEqual({ status: 'alive' });
    expect((await api.send('get /version', { authorization: null })).body).toMatchObject({
      version: expect.any(String),
    });
  });

  it('counts requests by route, not by address', async () => {
    await api.send('get /v1/customers/CUS-UNKNOWN');
    const { body } = await api.send('get /metrics', { authorization: null });
    expect(body.text).toContain('http_requests_total{method="GET",route="/v1/customers/{id}",status="404"}');
    expect(body.text).not.toContain('CUS-UNKNOWN');
  });

  it('gives every answer a request id, the caller’s own if it is one', async () => {
    const headers = { 'x-request-id': 'caller-1234' };
    expect((await api.send('get /v1/locations', { headers })).headers.get('x-request-id')).toBe('caller-1234');
    expect((await api.send('get /v1/locations')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('documents', () => {
  it('serves the document, its page and what the page needs', async () => {
    expect((await api.send('get /openapi.json', { authorization: null })).body).toMatchObject({ openapi: '3.1.0' });
    const { body } = await api.send('get /docs', { authorization: null });
    const needed = [...String(body.text).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    expect(needed.length).toBeGreaterThan(2);
    for (const address of needed) {
      expect(address).toMatch(/^\/docs\//); // nothing from afar
      expect((await api.send(`get ${address}`, { authorization: null })).status, address).toBe(200);
    }
  });

  it('explains every error code', async () => {
    const { body } = await api.send('get /docs/errors', { authorization: null });
    for (const code of Object.keys(errorCodes) as ErrorCode[]) expect(body.text).toContain(`id="${code}"`);
  });
});

describe('errors', () => {
  it('hides what nobody foresaw behind a reference', async () => {
    const { status, body } = await broken.send('get /v1/failing', { authorization: null });
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'internal' });
    expect(JSON.stringify(body)).not.toMatch(/division|select/);
    expect(body.detail).toMatch(/reference [0-9a-f-]{36}/);
  });

  it('answers 503 with Retry-After while the database is away', async () => {
    const gone = await createTestDatabase();
    const away = await startApi({ databaseUrl: gone.url });
    await gone.drop();
    const read = await away.send('get /v1/locations');
    expect({ status: read.status, code: read.body.code }).toEqual({ status: 503, code: 'unavailable' });
    expect(read.headers.get('retry-after')).toBe('2');
    const rates = [{ region: 'CA', taxClass: 'standard', ratePpm: 1 }];
    expect((await away.send('put /v1/tax-rates', { body: { rates } })).status).toBe(503);
    expect((await away.send('get /readyz')).body).toMatchObject({ status: 'not_ready', database: 'down' });
    await away.close();
  });
});

describe('the rate limit', () => {
  it('holds per key, and says how long to wait', async () => {
    const limited = await startApi({ databaseUrl: database.url, ratePerMinute: 3 });
    const ask = (as: 'agent' | 'warehouse') => limited.send('get /v1/locations', { as });
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask('agent')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    const refused = await ask('agent');
    expect(refused.body).toMatchObject({ code: 'too_many_requests', retryable: true });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('warehouse')).status).toBe(200);
    await limited.close();
  });

  it('tells who sends wrong keys to wait, and nobody who sends a right one, waits for long or hangs up', async () => {
    const limited = await startApi({ databaseUrl: database.url, ratePerMinute: 1000, routes: [slow] });
    const authorization = `Bearer ${limited.keys.agent}`;
    const ask = (signal?: AbortSignal) => fetch(`${limited.url}/v1/slow`, { headers: { authorization }, signal });
    const gone = new AbortController();
    const waiting = Array.from({ length: 70 }, () => ask(gone.signal).then((answer) => answer.status));
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([200]));
    gone.abort();
    expect((await ask()).status).toBe(200);
    const wrong = Array.from({ length: 70 }, () => limited.send('get /v1/slow', { authorization: 'Bearer no' }));
    expect((await Promise.all(wrong)).map(({ status }) => status).filter((status) => status === 401)).toHaveLength(60);
    expect((await ask()).status).toBe(200);
    await limited.close();
  });
});
