import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { createTestDatabase, type TestDatabase } from '../../test/harness/postgres.ts';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi({ databaseUrl: database.url });
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const billTo = { name: 'Zoé', line1: '1, rue Foy', city: 'Québec', region: 'QC', postalCode: 'G1A', country: 'CA' };
const customer = { name: '  Zoé  ', email: 'zoe@example.org', locale: 'fr', billTo };

it('is added and read by who may, with an ETag and an event without personal data', async () => {
  const creditLimit = { amount: 500_000, currency: 'CAD' };
  const added = await api.send('post /v1/customers', { as: 'back_office', body: { ...customer, creditLimit } });
  expect(added.status).toBe(201);
  expect(added.body).toMatchObject({ name: 'Zoé', phone: null, lifecycle: 'active', creditLimit, billTo, version: 1 });
  expect(added.body.id).toMatch(/^CUS-[0-9A-Z]{7}$/);
  const read = await api.send(`get ${added.headers.get('location')}`, { as: 'agent' });
  expect(read.body).toEqual(added.body);
  expect(read.headers.get('etag')).toBe('"1"');
  const events = await api.deps.database.sql`
    select type, data from events where aggregate = 'customer' and aggregate_id = ${String(added.body.id)}`;
  expect(events.map((event) => ({ ...event }))).toEqual([{ type: 'customer.created', data: { locale: 'fr' } }]);
});

it('without a credit limit buys against payment only', async () => {
  const { body } = await api.send('post /v1/customers', { body: customer });
  expect(body.creditLimit).toBeNull();
});

it('is not found under an unknown id', async () => {
  const { status, body } = await api.send('get /v1/customers/CUS-0000000');
  expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
});
