import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { startProviders } from '../../test/harness/lived-orders.ts';
import { createProcessDriver } from '../../test/harness/process-driver.ts';
import { addProduct, putStock, seed } from '../../test/harness/seed.ts';
import { placeOrderExample } from './order-examples.ts';
import { orderResource } from './order-view-schemas.ts';

let api: TestApi;
let vendors: Awaited<ReturnType<typeof startProviders>>;

beforeAll(async () => {
  [api, vendors] = await Promise.all([startApi(), startProviders()]);
  await seed(api.deps.database);
});

afterAll(async () => {
  await Promise.all([api?.close(), vendors?.close()]);
});

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let products = 0;
async function product(onHand = 0): Promise<string> {
  products += 1;
  const sku = `X${products}`;
  await addProduct(api.deps.database, sku, 1000);
  if (onHand > 0) await putStock(api.deps.database, sku, 'MTL', onHand);
  return sku;
}

async function short(sku: string, quantity: number, more: object = {}): Promise<string> {
  const body = { ...placeOrderExample, customerId: 'CUS-CARD', lines: [{ sku, quantity }], ...more };
  const placed = await api.send('post /v1/orders', { as: 'back_office', body });
  expect(placed.status, JSON.stringify(placed.body)).toBe(202);
  const id = String(placed.body.id);
  await createProcessDriver({ database: api.deps.database, ...vendors.providers }, id, Date.now()).settle();
  return id;
}
const queues = (sku: string, quantity: number, more: object = {}) =>
  short(sku, quantity, { shortagePolicy: 'backorder', ...more });

let announcements = 0;
async function announce(sku: string, quantity: number, expectedOn: string, locationId = 'MTL'): Promise<string> {
  announcements += 1;
  const body = { sku, locationId, quantity, expectedOn };
  const { status } = await api.send(`put /v1/stock/incoming/PO-${announcements}`, { as: 'warehouse', body });
  expect(status).toBe(201);
  return `PO-${announcements}`;
}

async function read(id: string) {
  const order = orderResource.parse((await api.send(`get /v1/orders/${id}`, { as: 'agent' })).body);
  return { status: order.status, expectedOn: order.expectedOn, version: order.version, says: order.waiting?.message };
}

it('is shown to who decides about an offer, for what is missing and not for what is there', async () => {
  const sku = await product(2);
  const id = await short(sku, 5, { shortagePolicy: 'ask' });
  const before = await read(id);
  expect(before).toMatchObject({ status: 'awaiting_decision', expectedOn: null });
  expect(before.says?.en).not.toContain('expected on');
  await announce(sku, 3, inDays(6));
  const after = await read(id);
  expect(after).toMatchObject({ status: 'awaiting_decision', expectedOn: inDays(6), version: before.version });
  expect(after.says?.en).toContain(`expected on ${inDays(6)}`);
  expect(after.says?.fr).toContain(`attendues le ${inDays(6)}`);
});

it('is that of the goods which are left by who waits before, and reserves none of them', async () => {
  const sku = await product();
  const [first, second] = [await queues(sku, 2), await queues(sku, 2)];
  await announce(sku, 3, inDays(2));
  await announce(sku, 1, inDays(9), 'TOR');
  expect(await read(first)).toMatchObject({ status: 'backordered', expectedOn: inDays(2) });
  expect(await read(second)).toMatchObject({ status: 'backordered', expectedOn: inDays(9) });
  const urgent = await queues(sku, 1, { priority: 10 });
  expect((await read(urgent)).expectedOn).toBe(inDays(2));
  expect((await read(first)).expectedOn).toBe(inDays(2));
  expect((await read(second)).says?.en).not.toContain('expected on');
  const rows = await api.deps.database.sql`select distinct state from reservations where sku = ${sku}`;
  expect(rows.map((row) => row.state)).toEqual(['backordered']);
});

it('leaves the safety stock to the place where the goods arrive', async () => {
  const sku = await product();
  const lines = [{ sku, locationId: 'MTL', counted: 0, safety: 2 }];
  expect((await api.send('post /v1/stock/counts', { as: 'warehouse', body: { lines } })).status).toBe(200);
  const id = await queues(sku, 2);
  await announce(sku, 3, inDays(2));
  expect((await read(id)).expectedOn).toBeNull();
  await announce(sku, 1, inDays(3));
  expect((await read(id)).expectedOn).toBe(inDays(3));
});

it('of a kit is the day by which all its parts have come', async () => {
  const id = await queues('SET', 2);
  const { sql } = api.deps.database;
  const parts = await sql`select part_sku as sku, quantity * 2 as wanted from kit_parts where sku = 'SET'`;
  for (const [index, { sku, wanted }] of parts.entries()) {
    expect((await read(id)).expectedOn).toBeNull();
    await announce(sku, wanted, inDays(9 - index));
  }
  expect((await read(id)).expectedOn).toBe(inDays(9));
});

it('is not that of goods which are overdue, nor of goods which have come', async () => {
  const sku = await product();
  const id = await queues(sku, 2);
  await announce(sku, 2, inDays(-1));
  expect((await read(id)).expectedOn).toBeNull();
  const incoming = await announce(sku, 2, inDays(0));
  expect((await read(id)).expectedOn).toBe(inDays(0));
  const lines = [{ sku, locationId: 'MTL', quantity: 1, incoming }];
  expect((await api.send('post /v1/stock/receipts', { as: 'warehouse', body: { lines } })).status).toBe(200);
  expect((await read(id)).expectedOn).toBeNull();
});

it('stands in what the customer is told of an offer, as it was when the offer was made', async () => {
  const toldOf = async (id: string) => {
    const rows = await api.deps.database.sql`
      select params from messages where process = ${`order/${id}`} and template = 'shortage_offer'`;
    return rows.map(({ params }) => params.expectedOn);
  };
  const sku = await product(2);
  await announce(sku, 3, inDays(6));
  const covered = await short(sku, 5, { shortagePolicy: 'ask' });
  const notCovered = await short(sku, 4, { shortagePolicy: 'ask' });
  expect(await toldOf(covered)).toEqual([inDays(6)]);
  expect(await toldOf(notCovered)).toEqual([null]);
});
