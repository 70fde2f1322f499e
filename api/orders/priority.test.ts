import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { startProviders } from '../../test/harness/lived-orders.ts';
import { createProcessDriver } from '../../test/harness/process-driver.ts';
import { seed } from '../../test/harness/seed.ts';
import { placeOrderExample } from './order-examples.ts';

let api: TestApi;
let vendors: Awaited<ReturnType<typeof startProviders>>;

beforeAll(async () => {
  [api, vendors] = await Promise.all([startApi(), startProviders()]);
  await seed(api.deps.database);
});

afterAll(async () => {
  await Promise.all([api?.close(), vendors?.close()]);
});

/** Places an order that waits for two lamps, of which there are none. */
async function waits(more: object = {}): Promise<string> {
  const lines = [{ sku: 'LAMP', quantity: 2 }];
  const body = { ...placeOrderExample, customerId: 'CUS-CARD', lines, shortagePolicy: 'backorder', ...more };
  const placed = await api.send('post /v1/orders', { as: 'back_office', body });
  expect(placed.status, JSON.stringify(placed.body)).toBe(202);
  const id = String(placed.body.id);
  await createProcessDriver({ database: api.deps.database, ...vendors.providers }, id, Date.now()).settle();
  return id;
}

it('gives stock that arrives to the order with the lower number, although it came later', async () => {
  const early = await waits();
  const urgent = await waits({ priority: 10 });
  expect((await api.send(`get /v1/orders/${urgent}`)).body).toMatchObject({ status: 'backordered', priority: 10 });
  expect((await api.send(`get /v1/orders/${early}`)).body).toMatchObject({ status: 'backordered', priority: 100 });
  const lines = [{ sku: 'LAMP', locationId: 'MTL', quantity: 2 }];
  expect((await api.send('post /v1/stock/receipts', { as: 'warehouse', body: { lines } })).status).toBe(200);
  const held = await api.deps.database.sql`select distinct order_id from reservations where state = 'held'`;
  expect(held.map((row) => row.order_id)).toEqual([urgent]);
});
