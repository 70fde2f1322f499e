import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, revokeKey } from '../db/access/api-keys.ts';
import { acceptCommand } from '../db/commands/accept-command.ts';
import { settleCommand } from '../db/commands/settle-command.ts';
import { shipmentLines, shipments } from '../db/schema/shipping.ts';
import { inTransaction } from '../db/transaction.ts';
import { type Role, roles } from '../domain/access/roles.ts';
import { startApi, type TestApi } from '../test/harness/api.ts';
import { placeOrderRow } from '../test/harness/place-order-row.ts';
import { seed } from '../test/harness/seed.ts';
import { allowed } from '../test/harness/who-may-call.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

let api: TestApi;
let revoked: string;

beforeAll(async () => {
  api = await startApi();
  await seed(api.deps.database);
  const { query } = api.deps.database;
  const { key, secret } = await createKey(query, { actor: 'gone', role: 'admin' });
  await revokeKey(query, key.id);
  revoked = secret;
});

afterAll(async () => {
  await api?.close();
});

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
/** An address of the route that names nothing that exists, and a body that is never complete. */
const whatOf = ({ method, path }: Route): string => `${method} ${path.replaceAll(/\{\w+\}/g, '999')}`;
const bodyOf = ({ body }: Route) => (body ? { body: {} } : {});

it('has a row in the table for every route, each address once per method, and none without a key', () => {
  expect(routes.map(nameOf).sort()).toEqual(Object.keys(allowed).sort());
  expect(routes.filter(({ permission }) => permission === 'public')).toEqual([]);
});

describe.each(routes.map((route) => ({ route, name: nameOf(route) })))('$name', ({ route, name }) => {
  it.each(roles)('lets %s in as the table says', async (role) => {
    const { status, body } = await api.send(whatOf(route), { as: role, ...bodyOf(route) });
    const may = allowed[name]?.split(' ') ?? [];
    if (may.includes(role)) {
      expect([401, 403], JSON.stringify(body)).not.toContain(status);
      expect(status, JSON.stringify(body)).toBeLessThan(500);
    } else {
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' });
      expect(body.detail).toContain(may.join(', '));
    }
  });

  it('tells nothing to who has no key, an unknown one, a revoked one or half a one', async () => {
    const unknown = `Bearer pk_${'0'.repeat(12)}_${'0'.repeat(48)}`;
    const half = `Bearer ${api.keys.admin.slice(0, -1)}`;
    for (const authorization of [null, '', unknown, half, `Bearer ${revoked}`, `Basic ${api.keys.admin}`]) {
      const { status, body, headers } = await api.send(whatOf(route), { authorization, ...bodyOf(route) });
      expect({ status, code: body.code }, String(authorization)).toEqual({ status: 401, code: 'unauthenticated' });
      expect(headers.get('www-authenticate')).toContain('Bearer');
    }
  });
});

it('wants an Idempotency-Key on everything that changes something', () => {
  const unsafe = routes.filter((route) => route.method !== 'get');
  expect(unsafe.filter((route) => !route.idempotent).map(({ path }) => path)).toEqual([]);
  expect(routes.filter((route) => route.method === 'get' && route.idempotent).map(({ path }) => path)).toEqual([]);
});

describe('the warehouse', () => {
  let orderId: string;
  let commandId: string;

  beforeAll(async () => {
    const { query } = api.deps.database;
    orderId = await placeOrderRow(api.deps.database);
    const id = `${orderId}-S1`;
    await query.insert(shipments).values({
      ...{ id, orderId, no: 1, locationId: 'MTL', state: 'labelled', rateMinor: 4242, rateCurrency: 'USD' },
    });
    await query.insert(shipmentLines).values({ shipmentId: id, lineNo: 1, quantity: 1 });
    await query.execute(sql`update order_lines set reserved = 1 where order_id = ${orderId}`);
    await query.execute(sql`
      insert into tasks (id, kind, subject, role, details, raised_at)
      values ('T1', 'recount', ${id}, 'warehouse', '{"lost": {"amountMinor": 4242}}', now())`);
    commandId = await previewed(orderId);
  });

  const preview = { no: 1, preview: { added: [{ sku: 'DESK', totalMinor: 4242 }], deltaMinor: 4242 } };

  /** A settled command whose answer names amounts. */
  function previewed(subject: string): Promise<string> {
    return inTransaction(api.deps.database, async (tx) => {
      const asked = {
        caller: 'k',
        idempotencyKey: 'i',
        digest: 'd',
        actor: 'ann',
        role: 'agent',
        payload: {},
      } as const;
      const accepted = await acceptCommand(tx, { ...asked, kind: 'preview_amendment', subject });
      if (accepted.kind !== 'new') throw new Error('a fresh key was known');
      await settleCommand(tx, accepted.id, { result: 'done', details: preview });
      return accepted.id;
    });
  }

  const addressOf = (path: string): string =>
    path
      .replace('/orders/{id}', `/orders/${orderId}`)
      .replace('/shipments/{id}', `/shipments/${orderId}-S1`)
      .replace('/commands/{id}', `/commands/${commandId}`)
      .replace('/locations/{id}', '/locations/MTL')
      .replace('{sku}', 'LAMP')
      .replace(/\/stock$/, '/stock?sku=LAMP');

  /** Of these there is nothing here to read, and nothing in them is an amount. */
  const carryNoMoney = ['/v1/calendars', '/v1/calendars/{id}', '/v1/staff', '/v1/staff/{id}'];

  const readable = Object.keys(allowed)
    .filter((name) => name.startsWith('get ') && allowed[name]?.includes('warehouse'))
    .map((name) => name.slice(4))
    .filter((path) => !carryNoMoney.includes(path));

  /** Both what a reader gets as JSON and, of events, what a stream tells first. */
  async function told(path: string, as: Role): Promise<string> {
    const { status, body } = await api.send(`get ${addressOf(path)}`, { as });
    expect(status, path).toBe(200);
    return `${JSON.stringify(body)}${path.endsWith('/events') ? await streamed(addressOf(path), as) : ''}`;
  }

  async function streamed(path: string, as: Role): Promise<string> {
    const gone = new AbortController();
    const headers = { authorization: `Bearer ${api.keys[as]}`, accept: 'text/event-stream' };
    const response = await fetch(api.url + path, { headers, signal: gone.signal });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('data: ')) break;
    }
    gone.abort();
    return text;
  }

  const amounts = /"amount|Minor|4242|19[.,]?99|discountBps|"prices"/;

  it.each(readable)('reads no amount from %s', async (path) => {
    expect(await told(path, 'warehouse')).not.toMatch(amounts);
  });

  it('is kept from amounts that others are told at these addresses', async () => {
    const priced = await Promise.all(readable.map(async (path) => [path, amounts.test(await told(path, 'admin'))]));
    expect(priced.filter(([, has]) => has).map(([path]) => path)).toEqual([
      '/v1/products/{sku}',
      '/v1/orders',
      '/v1/orders/{id}',
      '/v1/orders/{id}/events',
      '/v1/shipments/{id}',
      '/v1/tasks',
      '/v1/commands/{id}',
    ]);
  });
});

describe('a command about something other than an order', () => {
  it('is read by who sent it and by administrators only', async () => {
    const body = { lines: [{ sku: 'LAMP', locationId: 'MTL', quantity: 1 }] };
    await api.send('post /v1/stock/receipts', { as: 'warehouse', key: 'mine', body });
    const [row] = await api.deps.database.sql`select id from commands where idempotency_key = 'mine'`;
    const read = async (as: Role) => (await api.send(`get /v1/commands/${row?.id}`, { as })).status;
    expect(await Promise.all(roles.map(read))).toEqual([404, 404, 404, 200, 404, 200]);
  });
});
