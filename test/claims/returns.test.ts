/** What comes back because of a claim. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countHistory } from '../harness/count-history.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type ClaimDesk, claimDesk, photo } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;
let s: Scenario;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  await putStock(world.database, 'DESK', 'MTL', 50);
  desk = claimDesk(world);
  s = createScenario(world);
});
afterAll(() => world.close());

it('refunds what came back and was accepted, shelves it, and keeps what was never ordered apart', async () => {
  const orderId = await desk.delivered('DESK', 2);
  const id = await desk.open(orderId, { kind: 'return', lines: [{ lineNo: 1, units: 2 }] });
  expect((await desk.decide(id, 2, 'return_then_refund', 'supervisor')).body.result.decision).toBe('approved');
  await expect.poll(async () => (await desk.stateOf(id)).return?.status).toBe('authorised');
  const returned = `/v1/returns/${id}-RET`;
  const goods = {
    units: [
      { sku: 'DESK', units: 2 },
      { sku: 'LAMP', units: 1 },
    ],
  };
  const receipt = await world.api.post('warehouse', `${returned}/receipts`, goods);
  expect(receipt).toMatchObject({
    status: 200,
    body: { result: { complete: true, foreign: [{ sku: 'LAMP', units: 1 }] } },
  });
  const found = (units: number, accepted: boolean, disposition: string) => ({
    lineNo: 1,
    units,
    accepted,
    disposition,
  });
  const tooMany = await world.api.post('warehouse', `${returned}/inspections`, { lines: [found(3, true, 'restock')] });
  expect(tooMany).toMatchObject({ status: 409, body: { code: 'not_received' } });
  const lines = [found(1, true, 'restock'), found(1, false, 'send_back')];
  expect((await world.api.post('warehouse', `${returned}/inspections`, { lines })).status).toBe(200);
  await desk.becomes(id, 'closed');
  expect((await desk.refundsOf(orderId)).map(({ amount }) => amount)).toEqual([3448]);
  const counted = await countHistory(world.env.client, `claim/${id}`);
  console.log('return:', counted);
  expect(counted.events).toBeLessThanOrEqual(40);
});

it('asks a person whose goods they are, where nothing of the line has ever left us', async () => {
  const orderId = await world.place({ lines: [{ sku: 'DESK', quantity: 1 }] });
  await world.labelled(`${orderId}-S1`);
  const id = await desk.open(orderId, { kind: 'service' });
  await desk.becomes(id, 'rejected');
  expect(await desk.receive(id, [{ sku: 'DESK', units: 1 }])).toMatchObject({
    result: { lines: [], unauthorised: [{ sku: 'DESK', units: 1 }] },
  });
  const tasks = await desk.rows(sql`select kind, role from tasks where subject = ${`${id}-RET`}`);
  expect(tasks).toEqual([{ kind: 'unexpected_goods', role: 'agent' }]);
  await expect(desk.inspect(id, { accepted: false, disposition: 'send_back' })).rejects.toThrow(/not_received/);
});

/** The parcel came back; nothing in it is sound. */
const spoilt = {
  lines: [{ lineNo: 1, restocked: 0, writtenOff: 1 }],
  // biome-ignore lint/suspicious/noThenProperty: a field of the request
  then: 'refund',
  reason: 'came back',
};

it('takes back no unit that is claimed, although another one of its line came back and was written off', async () => {
  const order = await world.place({ lines: [{ sku: await s.product('PAIR', { MTL: 1, TOR: 1 }), quantity: 2 }] });
  for (const parcel of [`${order}-S1`, `${order}-S2`]) await s.send(parcel);
  await s.must('warehouse', `/v1/shipments/${order}-S1/returns`, spoilt);
  await desk.open(order, { kind: 'missing' });
  expect(await world.api.post('warehouse', `/v1/shipments/${order}-S2/returns`, spoilt)).toMatchObject({
    status: 409,
    body: { code: 'units_claimed' },
  });
});

it('is opened for units whose money is in our hands alone: what is refunded before its capture is never given back', async () => {
  const order = await world.place({ lines: [{ sku: 'DESK', quantity: 1 }] });
  await world.stripe.fault({ op: 'capture', mode: 'decline', match: order });
  await s.send(`${order}-S1`);
  await world.reaches(order, 'needs_intervention');
  const claim = { orderId: order, kind: 'missing', lines: [{ lineNo: 1, units: 1 }], evidence: [photo] };
  expect(await world.api.post('back_office', '/v1/claims', claim)).toMatchObject({
    status: 409,
    body: { code: 'capture_pending', detail: expect.stringContaining(`${order}-S1`) },
  });
  await s.must('admin', `/v1/orders/${order}/intervention`, { no: 1, resolution: 'retry', reason: 'try again' });
  await world.reaches(order, 'fulfilling');
  const id = await desk.open(order, { kind: 'missing' });
  await desk.becomes(id, 'closed');
  expect((await desk.refundsOf(order)).map(({ amount }) => amount)).toEqual([3448]);
});

it('gives back what was taken, and no more, of an order that was amended down, claimed, brought back and claimed again', async () => {
  const sku = await s.product('TRIO', { MTL: 2, TOR: 2 }, 3333);
  const order = await world.place({ lines: [{ sku, quantity: 4 }] });
  for (const parcel of [`${order}-S1`, `${order}-S2`]) await s.packed(parcel);
  const { body, version } = await s.preview(order, { quantities: [{ lineNo: 1, quantity: 3 }] });
  expect((await s.confirm(order, body.result.no, version)).status).toBe(200);
  for (const parcel of [`${order}-S1`, `${order}-S2`]) await s.send(parcel);
  const arrived = { status: 'delivered', reason: 'seen' };
  await s.must('agent', `/v1/shipments/${order}-S1/correction`, arrived);
  await desk.becomes(await desk.open(order), 'closed');
  await s.must('warehouse', `/v1/shipments/${order}-S2/returns`, spoilt);
  await world.reaches(order, 'delivered');
  const back = await desk.open(order, { kind: 'return' });
  await expect.poll(async () => (await desk.stateOf(back)).return?.status).toBe('authorised');
  await desk.receive(back, [{ sku, units: 1 }]);
  await desk.inspect(back, {});
  await desk.becomes(back, 'closed');
  const { captures } = await s.booked(order);
  const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0);
  await expect.poll(async () => sum((await desk.refundsOf(order)).map(({ amount }) => amount))).toBe(sum(captures));
  expect(
    await world.api.post('back_office', '/v1/claims', {
      orderId: order,
      kind: 'damaged',
      lines: [{ lineNo: 1, units: 1 }],
      evidence: [photo],
    }),
  ).toMatchObject({ status: 201, body: { status: 'rejected' } });
});

it('credits the units of a line, claim by claim, to the cent of what the line came to', async () => {
  const sku = await s.product('CENT', { MTL: 3 }, 20_002);
  const order = await desk.delivered(sku, 3);
  for (let claims = 0; claims < 3; claims += 1) {
    const id = await desk.open(order);
    await desk.done(desk.decide(id, 1, 'goodwill'));
    await desk.becomes(id, 'closed');
  }
  const [credited] = await desk.rows(sql`
    select sum(c.amount_minor)::int as sum, (select total_minor::int from orders where id = ${order}) as total
    from customer_credits c join claims on claims.id = c.claim_id where claims.order_id = ${order}`);
  expect(credited?.sum).toBe(credited?.total);
});

it('leaves the books sound', async () => {
  expect(await world.audit()).toEqual([]);
});
