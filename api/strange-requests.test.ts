/** What no client of ours would send, to every route: refused or read as nothing special, always in the document's words. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, startApi, type TestApi } from '../test/harness/api.ts';
import { encodeCursor } from './paging.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const nobody = (route: Route): string => route.path.replaceAll(/\{\w+\}/g, '0');
const table = routes.map((route) => ({ route, name: `${route.method} ${route.path}` }));

/** `send` has held the answer against the document already. */
async function sound(answering: Promise<Answer>, why: string): Promise<void> {
  const { status, body, headers } = await answering;
  expect(status, `${why} ${JSON.stringify(body)}`).toBeLessThan(500);
  expect(status, why).not.toBe(202);
  if (status >= 400) expect(headers.get('content-type'), why).toContain('application/problem+json');
}

type Sent = Parameters<TestApi['send']>[1];
const request = (route: Route, path: string, sent: Sent = {}) =>
  sound(api.send(`${route.method} ${path}`, { ...asked(route), ...sent }), `${route.method} ${path.slice(0, 200)}`);
const asked = ({ body, ifMatch }: Route): Sent => ({ ...(body && { body: {} }), ...(ifMatch && { ifMatch: '"1"' }) });

const texts = [
  ...['x%00y', '%ED%A0%80', 'e%CC%81%E2%80%AE', '%ZZ', '..%2F..', '__proto__', "'%22%3B--"],
  ...['1e99', '-1', '2147483648', 'a'.repeat(5000)],
];
/** Nothing of them is refused for itself, so they come together. */
const soft = ['if-none-match', 'accept', 'accept-language', 'x-request-id', 'range', 'expect-ct', 'prefer'];
const hard = (route: Route): string[] => [
  ...(route.ifMatch ? ['if-match'] : []),
  ...(route.idempotent ? ['idempotency-key'] : []),
  ...(route.body ? ['content-type', 'content-encoding'] : []),
  ...(route.path.endsWith('/events') ? ['last-event-id'] : []),
];

const withHoles = table.filter(({ route }) => route.path.includes('{'));
const withBody = table.filter(({ route }) => route.body);

describe.each(withHoles)('$name', ({ route }) => {
  it('takes any address for what it names or for nothing', async () => {
    const holes = [...route.path.matchAll(/\{\w+\}/g)].map(({ index }) => index);
    for (const hole of holes) {
      for (const text of texts) {
        const path = route.path.slice(0, hole) + route.path.slice(hole).replace(/\{\w+\}/, () => text);
        await request(route, path.replaceAll(/\{\w+\}/g, '1'));
      }
    }
  });
});

describe.each(table)('$name', ({ route }) => {
  it('takes any query, also one it has sent itself never', async () => {
    const path = nobody(route);
    for (const name of Object.keys(route.query?.shape ?? {})) {
      for (const text of ['', '0000-01-01T00:00:00Z', ...texts]) await request(route, `${path}?${name}=${text}`);
      for (const pairs of [`${name}=1&${name}=2`, `${name}[]=1`, `${name}[__proto__]=1`]) {
        await request(route, `${path}?${pairs}`);
      }
    }
    for (const query of ['__proto__=1', '%00=1']) {
      await request(route, `${path}?${query}`);
    }
  });
});

describe.each(withBody)('$name', ({ route }) => {
  it('takes any body', async () => {
    for (const body of ['', 'null', '[{}]', '{"__proto__":{"x":1}}', '{"\\ud800":"\\udfff"}']) {
      await request(route, nobody(route), { body });
    }
  });
});

/** Headers and JSON are read by the same code for all: one of each kind of route stands for them. */
const kinds = ['get /v1/orders', 'post /v1/orders', 'put /v1/products/{sku}', 'get /v1/orders/{id}/events'];

const ofKinds = ({ name }: { readonly name: string }): boolean => kinds.includes(name);

describe.each(table.filter(ofKinds))('$name', ({ route }) => {
  it('takes any header', async () => {
    for (const value of ['', '*', '"', '"-1"', '"1", "2"', '\x80\xff', 'a/b;q=NaN', 'x'.repeat(1000)]) {
      const headers = Object.fromEntries(soft.map((name) => [name, value]));
      await request(route, nobody(route), { headers });
      for (const name of hard(route)) {
        await request(route, nobody(route), { headers: { accept: 'text/event-stream', [name]: value } });
      }
    }
  });
});

describe.each(withBody.filter(ofKinds))('$name', ({ route }) => {
  it('takes any text for a body', async () => {
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
    for (const body of [' ', '"x"', '1', 'true', '{', '\0', '\ufeff{}', 'NaN', '{"a":1e999}', '{"":""}', deep]) {
      await request(route, nobody(route), { body });
    }
  });
});

describe('a cursor that this API did not give', () => {
  const lists = table.filter(({ route }) => route.query && 'cursor' in route.query.shape);
  const names = ['createdAt', 'placedAt', 'raisedAt', 'openedAt', 'at'];
  const instants = ['2026-02-30 00:00:00+00', '0000-01-01 00:00:00+00', '9999-12-31 23:59:60+00'];
  const extra: Readonly<Record<string, object>> = { '/v1/tasks': { role: 'agent' } };
  const positions = (path: string) => {
    const at = path.endsWith('/timeline') ? 'key' : 'id';
    const wrong = [
      ...instants.map((instant) => ({ instant, id: 'a' })),
      ...['a\0', '\ud800'].map((id) => ({ instant: '2026-01-01 00:00:00+00', id })),
    ];
    return names.flatMap((name) => wrong.map(({ instant, id }) => ({ [name]: instant, [at]: id, ...extra[path] })));
  };
  const others = [
    ...[{ after: 'a\0' }, { after: '\ud800' }, { after: -1 }, { after: 2 ** 31 }, { after: 1e99 }, { after: null }],
    ...['a\0', '\ud800', 7, null, [], {}, JSON.parse('{"__proto__":1}')],
  ];

  it.each(lists)('is refused, or read as a place in the list: $name', async ({ route }) => {
    for (const key of [...positions(route.path), ...others])
      await request(route, `${nobody(route)}?cursor=${encodeCursor(key)}`);
  });
});

describe('an instant that is no instant of the database', () => {
  const instants = ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+10:00', '9999-12-31T23:59:59-10:00'];

  /** Every schema of an instant that a request is parsed with. */
  function instantsOf(schema: unknown, seen = new Set<unknown>()): z.ZodType[] {
    if (typeof schema !== 'object' || schema === null || seen.has(schema)) return [];
    seen.add(schema);
    if (schema instanceof z.ZodISODateTime) return [schema];
    const parts = schema instanceof z.ZodType ? Object.values(schema.def) : Object.values(schema);
    return parts.flatMap((part) => instantsOf(part, seen));
  }

  const found = table
    .map(({ name, route }) => ({
      name,
      schemas: [route.params, route.query, route.body].flatMap((p) => instantsOf(p?.shape)),
    }))
    .filter(({ schemas }) => schemas.length > 0);

  it.each(found)('is refused: $name', ({ schemas }) => {
    for (const schema of schemas) {
      expect(schema.safeParse('2026-02-03T04:05:06Z').success || schema.safeParse('2999-02-03T04:05:06Z').success).toBe(
        true,
      );
      for (const instant of instants) expect(schema.safeParse(instant).success, instant).toBe(false);
    }
  });
});
