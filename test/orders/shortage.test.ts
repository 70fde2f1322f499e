import { afterAll, beforeAll, expect, it } from 'vitest';
import { kitParts } from '../../db/schema/catalogue.ts';
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

/** A product of its own for one order, so that no test takes another's units. */
async function product(stock: Readonly<Record<string, number>> = {}): Promise<string> {
  products += 1;
  const sku = `P${products}`;
  await addProduct(world.database, sku, 1000);
  for (const [location, units] of Object.entries(stock)) await putStock(world.database, sku, location, units);
  return sku;
}

async function kitOf(...parts: readonly (readonly [sku: string, quantity: number])[]): Promise<string> {
  const sku = await product();
  const rowsOf = parts.map(([partSku, quantity]) => ({ sku, partSku, quantity }));
  await world.database.query.insert(kitParts).values(rowsOf);
  return sku;
}

const decide = (id: string, version: number, choice: string) =>
  world.api.post('back_office', `/v1/orders/${id}/decision`, { version, choice });

/** Five asked, three there. */
async function short(policy = 'ask'): Promise<{ id: string; sku: string }> {
  const sku = await product({ MTL: 3 });
  return { id: await world.place({ lines: [{ sku, quantity: 5 }], shortagePolicy: policy }), sku };
}

async function offered(): Promise<{ id: string; sku: string }> {
  const order = await short();
  await world.reaches(order.id, 'awaiting_decision');
  return order;
}

it('the safety stock of a place is sent to nobody: an order gets what lies above it', async () => {
  const sku = await product({ MTL: 5 });
  const lines = [{ sku, locationId: 'MTL', counted: 5, safety: 2 }];
  expect((await world.api.post('warehouse', '/v1/stock/counts', { lines })).status).toBe(200);
  const id = await world.place({ lines: [{ sku, quantity: 5 }], shortagePolicy: 'partial' });
  await world.labelled(`${id}-S1`);
  expect(await rows.ledger(id)).toEqual([{ ordered: 5, reserved: 3, backordered: 2 }]);
});

it('asks what to do about missing units and keeps those that are there', async () => {
  const { id, sku } = await offered();
  expect(await rows.offer(id)).toMatchObject({
    version: 1,
    short: [{ lineNo: 1, quantity: 2 }],
    options: ['wait', 'ship_available', 'drop_short', 'cancel'],
    fallback: 'ship_available',
    state: 'open',
  });
  expect(await rows.ledger(id)).toEqual([{ ordered: 5, reserved: 3 }]);
  expect(await rows.shelf(sku)).toEqual({ MTL: [3, 3] });
  expect(await decide(id, 2, 'wait')).toMatchObject({ status: 409, body: { code: 'offer_not_open' } });
  expect((await rows.offer(id))?.state).toBe('open');
});

it('waits for the whole order: nothing is charged or sent before everything is there', async () => {
  const { id, sku } = await offered();
  expect((await decide(id, 1, 'wait')).status).toBe(200);
  await world.reaches(id, 'backordered');
  expect(await rows.ledger(id)).toEqual([{ ordered: 5, reserved: 3, backordered: 2 }]);
  expect(await rows.shelf(sku)).toEqual({ MTL: [3, 3] });
  expect(await rows.payments(id)).toMatchObject([{ state: 'created' }]);
  expect(await decide(id, 1, 'cancel')).toMatchObject({ status: 409, body: { code: 'not_in_this_status' } });
});

it('ships what is there and queues the rest', async () => {
  const { id } = await offered();
  await decide(id, 1, 'ship_available');
  await world.reaches(id, 'confirmed');
  expect(await rows.ledger(id)).toEqual([{ ordered: 5, reserved: 3, backordered: 2 }]);
  expect(await rows.payments(id)).toMatchObject([{ state: 'authorised', amount: 3450 }]); // the most three units come to
});

it('drops what is missing and charges the rest only', async () => {
  const { id } = await offered();
  await decide(id, 1, 'drop_short');
  await world.reaches(id, 'confirmed');
  expect(await rows.ledger(id)).toEqual([{ ordered: 5, reserved: 3, cancelled: 2 }]);
  await world.labelled(`${id}-S1`);
  await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  await expect.poll(async () => (await rows.payments(id))[0]?.captured).toBe(3449); // 3/5 of 5749 = 3449.4
});

it('says why no place can send anything', async () => {
  await addProduct(world.database, 'NONE', 1000);
  const id = await world.place({ lines: [{ sku: 'NONE', quantity: 1 }] });
  await world.reaches(id, 'awaiting_decision');
  const { planReasons } = (await world.api.get('agent', `/v1/orders/${id}`)).body;
  expect(planReasons.map(({ locationId }: { locationId: string }) => locationId).sort()).toEqual(['MTL', 'TOR']);
});

it('cancels the order and frees its units when that is the choice', async () => {
  const { id, sku } = await offered();
  await decide(id, 1, 'cancel');
  await world.reaches(id, 'cancelled');
  expect(await rows.ledger(id)).toEqual([{ ordered: 5, cancelled: 5 }]);
  expect(await rows.shelf(sku)).toEqual({ MTL: [3, 0] });
});

it('makes a new offer when the order changes under it; the answer to the old one is refused', async () => {
  const { id } = await offered();
  await world.api.post('agent', `/v1/orders/${id}/cancel`, { lines: [{ lineNo: 1, quantity: 1 }], reason: 'fewer' });
  await expect.poll(async () => (await rows.offer(id))?.version).toBe(2);
  expect(await rows.offer(id)).toMatchObject({ short: [{ lineNo: 1, quantity: 1 }], state: 'open' });
  expect(await decide(id, 1, 'drop_short')).toMatchObject({ status: 409, body: { code: 'offer_not_open' } });
  expect((await decide(id, 2, 'drop_short')).status).toBe(200);
  await world.reaches(id, 'confirmed');
  expect(await rows.ledger(id)).toEqual([{ ordered: 5, reserved: 3, cancelled: 2 }]);
});

it('ships what is there by default when nobody answers, and cancels where nothing is there', async () => {
  const { id } = await offered();
  const sku = await product();
  const nothing = await world.place({ lines: [{ sku, quantity: 1 }] });
  await world.reaches(nothing, 'awaiting_decision');
  expect(await rows.offer(nothing)).toMatchObject({ options: ['wait', 'cancel'], fallback: 'cancel' });
  expect(await decide(nothing, 1, 'ship_available')).toMatchObject({
    status: 422,
    body: { code: 'choice_not_offered' },
  });
  await world.env.sleep('61 seconds');
  await world.reaches(id, 'confirmed');
  await world.reaches(nothing, 'cancelled');
  expect(await rows.offer(id)).toMatchObject({ state: 'decided', choice: 'ship_available' });
  expect(await rows.ledger(nothing)).toEqual([{ ordered: 1, cancelled: 1 }]);
});

it.each([
  ['backorder', 'backordered', { reserved: 3, backordered: 2 }],
  ['partial', 'confirmed', { reserved: 3, backordered: 2 }],
  ['cancel', 'cancelled', { cancelled: 5 }],
])('follows the policy %s without asking', async (policy, status, ledger) => {
  const { id } = await short(policy);
  await world.reaches(id, status);
  expect(await rows.ledger(id)).toEqual([{ ordered: 5, ...ledger }]);
  expect(await rows.offer(id)).toBeUndefined();
});

it.each([
  ['backorder', 'backordered', { backordered: 4 }],
  ['partial', 'backordered', { backordered: 4 }],
  ['cancel', 'cancelled', { cancelled: 4 }],
])('with nothing at all in stock the policy %s leads to %s', async (policy, status, ledger) => {
  const sku = await product();
  const id = await world.place({ lines: [{ sku, quantity: 4 }], shortagePolicy: policy });
  await world.reaches(id, status);
  expect(await rows.ledger(id)).toEqual([{ ordered: 4, ...ledger }]);
  expect(await rows.payments(id)).toEqual([]);
});

it('splits one line over two places when neither has enough: a parcel and a payment each', async () => {
  const sku = await product({ MTL: 3, TOR: 4 });
  const id = await world.place({ lines: [{ sku, quantity: 6 }] });
  await world.reaches(id, 'confirmed');
  await world.labelled(`${id}-S2`);
  await world.labelled(`${id}-S1`);
  expect(await rows.shelf(sku)).toEqual({ MTL: [3, 3], TOR: [4, 3] });
  const amounts = (await rows.payments(id)).map((p) => p.amount);
  expect(amounts).toEqual([3450, 3450]); // 6900 minor units with tax
  expect(await rows.ledger(id)).toEqual([{ ordered: 6, reserved: 6 }]);
});

it('sums the same SKU on two lines before it decides what is missing', async () => {
  const sku = await product({ MTL: 5 });
  const lines = [3, 3].map((quantity) => ({ sku, quantity }));
  const id = await world.place({ lines });
  await world.reaches(id, 'awaiting_decision');
  const missing = (await rows.offer(id))?.short as { quantity: number }[];
  expect(missing.map((m) => m.quantity)).toEqual([1]);
  await decide(id, 1, 'drop_short');
  await world.reaches(id, 'confirmed');
  expect(await rows.shelf(sku)).toEqual({ MTL: [5, 5] });
});

it('sells a kit as its parts, also beside a line of one of its parts', async () => {
  await putStock(world.database, 'LAMP', 'MTL', 3);
  await putStock(world.database, 'BULB', 'MTL', 7);
  const lines = [
    { sku: 'SET', quantity: 3 },
    { sku: 'BULB', quantity: 2 },
  ];
  const id = await world.place({ lines, shortagePolicy: 'partial' });
  await world.reaches(id, 'confirmed');
  // 7 bulbs: three kits take six and one is left, or two kits and both single ones: four units either way, never more.
  const ledger = await rows.ledger(id);
  expect(ledger.reduce((sum, line) => sum + (line.reserved ?? 0), 0)).toBe(4);
  expect(ledger.reduce((sum, line) => sum + (line.backordered ?? 0), 0)).toBe(1);
  await world.labelled(`${id}-S1`);
  const sets = ledger[0]?.reserved ?? 0;
  const bulbs = ledger[1]?.reserved ?? 0;
  await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  expect(await rows.shelf('LAMP')).toEqual({ MTL: [3 - sets, 0] });
  expect(await rows.shelf('BULB')).toEqual({ MTL: [7 - 2 * sets - bulbs, 0] });
});

it('two kits that share a part are short together, and get no more of it than there is', async () => {
  const [frame, shared] = [await product({ MTL: 9 }), await product({ MTL: 5 })];
  const kits = [await kitOf([frame, 1], [shared, 2]), await kitOf([shared, 1])];
  const lines = kits.map((sku) => ({ sku, quantity: 2 }));
  const id = await world.place({ lines, shortagePolicy: 'partial' });
  await world.reaches(id, 'confirmed');
  // Six would be needed: all but one unit of one kit are there.
  const ledger = await rows.ledger(id);
  const got = ledger.map((line) => line.reserved ?? 0);
  expect(got.reduce((sum, units) => sum + units, 0)).toBe(3);
  expect(await rows.shelf(shared)).toEqual({ MTL: [5, 2 * (got[0] ?? 0) + (got[1] ?? 0)] });
  expect(await rows.shelf(frame)).toEqual({ MTL: [9, got[0]] });
});

it('a kit with one part missing is not there at all', async () => {
  await putStock(world.database, 'LAMP', 'TOR', 20);
  const before = await rows.shelf('LAMP');
  const id = await world.place({ lines: [{ sku: 'SET', quantity: 2 }] });
  await world.reaches(id, 'awaiting_decision');
  expect(await rows.offer(id)).toMatchObject({ short: [{ lineNo: 1, quantity: 2 }], options: ['wait', 'cancel'] });
  expect(await rows.shelf('LAMP')).toEqual(before);
});

it('takes an order of 500 lines, and takes it back', async () => {
  const sku = await product({ MTL: 450, TOR: 40 });
  const lines = Array.from({ length: 500 }, () => ({ sku, quantity: 1 }));
  const id = await world.place({ lines, shortagePolicy: 'partial' });
  await world.reaches(id, 'awaiting_approval', 30_000);
  const ledger = await rows.ledger(id);
  expect(ledger.filter((line) => line.reserved === 1)).toHaveLength(490);
  expect(ledger.filter((line) => line.backordered === 1)).toHaveLength(10);
  expect(await rows.shelf(sku)).toEqual({ MTL: [450, 450], TOR: [40, 40] });
  const answer = await world.api.post('agent', `/v1/orders/${id}/cancel`, { reason: 'never mind' });
  expect(answer.status).toBe(200);
  expect(answer.body.result.cancelled).toHaveLength(500);
  await world.reaches(id, 'cancelled');
  expect(await rows.shelf(sku)).toEqual({ MTL: [450, 0], TOR: [40, 0] });
});

it('takes 500 different products from two places in the fewest parcels', async () => {
  const skus = await Promise.all(Array.from({ length: 500 }, (_, n) => product({ [n % 2 ? 'MTL' : 'TOR']: 1 })));
  const id = await world.place({ lines: skus.map((sku) => ({ sku, quantity: 1 })) });
  await world.reaches(id, 'awaiting_approval');
  expect(await rows.shipments(id)).toEqual(['1 MTL planned', '2 TOR planned']);
  expect(new Set((await rows.ledger(id)).map((line) => line.reserved))).toEqual(new Set([1]));
});

it('leaves no counter that its rows do not explain', async () => {
  expect(await rows.misfits()).toEqual([]);
});
