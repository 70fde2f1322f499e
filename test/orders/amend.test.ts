import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { orderBody, startWorld, type World } from '../harness/world.ts';

let world: World;
let s: Scenario;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  s = createScenario(world);
  for (const sku of ['LAMP', 'DESK', 'BULB']) await putStock(world.database, sku, 'MTL', 100);
});
afterEach(async () => expect(await s.rows.misfits()).toEqual([]));
afterAll(() => world.close());

const { shipTo } = orderBody() as { shipTo: object };

/** A packed order of `quantity` units of one product: its label is there, nothing moves by itself. */
async function packed(sku: string, quantity: number): Promise<string> {
  const id = await world.place({ lines: [{ sku, quantity }] });
  await s.packed(`${id}-S1`);
  return id;
}

/** Waits for an agent before anything is planned: no label can be there. */
async function beforeLabel(): Promise<string> {
  const id = await world.place({ shipTo: { ...shipTo, postalCode: '123' } });
  await world.reaches(id, 'on_hold');
  return id;
}

async function amend(id: string, change: object): Promise<void> {
  const { body, version } = await s.preview(id, change);
  expect((await s.confirm(id, body.result.no, version)).status).toBe(200);
}

/** What the customer was told of each change. */
const amendedTold = async (id: string) =>
  (
    await world.database.query.execute<{ params: object }>(sql`
      select params - 'orderId' as params from messages
      where process = ${`order/${id}`} and template = 'order_amended' order by created_at, id`)
  ).map(({ params }) => params);

/** Rows that hold stock for the order: which place, which parcel, how many, and the row's own id. */
const held = async (id: string) => [
  ...(await world.database.query.execute(sql`
    select id, shipment_no, sku, location_id, quantity, state from reservations
    where order_id = ${id} and state in ('held', 'committed') order by id`)),
];

it('fewer units: shows what they come to, then takes them off the parcel, which keeps its label', async () => {
  const id = await packed('LAMP', 3);
  const { body, version } = await s.preview(id, { quantities: [{ lineNo: 1, quantity: 2 }] });
  expect(body.result.preview).toEqual({
    added: [],
    removed: [{ lineNo: 1, quantity: 1 }],
    deltaMinor: -2298,
    currency: 'CAD',
  });
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 3, reserved: 3 }]);
  expect((await s.confirm(id, body.result.no, version)).status).toBe(200);
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 3, reserved: 2, cancelled: 1 }]);
  expect(await amendedTold(id)).toEqual([{ no: body.result.no, added: 0, removed: 1, moved: 0 }]);
  await s.send(`${id}-S1`);
  await expect.poll(async () => (await s.booked(id)).captures).toEqual([4597]);
  expect(await s.labels(id)).toEqual(['S1 sold']);
});

it('more units: only they are reserved, authorised and sent, at the price and the tax the line had', async () => {
  const id = await packed('LAMP', 1);
  const before = await held(id);
  const priced = (minor: number) =>
    world.database.query.execute(
      sql`update product_prices set amount_minor = ${minor} where sku = 'LAMP' and currency = 'CAD'`,
    );
  const taxed = (ppm: number) =>
    world.database.query.execute(sql`update tax_rates set rate_ppm = ${ppm} where region = 'CA-QC'`);
  const rates = await world.database.query.execute<{ ppm: number }>(
    sql`select rate_ppm as ppm from tax_rates where region = 'CA-QC'`,
  );
  expect(rates.length).toBe(1);
  await Promise.all([priced(9999), taxed(0)]);
  const { body, version } = await s.preview(id, { quantities: [{ lineNo: 1, quantity: 3 }] });
  expect(body.result.preview).toMatchObject({
    deltaMinor: 4597,
    added: [{ lineNo: 2, quantity: 2, unitPriceMinor: 1999 }],
  });
  expect((await s.confirm(id, body.result.no, version)).status).toBe(200);
  await s.packed(`${id}-S2`);
  expect((await held(id)).slice(0, before.length)).toEqual(before);
  expect(await s.booked(id)).toMatchObject({ intents: ['requires_capture 2298', 'requires_capture 4597'] });
  expect(await s.labels(id)).toEqual(['S1 sold', 'S2 sold']);
  expect(await s.rows.total(id)).toBe(2298 + 4597);
  await Promise.all([priced(1999), taxed(Number(rates[0]?.ppm))]);
});

it('another product: priced today and sent as a parcel of the same order', async () => {
  const id = await packed('LAMP', 1);
  await amend(id, { addLines: [{ sku: 'DESK', quantity: 1 }] });
  await s.send(`${id}-S1`);
  await s.send(`${id}-S2`);
  await expect.poll(() => s.payments(id)).toEqual(['captured', 'captured']);
  expect((await s.booked(id)).captures).toEqual([2298, 3448]);
  expect(await s.rows.ledger(id)).toEqual([
    { ordered: 1, shipped: 1 },
    { ordered: 1, shipped: 1 },
  ]);
});

it('refuses what cannot be sold or is not there, and a change that changes nothing', async () => {
  const id = await packed('LAMP', 1);
  const unknown = await s.preview(id, { addLines: [{ sku: 'NOTHING', quantity: 1 }] });
  expect(unknown).toMatchObject({ status: 409, body: { code: 'amendment_impossible' } });
  expect(unknown.body.detail).toContain('SKU NOTHING does not exist');
  expect((await s.preview(id, { quantities: [{ lineNo: 9, quantity: 1 }] })).status).toBe(404);
  for (const nothing of [{}, { quantities: [{ lineNo: 1, quantity: 1 }] }, { shipTo }]) {
    const empty = await s.preview(id, nothing);
    expect(empty).toMatchObject({ status: 409, body: { code: 'amendment_impossible' } });
    expect(empty.body.detail).toContain('nothing would change');
  }
});

it('a new address before the label is the address on the label', async () => {
  const id = await beforeLabel();
  await amend(id, { shipTo: { ...shipTo, line1: '9, rue Neuve', postalCode: 'H2X 1K4' } });
  await s.packed(`${id}-S1`);
  const parcel = await world.shipmentOf(`${id}-S1`);
  const at = `${world.urls.carrier}/v2/shipments/${parcel?.providerShipmentId}`;
  const answer = await fetch(at, { headers: { authorization: `Basic ${btoa('EZTK:')}` } });
  expect(await answer.json()).toMatchObject({ to_address: { street1: '9, rue Neuve', zip: 'H2X 1K4' } });
});

it('the address that the order has is no move, also beside another change and on a label', async () => {
  const id = await packed('LAMP', 2);
  await amend(id, { shipTo, quantities: [{ lineNo: 1, quantity: 1 }] });
  expect(await amendedTold(id)).toMatchObject([{ added: 0, removed: 1, moved: 0 }]);
});

it('what is added together with a new address is taxed where it goes', async () => {
  const id = await beforeLabel();
  const moved = { ...shipTo, region: 'ON', postalCode: 'M5V 1A1' };
  const { body, version } = await s.preview(id, { shipTo: moved, addLines: [{ sku: 'DESK', quantity: 1 }] });
  expect(body.result.preview).toMatchObject({ deltaMinor: 2999, added: [{ netMinor: 2999, taxMinor: 0 }] });
  await s.confirm(id, body.result.no, version);
  expect(await s.rows.total(id)).toBe(2298 + 2999);
  await s.cancel(id);
});

it('a new address after the label is refused, with what can be done instead', async () => {
  const id = await packed('LAMP', 1);
  const refused = await s.preview(id, { shipTo: { ...shipTo, line1: '9, rue Neuve' } });
  expect(refused).toMatchObject({ status: 409, body: { code: 'amendment_impossible' } });
  expect(refused.body.detail).toBe(
    'This change is not possible: a label with the present address was already made; cancel and order again, or redirect with the carrier.',
  );
});

it('a new address shown before the label and confirmed after it is refused', async () => {
  const id = await beforeLabel();
  const { body } = await s.preview(id, { shipTo: { ...shipTo, line1: '9, rue Neuve' } });
  await s.must('agent', `/v1/orders/${id}/holds/address/release`, { reason: 'fine as it is' });
  await s.packed(`${id}-S1`);
  const late = await s.confirm(id, body.result.no, await s.rows.version(id));
  // Reading the order again would not help: its version is the present one.
  expect(late).toMatchObject({ status: 412, body: { code: 'amendment_outdated' } });
  expect(late.body.detail).toMatch(/Preview it again/);
  expect((await world.api.get('agent', `/v1/orders/${id}`)).body.shipTo.line1).toBe('1, rue Sainte-Catherine');
});

it('a declined change changes nothing and cannot be confirmed any more', async () => {
  const id = await packed('LAMP', 2);
  const before = await held(id);
  const { body, version } = await s.preview(id, { quantities: [{ lineNo: 1, quantity: 5 }] });
  const no = body.result.no;
  await s.must('agent', `/v1/orders/${id}/amendments/${no}/decline`, {});
  expect(await s.confirm(id, no, version)).toMatchObject({ status: 409, body: { code: 'amendment_closed' } });
  expect(await held(id)).toEqual(before);
  expect(await s.rows.total(id)).toBe(4597);
});

it('is bound to the version that was read: without If-Match 428, with an old one 412', async () => {
  const id = await packed('LAMP', 2);
  const change = { quantities: [{ lineNo: 1, quantity: 1 }] };
  const path = `/v1/orders/${id}/amendments`;
  expect((await world.api.post('agent', path, change)).status).toBe(428);
  const first = await s.preview(id, change);
  const second = await s.preview(id, { quantities: [{ lineNo: 1, quantity: 4 }] });
  const stale = await world.api.post('agent', path, change, { headers: { 'if-match': `"${first.version}"` } });
  expect(stale).toMatchObject({ status: 412, body: { code: 'stale_version' } });
  expect(await s.confirm(id, first.body.result.no, first.version)).toMatchObject({ status: 412 });
  expect(await s.confirm(id, second.body.result.no, second.version)).toMatchObject({ status: 200 });
  await s.packed(`${id}-S2`);
  expect(await s.rows.ledger(id)).toEqual([
    { ordered: 2, reserved: 2 },
    { ordered: 2, reserved: 2 },
  ]);
});

it('a confirmation that names a version of before is refused, although its change is of the present one', async () => {
  const id = await packed('LAMP', 2);
  const read = await s.rows.version(id);
  const { body, version } = await s.preview(id, { quantities: [{ lineNo: 1, quantity: 1 }] });
  const stale = await s.confirm(id, body.result.no, read);
  expect(stale).toMatchObject({ status: 412, body: { code: 'stale_version' } });
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 2, reserved: 2 }]);
  expect(await s.confirm(id, body.result.no, version)).toMatchObject({ status: 200 });
});

it('two who confirm the same change at once: it is made once', async () => {
  const id = await packed('LAMP', 1);
  const { body, version } = await s.preview(id, { quantities: [{ lineNo: 1, quantity: 2 }] });
  const answers = await Promise.all([1, 2].map(() => s.confirm(id, body.result.no, version)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([
    200,
    expect.toSatisfy((code) => code === 409 || code === 412),
  ]);
  await s.packed(`${id}-S2`);
  expect(await s.rows.ledger(id)).toHaveLength(2);
});

it('units that are not in stock are offered; what is packed already leaves', async () => {
  await s.product('FEW', { MTL: 2 });
  const id = await packed('FEW', 2);
  await amend(id, { quantities: [{ lineNo: 1, quantity: 3 }] });
  await world.reaches(id, 'awaiting_decision');
  expect(await s.rows.offer(id)).toMatchObject({ short: [{ lineNo: 2, quantity: 1 }] });
  await s.send(`${id}-S1`);
  await s.must('agent', `/v1/orders/${id}/decision`, { version: 1, choice: 'drop_short' });
  await world.reaches(id, 'fulfilling');
  expect(await s.rows.ledger(id)).toEqual([
    { ordered: 2, shipped: 2 },
    { ordered: 1, cancelled: 1 },
  ]);
});

it('cannot take back what was shipped, and adds to an order on its way', async () => {
  const id = await packed('LAMP', 2);
  await s.send(`${id}-S1`);
  await expect.poll(() => s.payments(id)).toEqual(['captured']);
  const refused = await s.preview(id, { quantities: [{ lineNo: 1, quantity: 1 }] });
  expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_units' } });
  await amend(id, { addLines: [{ sku: 'BULB', quantity: 1 }] });
  await s.send(`${id}-S2`);
  for (const parcel of ['S1', 'S2']) await s.scanned(`${id}-${parcel}`, 'delivered');
  await world.reaches(id, 'delivered');
});

it('every line down to zero cancels the order', async () => {
  const id = await packed('LAMP', 2);
  await amend(id, { quantities: [{ lineNo: 1, quantity: 0 }] });
  await world.reaches(id, 'cancelled');
  expect(await s.labels(id)).toEqual(['S1 refunded']);
  expect(await s.booked(id)).toMatchObject({ intents: ['canceled 4597'], captures: [] });
  const late = await s.preview(id, { quantities: [{ lineNo: 1, quantity: 1 }] });
  expect(late).toMatchObject({ status: 409, body: { code: 'order_closed' } });
});

it('leaves books that agree with the providers’', async () => {
  expect(await world.audit()).toEqual([]);
});
