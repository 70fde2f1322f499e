import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey, revokeKey } from '../db/access/api-keys.ts';
import { inTransaction } from '../db/transaction.ts';
import { startApi, type TestApi } from '../test/harness/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const billTo = { name: 'Ann', line1: '1 Main', city: 'Laval', region: 'QC', postalCode: 'H7A', country: 'CA' };
const customer = { name: 'Ann', email: 'ann@example.org', locale: 'en', billTo };
const create = (key: string, body: unknown, as: 'back_office' | 'admin' = 'back_office') =>
  api.send('post /v1/customers', { as, key, body });
const countOf = async (name: string) => {
  const rows = await api.deps.database.sql`select 1 from customers where name = ${name}`;
  return rows.length;
};

it('gives the same answer to the same key and body, and does it once', async () => {
  const first = await create('same', { ...customer, name: 'Same' });
  const again = await create('same', { name: 'Same', billTo, locale: 'en', email: 'ann@example.org' });
  expect(first.status).toBe(201);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('location')).toBe(first.headers.get('location'));
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(await countOf('Same')).toBe(1);
});

it('refuses the same key with another body', async () => {
  await create('other', { ...customer, name: 'Other 1' });
  const { status, body } = await create('other', { ...customer, name: 'Other 2' });
  expect({ status, code: body.code }).toEqual({ status: 422, code: 'idempotency_key_reused' });
  expect(await countOf('Other 2')).toBe(0);
});

it('does once what ten requests with one key ask in the same instant', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => create('instant', { ...customer, name: 'Instant' })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(await countOf('Instant')).toBe(1);
});

it('keeps the keys of two callers apart', async () => {
  const one = await create('shared', { ...customer, name: 'Shared' }, 'back_office');
  const two = await create('shared', { ...customer, name: 'Shared' }, 'admin');
  expect(one.body.id).not.toBe(two.body.id);
});

it('knows a request again whose API key was replaced before it was tried again', async () => {
  const holder = { actor: 'shop', role: 'back_office' } as const;
  const old = await createKey(api.deps.database.query, holder);
  const place = (secret: string) =>
    api.send('post /v1/customers', {
      authorization: `Bearer ${secret}`,
      key: 'rotated',
      body: { ...customer, name: 'Rotated' },
    });
  const first = await place(old.secret);
  await inTransaction(api.deps.database, (tx) => revokeKey(tx, old.key.id));
  const again = await place((await createKey(api.deps.database.query, holder)).secret);
  expect(again.body).toEqual(first.body);
  expect(await countOf('Rotated')).toBe(1);
  const other = await createKey(api.deps.database.query, { ...holder, role: 'admin' });
  expect((await place(other.secret)).body.id).not.toBe(first.body.id);
});

it('leaves the key free when the request was wrong', async () => {
  const product = { names: { en: 'Set', fr: 'Lot' }, taxClass: 'standard', weightGrams: 1, prices: [] };
  const parts = [{ sku: 'NOT-YET', quantity: 1 }];
  const put = () => api.send('put /v1/products/SET', { key: 'free', body: { ...product, parts } });
  expect((await put()).status).toBe(422);
  await api.send('put /v1/products/NOT-YET', { body: product });
  expect((await put()).status).toBe(201);
});

it('gives a refusal again too, and counts a new If-Match as another request', async () => {
  const location = { name: 'Here', country: 'CA', region: 'QC', postalCode: 'H7A' };
  const put = (key: string, ifMatch?: string) =>
    api.send('put /v1/locations/HERE', { key, body: location, ...(ifMatch && { ifMatch }) });
  expect((await put('made')).status).toBe(201);
  expect((await put('stale', '"9"')).body.code).toBe('stale_version');
  await put('changed');
  const again = await put('stale', '"9"');
  expect(again.body).toMatchObject({ code: 'stale_version', detail: expect.stringContaining('now 1') });
  expect((await put('stale', '"2"')).body.code).toBe('idempotency_key_reused');
});

it('stores who asked what', async () => {
  const { body } = await create('audited', { ...customer, name: 'Audited' });
  const [row] = await api.deps.database.sql`
    select kind, subject, actor, role, state from commands where idempotency_key = 'audited'`;
  expect(row).toEqual({
    kind: 'create_customer',
    subject: body.id,
    actor: 'back_office@test',
    role: 'back_office',
    state: 'settled',
  });
});
