import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let s: Scenario;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  s = createScenario(world);
  await putStock(world.database, 'LAMP', 'MTL', 100);
});
afterEach(async () => expect(await s.rows.misfits()).toEqual([]));
afterAll(() => world.close());

const shortPick = (shipment: string, quantity: number) =>
  s.ask('warehouse', `/v1/shipments/${shipment}/short-pick`, {
    missing: [{ lineNo: 1, quantity }],
    reason: 'not on the shelf',
  });

async function arrives(sku: string, locationId: string): Promise<void> {
  const lines = [{ sku, locationId, quantity: 1 }];
  expect((await world.api.post('warehouse', '/v1/stock/receipts', { lines })).status).toBe(200);
}

type Inspection = { readonly restocked: number; readonly writtenOff: number };

const receive = (shipment: string, counted: Inspection, next: 'refund' | 'reship') =>
  s.ask('warehouse', `/v1/shipments/${shipment}/returns`, {
    lines: [{ lineNo: 1, ...counted }],
    // biome-ignore lint/suspicious/noThenProperty: a field of the request
    then: next,
    reason: 'came back',
  });

/** Two units of a product of its own, sent and refused at the door. */
async function returning(sku: string, more: object = {}): Promise<string> {
  await s.product(sku, { MTL: 2 });
  const id = await world.place({ lines: [{ sku, quantity: 2 }], ...more });
  await s.send(`${id}-S1`);
  await expect.poll(() => s.payments(id)).toEqual(['captured']);
  await s.scanned(`${id}-S1`, 'return_to_sender', 'returning');
  return id;
}

it('a unit missing from the shelf after the commit is written off there and sent from elsewhere', async () => {
  await s.product('PICK', { MTL: 2, TOR: 5 });
  const id = await world.place({ lines: [{ sku: 'PICK', quantity: 2 }] });
  await world.labelled(`${id}-S1`);
  expect(await shortPick(`${id}-S1`, 1)).toMatchObject({ status: 200 });
  await world.labelled(`${id}-S2`);
  expect(await s.rows.shelf('PICK')).toEqual({ MTL: [1, 1], TOR: [5, 1] });
  expect(await s.tasks(id)).toEqual(['recount open']);
  await s.send(`${id}-S1`);
  await s.send(`${id}-S2`);
  await expect.poll(() => s.payments(id)).toEqual(['captured', 'captured']);
  expect((await s.booked(id)).captures.toSorted()).toEqual([1150, 1150]);
  expect(await s.labels(id)).toEqual(['S1 sold', 'S2 sold']);
});

it('a parcel of which nothing was found is given up, and its label and money with it', async () => {
  await s.product('GONE', { MTL: 1, TOR: 1 });
  const id = await world.place({ lines: [{ sku: 'GONE', quantity: 1 }] });
  await world.labelled(`${id}-S1`);
  await shortPick(`${id}-S1`, 1);
  await world.labelled(`${id}-S2`);
  await expect.poll(() => s.labels(id)).toEqual(['S1 refunded', 'S2 sold']);
  await expect.poll(() => s.payments(id)).toEqual(['voided', 'authorised']);
  expect(await s.rows.shelf('GONE')).toEqual({ MTL: [0, 0], TOR: [1, 1] });
});

it('a unit missing and nowhere else asks the customer; what was found can leave', async () => {
  await s.product('RARE', { MTL: 2 });
  const id = await world.place({ lines: [{ sku: 'RARE', quantity: 2 }] });
  await world.labelled(`${id}-S1`);
  await shortPick(`${id}-S1`, 1);
  await world.reaches(id, 'awaiting_decision');
  await s.send(`${id}-S1`);
  await s.must('agent', `/v1/orders/${id}/decision`, { version: 1, choice: 'drop_short' });
  await s.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 2, shipped: 1, delivered: 1, cancelled: 1 }]);
});

it('more cannot be missing than the parcel wants, nor from a parcel that has left', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  const refused = await shortPick(`${id}-S1`, 2);
  expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_units_of_parcel' } });
  expect(refused.body.detail).toContain(`${id}-S1 holds 1 unit(s) of line 1, and 2 were named`);
  await s.send(`${id}-S1`);
  expect(await shortPick(`${id}-S1`, 1)).toMatchObject({ status: 409, body: { code: 'shipment_not_ready' } });
});

it('nothing is handed over before its label: the answer says what is missing', async () => {
  await world.carrier.fault({ op: 'buy', mode: 'refuse' });
  const id = await world.place();
  await world.reaches(id, 'needs_intervention');
  const early = await s.handOver(`${id}-S1`);
  expect(early).toMatchObject({ status: 409, body: { code: 'shipment_not_ready' } });
  expect(early.body.detail).toBe(
    `Shipment ${id}-S1 is labelling; it must be labelled. Do this when it is, or to the one that took its place: read the order.`,
  );
  expect(await s.handOver(`${id}-S9`)).toMatchObject({ status: 404 });
  expect(await s.payments(id)).toEqual(['authorised']);
  await s.cancel(id);
});

it('a later parcel waits on the shelf while another one of its order is not paid', async () => {
  await s.product('LATE1');
  await s.product('LATE2');
  const lines = ['LAMP', 'LATE1', 'LATE2'].map((sku) => ({ sku, quantity: 1 }));
  const id = await world.place({ lines, shortagePolicy: 'partial' });
  await s.send(`${id}-S1`);
  await world.stripe.fault({ op: 'authorise', mode: 'decline' });
  await arrives('LATE1', 'MTL');
  await arrives('LATE2', 'TOR');
  await world.reaches(id, 'awaiting_payment');
  await expect.poll(async () => (await s.payments(id)).toSorted()).toEqual(['authorised', 'captured', 'declined']);
  const early = await Promise.all([2, 3].map((no) => s.handOver(`${id}-S${no}`)));
  expect(early.map((answer) => answer.body.code)).toEqual(['shipment_not_ready', 'shipment_not_ready']);
  await s.must('back_office', `/v1/orders/${id}/payment-method`, {
    payment: { method: 'card', token: 'pm_card_visa' },
  });
  for (const no of [2, 3]) await s.send(`${id}-S${no}`);
  await expect.poll(async () => (await s.booked(id)).captures).toEqual([2298, 1150, 1150]);
});

it('a parcel handed over twice has left once', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  const key = `out-${id}`;
  const [first, second] = await Promise.all(
    [1, 2].map(() => s.ask('warehouse', `/v1/shipments/${id}-S1/hand-over`, {}, { key })),
  );
  expect(first?.status).toBe(200);
  expect(second?.body).toEqual(first?.body);
  const again = await s.handOver(`${id}-S1`);
  expect(again).toMatchObject({ status: 409, body: { code: 'shipment_not_ready' } });
  expect(again.body.detail).toContain('is handed_over');
  await expect.poll(() => s.payments(id)).toEqual(['captured']);
  expect((await s.booked(id)).captures).toEqual([2298]);
  expect((await s.rows.events(id)).filter((type) => type === 'shipment.handed_over')).toHaveLength(1);
  expect((await s.told(id)).filter((template) => template === 'order_shipped')).toHaveLength(1);
});

it('what comes back is inspected: one unit to the shelf, one thrown away, and both are refunded', async () => {
  const id = await returning('BACK');
  expect(await receive(`${id}-S1`, { restocked: 1, writtenOff: 1 }, 'refund')).toMatchObject({ status: 200 });
  await world.reaches(id, 'delivered');
  expect(await s.rows.shelf('BACK')).toEqual({ MTL: [1, 0] });
  await expect.poll(async () => (await s.booked(id)).refunds).toEqual(['succeeded 2300']);
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 2, shipped: 2, refunded: 2 }]);
  const { body } = await world.api.get('agent', `/v1/orders/${id}`);
  expect(body.lines[0]).toMatchObject({ ledger: { returned: 1, writtenOff: 1 } });
  expect(await s.told(id)).toContain('refund_issued');
});

it('what comes back of an order on account is credited to the account: nobody is told that money is on its way', async () => {
  const id = await returning('OWED', { customerId: 'CUS-ACCOUNT', payment: { method: 'account' } });
  await receive(`${id}-S1`, { restocked: 2, writtenOff: 0 }, 'refund');
  await world.reaches(id, 'delivered');
  const told = await s.told(id);
  expect(told).toContain('refund_on_account');
  expect(told).not.toContain('refund_issued');
});

it('what comes back is sent again, and was paid for once', async () => {
  const id = await returning('AGAIN');
  await receive(`${id}-S1`, { restocked: 2, writtenOff: 0 }, 'reship');
  await s.send(`${id}-S2`);
  await s.scanned(`${id}-S2`, 'delivered');
  await world.reaches(id, 'delivered');
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 2, shipped: 2, delivered: 2 }]);
  expect(await s.booked(id)).toEqual({ intents: ['succeeded 2300'], captures: [2300], refunds: [] });
  expect(await s.rows.shelf('AGAIN')).toEqual({ MTL: [0, 0] });
});

it('what came back broken waits for stock to be sent again, and is not charged then', async () => {
  const id = await returning('BROKEN');
  await receive(`${id}-S1`, { restocked: 1, writtenOff: 1 }, 'reship');
  await world.reaches(id, 'awaiting_decision');
  await s.must('agent', `/v1/orders/${id}/decision`, { version: 1, choice: 'ship_available' });
  await s.send(`${id}-S2`);
  await arrives('BROKEN', 'MTL');
  await s.send(`${id}-S3`);
  for (const parcel of ['S2', 'S3']) await s.scanned(`${id}-${parcel}`, 'delivered');
  await world.reaches(id, 'delivered');
  expect(await s.booked(id)).toEqual({ intents: ['succeeded 2300'], captures: [2300], refunds: [] });
});

it('a return is counted whole, once, and only for a parcel that did not arrive', async () => {
  const id = await returning('COUNT');
  const miscounted = await receive(`${id}-S1`, { restocked: 1, writtenOff: 0 }, 'refund');
  expect(miscounted).toMatchObject({ status: 409, body: { code: 'wrong_units_of_parcel' } });
  await receive(`${id}-S1`, { restocked: 2, writtenOff: 0 }, 'refund');
  const twice = await receive(`${id}-S1`, { restocked: 2, writtenOff: 0 }, 'refund');
  expect(twice).toMatchObject({ status: 409, body: { code: 'shipment_not_ready' } });
  expect(await s.rows.shelf('COUNT')).toEqual({ MTL: [2, 0] });
  await expect.poll(async () => (await s.booked(id)).refunds).toEqual(['succeeded 2300']);

  const arrived = await world.place();
  await s.send(`${arrived}-S1`);
  await s.scanned(`${arrived}-S1`, 'delivered');
  const refused = await receive(`${arrived}-S1`, { restocked: 1, writtenOff: 0 }, 'refund');
  expect(refused).toMatchObject({ status: 409, body: { code: 'shipment_not_ready' } });
});

it('a return counts what was in its parcel, and no unit that travels in another one', async () => {
  const skus = [await s.product('HERE', { MTL: 1 }), await s.product('THERE', { TOR: 1 })];
  const id = await world.place({ lines: skus.map((sku) => ({ sku, quantity: 1 })) });
  for (const no of [1, 2]) await s.send(`${id}-S${no}`);
  await expect.poll(() => s.payments(id)).toEqual(['captured', 'captured']);
  await s.scanned(`${id}-S1`, 'return_to_sender', 'returning');
  const back = (other: object) =>
    s.ask('warehouse', `/v1/shipments/${id}-S1/returns`, {
      lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }, other],
      // biome-ignore lint/suspicious/noThenProperty: a field of the request
      then: 'refund',
      reason: 'came back',
    });
  for (const other of [2, 7].map((lineNo) => ({ lineNo, restocked: 1, writtenOff: 0 }))) {
    const refused = await back(other);
    expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_units_of_parcel' } });
    expect(refused.body.detail).toContain(`${id}-S1 holds 0 unit(s) of line ${other.lineNo}, and 1 were named`);
  }
  expect(await s.rows.shelf('THERE')).toEqual({ TOR: [0, 0] });
  expect((await s.booked(id)).refunds).toEqual([]);
  expect(await back({ lineNo: 2, restocked: 0, writtenOff: 0 })).toMatchObject({ status: 200 });
});

it('leaves books that agree with the providers’', async () => {
  expect(await world.audit()).toEqual([]);
});
