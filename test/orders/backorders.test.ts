import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OrderRows, orderRows } from '../harness/order-rows.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let rows: OrderRows;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  rows = orderRows(world.database);
});
afterAll(() => world.close());

let products = 0;

async function product(stock: Readonly<Record<string, number>> = {}): Promise<string> {
  products += 1;
  const sku = `B${products}`;
  await addProduct(world.database, sku, 1000);
  for (const [location, units] of Object.entries(stock)) await putStock(world.database, sku, location, units);
  return sku;
}

async function receive(sku: string, quantity: number, locationId = 'MTL'): Promise<void> {
  const answer = await world.api.post('warehouse', '/v1/stock/receipts', { lines: [{ sku, locationId, quantity }] });
  expect(answer.status).toBe(200);
}

async function queued(sku: string, quantity: number, shortagePolicy = 'partial'): Promise<string> {
  const id = await world.place({ lines: [{ sku, quantity }], shortagePolicy });
  await world.reaches(id, 'backordered');
  return id;
}

const handOver = (shipment: string) => world.api.post('warehouse', `/v1/shipments/${shipment}/hand-over`, {});

async function send(shipment: string): Promise<void> {
  await world.labelled(shipment);
  expect((await handOver(shipment)).status).toBe(200);
}

async function deliver(shipment: string): Promise<void> {
  await world.carrier.scan(await world.trackingCode(shipment), 'delivered');
}

it('sends what arrives later as a parcel of its own, paid on its own, of the same order', async () => {
  const sku = await product({ MTL: 3 });
  const id = await world.place({ lines: [{ sku, quantity: 5 }], shortagePolicy: 'partial' });
  await send(`${id}-S1`);
  await deliver(`${id}-S1`);
  await expect.poll(() => rows.ledger(id)).toEqual([{ ordered: 5, shipped: 3, delivered: 3, backordered: 2 }]);
  expect(await world.statusOf(id)).toBe('fulfilling');

  await receive(sku, 2, 'TOR');
  await send(`${id}-S2`);
  await deliver(`${id}-S2`);
  await world.reaches(id, 'delivered');
  expect(await rows.shipments(id)).toEqual(['1 MTL ended', '2 TOR ended']);
  expect(await rows.payments(id)).toMatchObject([
    { shipment: 1, state: 'captured', captured: 3449 },
    { shipment: 2, state: 'captured', captured: 2300 },
  ]);
  expect(await rows.total(id)).toBe(5749);
  const captures = (await world.stripe.book()).captures.filter((c) => c.reference?.startsWith(id));
  expect(captures.map((c) => c.amount)).toEqual([3449, 2300]);
  expect(await rows.shelf(sku)).toEqual({ MTL: [0, 0], TOR: [0, 0] });
});

it('fills a backorder in two parts, each shipped as it comes', async () => {
  const sku = await product();
  const id = await queued(sku, 4);
  await receive(sku, 1);
  await world.labelled(`${id}-S1`);
  expect(await rows.ledger(id)).toEqual([{ ordered: 4, reserved: 1, backordered: 3 }]);
  await receive(sku, 5);
  await world.labelled(`${id}-S2`);
  expect(await rows.ledger(id)).toEqual([{ ordered: 4, reserved: 4 }]);
  expect(await rows.shelf(sku)).toEqual({ MTL: [6, 4] });
});

it('an order that waits for all stays on the shelf until the last unit is there', async () => {
  const sku = await product({ MTL: 3 });
  const id = await queued(sku, 5, 'backorder');
  await receive(sku, 1);
  await expect.poll(() => rows.ledger(id)).toEqual([{ ordered: 5, reserved: 4, backordered: 1 }]);
  expect(await world.statusOf(id)).toBe('backordered');
  expect((await rows.payments(id)).map((p) => p.state)).toEqual(['created', 'created']);
  await receive(sku, 1);
  await world.reaches(id, 'confirmed');
  for (const n of [1, 2, 3]) await send(`${id}-S${n}`);
  await expect.poll(async () => (await rows.payments(id)).map((p) => p.state)).toEqual(Array(3).fill('captured'));
  expect((await rows.payments(id)).reduce((sum, p) => sum + Number(p.captured), 0)).toBe(5749);
});

it('cancelled in the instant in which its stock arrives, nothing stays reserved', async () => {
  const sku = await product();
  const ids = await Promise.all([1, 2, 3].map(() => queued(sku, 2)));
  const cancels = ids.map((id) => world.api.post('agent', `/v1/orders/${id}/cancel`, { reason: 'changed my mind' }));
  const answers = await Promise.all([receive(sku, 4), ...cancels]);
  expect(answers.slice(1).map((a) => a?.status)).toEqual([200, 200, 200]);
  for (const id of ids) await world.reaches(id, 'cancelled');
  expect(await rows.shelf(sku)).toEqual({ MTL: [4, 0] });
  expect(await rows.misfits()).toEqual([]);
});

it('cancelling some queued units leaves the others in the queue', async () => {
  const sku = await product();
  const id = await queued(sku, 3);
  const answer = await world.api.post('agent', `/v1/orders/${id}/cancel`, {
    lines: [{ lineNo: 1, quantity: 2 }],
    reason: 'one is enough',
  });
  expect(answer.body.result).toEqual({
    cancelled: [{ lineNo: 1, quantity: 2 }],
    stays: [{ lineNo: 1, quantity: 1 }],
  });
  await receive(sku, 3);
  await world.labelled(`${id}-S1`);
  expect(await rows.ledger(id)).toEqual([{ ordered: 3, reserved: 1, cancelled: 2 }]);
  expect(await rows.shelf(sku)).toEqual({ MTL: [3, 1] });
});

it('an order that waits for all goes on with the rest when what is missing is cancelled', async () => {
  const sku = await product({ MTL: 3 });
  const id = await queued(sku, 5, 'backorder');
  const lines = [{ lineNo: 1, quantity: 2 }];
  await world.api.post('back_office', `/v1/orders/${id}/cancel`, { lines, reason: 'the rest will do' });
  await world.reaches(id, 'confirmed');
  await send(`${id}-S1`);
  await expect.poll(async () => (await rows.payments(id)).map((p) => p.captured)).toEqual([3449]);
});

it('serves who waits by priority, then by age', async () => {
  const sku = await product();
  const first = await queued(sku, 1);
  const second = await queued(sku, 1);
  const urgent = await queued(sku, 1);
  await world.database.query.execute(sql`update reservations set priority = 10 where order_id = ${urgent}`);
  await receive(sku, 1);
  await world.reaches(urgent, 'confirmed');
  await receive(sku, 1);
  await world.reaches(first, 'confirmed');
  expect(await world.statusOf(second)).toBe('backordered');
  await receive(sku, 1);
  await world.reaches(second, 'confirmed');
});

it('a big order at the head does not keep small ones from what is there, nor do they starve it', async () => {
  const sku = await product();
  const big = await queued(sku, 10);
  const small = await Promise.all([1, 2].map(() => queued(sku, 1)));
  await receive(sku, 2);
  for (const id of small) await world.reaches(id, 'confirmed');
  expect(await rows.ledger(big)).toEqual([{ ordered: 10, backordered: 10 }]);
  for (const _ of [1, 2]) {
    const next = await queued(sku, 1);
    await receive(sku, 1);
    await world.reaches(next, 'confirmed');
  }
  const late = await queued(sku, 1);
  await receive(sku, 4); // passed over three times: now it takes what there is in its turn
  await expect.poll(() => rows.ledger(big)).toEqual([{ ordered: 10, reserved: 4, backordered: 6 }]);
  expect(await world.statusOf(late)).toBe('backordered');
});

it('a kit waits until all its parts are at one place', async () => {
  const id = await world.place({ lines: [{ sku: 'SET', quantity: 2 }], shortagePolicy: 'partial' });
  await world.reaches(id, 'backordered');
  await receive('LAMP', 2, 'MTL');
  await receive('BULB', 4, 'TOR');
  expect(await rows.ledger(id)).toEqual([{ ordered: 2, backordered: 2 }]);
  await receive('BULB', 3, 'MTL');
  await world.labelled(`${id}-S1`);
  expect(await rows.ledger(id)).toEqual([{ ordered: 2, reserved: 1, backordered: 1 }]);
  await receive('BULB', 1, 'MTL');
  await world.labelled(`${id}-S2`);
  expect(await rows.shelf('BULB')).toEqual({ MTL: [4, 4], TOR: [4, 0] });
});

it('at the deadline of a backorder its units are cancelled and the rest of the order goes on', async () => {
  const nothing = await queued(await product(), 2);
  const sku = await product({ MTL: 1 });
  const waiting = await queued(sku, 2, 'backorder');
  const other = await product({ MTL: 1 });
  const partly = await world.place({ lines: [{ sku: other, quantity: 2 }], shortagePolicy: 'partial' });
  await send(`${partly}-S1`);
  await deliver(`${partly}-S1`);
  await world.reaches(partly, 'fulfilling');

  await world.env.sleep('310 seconds');
  await world.reaches(nothing, 'cancelled');
  await world.reaches(waiting, 'confirmed');
  await world.reaches(partly, 'completed'); // its claim window ends in the time that was skipped
  for (const [id, ledger] of [
    [nothing, { ordered: 2, cancelled: 2 }],
    [waiting, { ordered: 2, reserved: 1, cancelled: 1 }],
    [partly, { ordered: 2, shipped: 1, delivered: 1, cancelled: 1 }],
  ] as const)
    expect(await rows.ledger(id)).toEqual([ledger]);
  expect(await rows.misfits()).toEqual([]);
});
