import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OrderRows, orderRows } from '../harness/order-rows.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { orderBody, startWorld, type World } from '../harness/world.ts';

let world: World;
let rows: OrderRows;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  rows = orderRows(world.database);
  for (const sku of ['LAMP', 'DESK', 'CHAIR', 'BULB']) await putStock(world.database, sku, 'MTL', 500);
});
afterAll(() => world.close());

const release = (role: 'agent' | 'supervisor', id: string, kind: string) =>
  world.api.post(role, `/v1/orders/${id}/holds/${kind}/release`, { reason: 'looked at it' });

const hold = (id: string, kind = 'manual') =>
  world.api.post('agent', `/v1/orders/${id}/holds`, { kind, reason: 'please wait' });

const abroad = {
  name: 'Zoé Tremblay',
  line1: '5 Main St',
  city: 'Buffalo',
  region: 'NY',
  postalCode: '14201',
  country: 'US',
};

async function customer(id: string, more: Record<string, unknown> = {}): Promise<string> {
  await world.database.query.execute(sql`
    insert into customers (id, name, email, locale, lifecycle, bill_to, credit_limit_minor, credit_currency)
    select ${id}, 'Test', 'test@example.com', 'en', ${more.lifecycle ?? 'active'}, bill_to, ${more.limit ?? null}::bigint, ${more.limit ? 'CAD' : null}
    from customers where id = 'CUS-CARD'`);
  return id;
}

it('holds a risky order until a supervisor releases it; an agent may not', async () => {
  const customerId = await customer('CUS-RISKY');
  const id = await world.place({ customerId, shipTo: abroad, lines: [{ sku: 'BULB', quantity: 80 }] });
  await world.reaches(id, 'on_hold');
  expect(await rows.holds(id)).toEqual(['fraud open']);
  expect(await rows.ledger(id)).toEqual([{ ordered: 80 }]);

  const refused = await release('agent', id, 'fraud');
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await world.statusOf(id)).toBe('on_hold');

  expect(await release('supervisor', id, 'fraud')).toMatchObject({ status: 200, body: { result: { kind: 'fraud' } } });
  await world.reaches(id, 'awaiting_approval'); // 80 points are above the risk that needs nobody's approval
  expect(await rows.holds(id)).toEqual(['fraud released']);
  expect((await rows.approval(id)).reasons).toEqual(['risk_above_limit']);

  const again = await release('supervisor', id, 'fraud');
  expect(again).toMatchObject({ status: 409, body: { code: 'hold_not_open' } });
});

it('holds an order over the credit limit; released by an agent it ships on account', async () => {
  const customerId = await customer('CUS-OVER', { limit: 1000 });
  const id = await world.place({ customerId, payment: { method: 'account' } });
  await world.reaches(id, 'on_hold');
  expect(await rows.holds(id)).toEqual(['credit open']);

  expect((await release('agent', id, 'credit')).status).toBe(200);
  await world.reaches(id, 'confirmed');
  await world.labelled(`${id}-S1`);
  expect((await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {})).status).toBe(200);
  await world.reaches(id, 'fulfilling');
  expect(await rows.payments(id)).toMatchObject([
    { method: 'account', state: 'captured', amount: 2298, captured: 2298 },
  ]);
  const { intents } = await world.stripe.book();
  expect(intents.filter((intent) => intent.reference?.startsWith(id))).toEqual([]);
});

it('holds an address whose postal code cannot be, until an agent has looked', async () => {
  const { shipTo } = orderBody() as { shipTo: object };
  const id = await world.place({ shipTo: { ...shipTo, postalCode: '123' } });
  await world.reaches(id, 'on_hold');
  expect(await rows.holds(id)).toEqual(['address open']);
  expect((await release('agent', id, 'address')).status).toBe(200);
  await world.reaches(id, 'confirmed');
});

it('holds the order of a customer who may not order now, and waits for every hold', async () => {
  const customerId = await customer('CUS-LEAVING', { lifecycle: 'exiting' });
  const id = await world.place({ customerId, payment: { method: 'account' } });
  await world.reaches(id, 'on_hold');
  expect(await rows.holds(id)).toEqual(['credit open', 'customer open']);
  await release('agent', id, 'customer');
  expect(await world.statusOf(id)).toBe('on_hold');
  await release('agent', id, 'credit');
  await world.reaches(id, 'confirmed');
});

it('stops a confirmed order by hand: no parcel leaves until the hold is released', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  expect((await hold(id)).status).toBe(200);
  expect(await world.statusOf(id)).toBe('on_hold');
  expect(await hold(id)).toMatchObject({ status: 409, body: { code: 'hold_already_open' } });
  const refused = await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  expect(refused).toMatchObject({ status: 409, body: { code: 'not_in_this_status' } });
  expect(await rows.ledger(id)).toEqual([{ ordered: 1, reserved: 1 }]);

  await release('agent', id, 'manual');
  expect(await world.statusOf(id)).toBe('confirmed');
  expect((await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {})).status).toBe(200);
});

it('stops the rest of an order on its way; the parcel that left travels on', async () => {
  const id = await split();
  await world.labelled(`${id}-S1`);
  await world.labelled(`${id}-S2`);
  await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  await world.reaches(id, 'fulfilling');
  expect((await hold(id)).status).toBe(200);
  expect(await world.statusOf(id)).toBe('on_hold');
  const refused = await world.api.post('warehouse', `/v1/shipments/${id}-S2/hand-over`, {});
  expect(refused.status).toBe(409);
  await world.carrier.scan(await world.trackingCode(`${id}-S1`), 'delivered');
  await expect.poll(async () => (await world.shipmentOf(`${id}-S1`))?.state).toBe('ended');
  expect(await world.statusOf(id)).toBe('on_hold');

  await release('agent', id, 'manual');
  expect(await world.statusOf(id)).toBe('fulfilling');
  await world.api.post('warehouse', `/v1/shipments/${id}-S2/hand-over`, {});
  await world.carrier.scan(await world.trackingCode(`${id}-S2`), 'delivered');
  await world.reaches(id, 'delivered');
});

it('at the deadline of a fraud hold raised on the way, what has not left is cancelled and the rest arrives', async () => {
  const id = await split();
  await world.labelled(`${id}-S1`);
  await world.labelled(`${id}-S2`);
  await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  expect((await hold(id, 'fraud')).status).toBe(200);
  await world.env.sleep('61 seconds');
  await expect
    .poll(() => rows.ledger(id))
    .toEqual([
      { ordered: 1, shipped: 1 },
      { ordered: 1, cancelled: 1 },
    ]);
  await world.reaches(id, 'fulfilling');
  expect(await rows.holds(id)).toEqual(['fraud void']);
  await expect.poll(() => rows.shipments(id)).toEqual(['1 MTL handed_over', '2 TOR cancelled']);
  await world.carrier.scan(await world.trackingCode(`${id}-S1`), 'delivered');
  await world.reaches(id, 'delivered');
});

it('stock that arrives for an order on hold is kept for it and sent after the release', async () => {
  const sku = await product();
  const id = await world.place({ lines: [{ sku, quantity: 1 }], shortagePolicy: 'backorder' });
  await world.reaches(id, 'backordered');
  await hold(id);
  const lines = [{ sku, locationId: 'TOR', quantity: 1 }];
  expect((await world.api.post('warehouse', '/v1/stock/receipts', { lines })).status).toBe(200);
  await expect.poll(() => rows.ledger(id)).toEqual([{ ordered: 1, reserved: 1 }]);
  expect(await world.statusOf(id)).toBe('on_hold');
  expect(await rows.payments(id)).toMatchObject([{ state: 'created' }]);
  await release('agent', id, 'manual');
  await world.labelled(`${id}-S1`);
  expect(await world.statusOf(id)).toBe('confirmed');
});

it('an order on hold can be cancelled at once', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await hold(id);
  expect((await world.api.post('agent', `/v1/orders/${id}/cancel`, { reason: 'fraud indeed' })).status).toBe(200);
  await world.reaches(id, 'cancelled');
  expect(await rows.holds(id)).toEqual(['manual void']);
  expect(await rows.payments(id)).toMatchObject([{ state: 'voided' }]);
});

it('cancels at the deadline what nobody released, and goes on where the hold was only a pause', async () => {
  const { shipTo } = orderBody() as { shipTo: object };
  const doomed = await world.place({ shipTo: { ...shipTo, postalCode: '123' } });
  const paused = await world.place();
  await world.reaches(doomed, 'on_hold');
  await world.labelled(`${paused}-S1`);
  await hold(paused);
  await world.env.sleep('61 seconds');
  await world.reaches(doomed, 'cancelled');
  await world.reaches(paused, 'confirmed');
  expect(await rows.holds(doomed)).toEqual(['address void']);
  expect(await rows.holds(paused)).toEqual(['manual released']);
  expect(await rows.ledger(doomed)).toEqual([{ ordered: 1, cancelled: 1 }]);
  expect(await rows.misfits()).toEqual([]);
});

let products = 0;

async function product(): Promise<string> {
  products += 1;
  await addProduct(world.database, `H${products}`, 5000);
  return `H${products}`;
}

/** Two lines that no single place has. */
async function split(): Promise<string> {
  const sku = await product();
  await putStock(world.database, sku, 'TOR', 1);
  return world.place({ lines: ['LAMP', sku].map((each) => ({ sku: each, quantity: 1 })) });
}
