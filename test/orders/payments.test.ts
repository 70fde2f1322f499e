import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pollRefunds } from '../../activities/upkeep/poll-refunds.ts';
import { type OrderRows, orderRows } from '../harness/order-rows.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { card, declinedCard, paymentDesk } from './payment-desk.ts';

let world: World;
let rows: OrderRows;
let desk: ReturnType<typeof paymentDesk>;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  rows = orderRows(world.database);
  desk = paymentDesk(world, rows);
  await addProduct(world.database, 'DEAR', 100_000);
  for (const sku of ['LAMP', 'DESK', 'DEAR']) await putStock(world.database, sku, 'MTL', 200);
});
afterAll(() => world.close());

it('after a decline the order waits for another card, as often as needed', async () => {
  const id = await world.place({ payment: declinedCard });
  await world.reaches(id, 'awaiting_payment');
  expect(await rows.ledger(id)).toEqual([{ ordered: 1, reserved: 1 }]);
  expect((await desk.pay(id, declinedCard)).status).toBe(200);
  await expect.poll(() => desk.states(id)).toEqual(['declined', 'declined']);
  await world.reaches(id, 'awaiting_payment');
  expect((await desk.pay(id, card)).status).toBe(200);
  await world.reaches(id, 'confirmed');
  expect(await desk.states(id)).toEqual(['declined', 'declined', 'authorised']);
  expect(await desk.pay(id, card)).toMatchObject({ status: 409, body: { code: 'not_in_this_status' } });
});

it('charges each of two parcels when it leaves, and together exactly the total', async () => {
  await addProduct(world.database, 'RUG', 1000);
  await putStock(world.database, 'RUG', 'MTL', 3);
  await putStock(world.database, 'RUG', 'TOR', 3);
  const id = await world.place({ lines: [{ sku: 'RUG', quantity: 6 }] });
  await desk.send(`${id}-S1`);
  await expect.poll(() => desk.states(id)).toEqual(['captured', 'authorised']);
  await desk.send(`${id}-S2`);
  await expect.poll(() => desk.states(id)).toEqual(['captured', 'captured']);
  expect((await rows.payments(id)).map((p) => p.captured)).toEqual([3450, 3449]);
  expect((await desk.booked(id)).captures.toSorted()).toEqual([3449, 3450]);
  expect(await rows.total(id)).toBe(6899);
});

it('tells what was charged also when the provider says so before it answers', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await world.stripe.fault({ op: 'capture', mode: 'timeout_after' });
  await desk.send(`${id}-S1`);
  await expect.poll(() => desk.states(id)).toEqual(['captured']);
  const told = await world.database.query.execute(
    sql`select data->'amountMinor' as amount from events where aggregate_id = ${id} and type = 'payment.captured'`,
  );
  expect(told).toEqual([{ amount: 2298 }]);
});

it('charges only what leaves when units were cancelled after the authorisation', async () => {
  const id = await world.place({ lines: [{ sku: 'LAMP', quantity: 3 }] });
  await world.labelled(`${id}-S1`);
  const units = { lines: [{ lineNo: 1, quantity: 1 }], reason: 'two are enough' };
  expect((await world.api.post('back_office', `/v1/orders/${id}/cancel`, units)).status).toBe(200);
  await desk.send(`${id}-S1`);
  await expect.poll(() => desk.states(id)).toEqual(['captured']);
  expect((await desk.booked(id)).captures).toEqual([4597]); // of 6895 for three
});

it('a decline for one of two parcels holds back both, and only that one is paid anew', async () => {
  const id = await desk.half();
  await world.reaches(id, 'awaiting_payment');
  await expect.poll(async () => (await desk.states(id)).toSorted()).toEqual(['authorised', 'declined']);
  expect((await world.shipmentOf(`${id}-S1`))?.state).toBe('planned');
  await desk.pay(id, card);
  await world.reaches(id, 'confirmed');
  await desk.send(`${id}-S1`);
  await desk.send(`${id}-S2`);
  await expect.poll(async () => (await desk.states(id)).toSorted()).toEqual(['captured', 'captured', 'declined']);
  expect((await desk.booked(id)).captures.toSorted()).toEqual([1150, 1150]);
});

it('cancelled while one of two parcels lacks its payment, the other one is given back', async () => {
  const id = await desk.half();
  await world.reaches(id, 'awaiting_payment');
  await desk.cancel(id);
  await world.reaches(id, 'cancelled');
  expect((await desk.states(id)).toSorted()).toEqual(['declined', 'voided']);
  expect((await desk.booked(id)).intents.toSorted()).toEqual(['canceled 1150 cad', 'requires_payment_method 1150 cad']);
});

it('two orders for the last unit: exactly one gets it', async () => {
  await addProduct(world.database, 'LAST', 1000);
  await putStock(world.database, 'LAST', 'MTL', 1);
  const ids = await Promise.all([1, 2].map(() => world.place({ lines: [{ sku: 'LAST', quantity: 1 }] })));
  const status = () => Promise.all(ids.map((id) => world.statusOf(id)));
  await expect.poll(async () => (await status()).sort()).toEqual(['awaiting_decision', 'confirmed']);
  expect(await rows.shelf('LAST')).toEqual({ MTL: [1, 1] });
});

it('a cancelled order gives back what was authorised and the label that was paid for', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  expect((await desk.cancel(id)).status).toBe(200);
  await world.reaches(id, 'cancelled');
  expect(await desk.booked(id)).toEqual({ intents: ['canceled 2298 cad'], captures: [], refunds: [] });
  expect(await desk.states(id)).toEqual(['voided']);
  const { shipments } = await world.carrier.book();
  expect(shipments.filter((s: { reference: string }) => s.reference === `${id}-S1`)).toMatchObject([
    { refunded: true },
  ]);
});

it('an authorisation that is reported after it was given back changes nothing any more', async () => {
  await world.stripe.webhooks({ hold: true });
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await desk.cancel(id);
  await world.reaches(id, 'cancelled');
  const before = await rows.events(id);
  await world.stripe.webhooks({ hold: false });
  expect(await rows.events(id)).toEqual(before);
  expect(await desk.states(id)).toEqual(['voided']);
});

it('an order on account that goes over the limit only when it is charged is held then', async () => {
  await world.database.query.execute(
    sql`insert into customers (id, name, email, locale, bill_to, credit_limit_minor, credit_currency)
      select 'CUS-TIGHT', 'Tight', 'tight@example.com', 'en', bill_to, 600000, 'CAD' from customers where id = 'CUS-CARD'`,
  );
  const onAccount = { customerId: 'CUS-TIGHT', payment: { method: 'account' }, lines: [{ sku: 'DEAR', quantity: 5 }] };
  const ids = await Promise.all([1, 2].map(() => world.place(onAccount)));
  await Promise.all(ids.map(desk.approve));
  const status = () => Promise.all(ids.map((id) => world.statusOf(id)));
  await expect.poll(async () => (await status()).sort()).toEqual(['confirmed', 'on_hold']);
  const held = ids[(await status()).indexOf('on_hold')] ?? '';
  expect(await rows.holds(held)).toEqual(['credit open']);
  expect(await desk.states(held)).toEqual(['created']);
  await world.api.post('agent', `/v1/orders/${held}/holds/credit/release`, { reason: 'good for it' });
  await world.reaches(held, 'confirmed');
  expect(await desk.states(held)).toEqual(['authorised']);
});

it('an authorisation that lapsed at the provider asks for another card; the parcel waits', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await world.stripe.expire(`${id}-P1`);
  await world.reaches(id, 'awaiting_payment');
  expect(await desk.states(id)).toEqual(['expired']);
  const early = await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  expect(early).toMatchObject({ status: 409, body: { code: 'shipment_not_ready' } });
  await desk.pay(id, card);
  await world.reaches(id, 'confirmed');
  await desk.send(`${id}-S1`);
  await expect.poll(() => desk.states(id)).toEqual(['expired', 'captured']);
  expect((await desk.booked(id)).captures).toEqual([2298]);
});

it('an order that costs nothing never reaches the payment provider', async () => {
  const [id, dropped] = await Promise.all([1, 2].map(() => world.place({ discountBps: 10_000 })));
  await Promise.all([id, dropped].map((each) => desk.approve(each ?? '')));
  await desk.send(`${id}-S1`);
  await expect.poll(() => desk.states(id ?? '')).toEqual(['captured']);
  await world.labelled(`${dropped}-S1`);
  await desk.cancel(dropped ?? '');
  await world.reaches(dropped ?? '', 'cancelled');
  const { intents } = await world.stripe.book();
  expect(intents.filter((i) => i.reference?.startsWith(id ?? '') || i.reference?.startsWith(dropped ?? ''))).toEqual(
    [],
  );
  expect(await rows.payments(id ?? '')).toMatchObject([{ amount: 0, captured: 0 }]);
});

/** Two units from two places: a parcel and a charge each. */
it.each([
  ['JPY', [2300, 2299]],
  ['KWD', [7070, 7070]],
])('an order in %s is charged in amounts that cards can carry', async (currency, captures) => {
  await putStock(world.database, 'CHAIR', 'MTL', 1);
  await putStock(world.database, 'CHAIR', 'TOR', 1);
  const id = await world.place({ currency, lines: [{ sku: 'CHAIR', quantity: 2 }] });
  await desk.send(`${id}-S1`);
  await desk.send(`${id}-S2`);
  await expect.poll(() => desk.states(id)).toEqual(['captured', 'captured']);
  expect((await rows.payments(id)).map((p) => p.captured)).toEqual(captures);
  expect((await desk.booked(id)).captures.toSorted()).toEqual(captures.toSorted());
  expect(await rows.total(id)).toBe(captures.reduce((a, b) => a + b, 0));
});

it('a parcel that came back and is to be sent again was paid for: cancelled now, it is refunded', async () => {
  const id = await world.place({ lines: [{ sku: 'LAMP', quantity: 2 }] });
  await desk.send(`${id}-S1`);
  await world.carrier.scan(await world.trackingCode(`${id}-S1`), 'return_to_sender');
  await expect.poll(async () => (await world.shipmentOf(`${id}-S1`))?.tracking).toBe('returning');
  const returned = await world.api.post('warehouse', `/v1/shipments/${id}-S1/returns`, {
    lines: [{ lineNo: 1, restocked: 2, writtenOff: 0 }],
    // biome-ignore lint/suspicious/noThenProperty: a field of the request
    then: 'reship',
    reason: 'address was wrong',
  });
  expect(returned.status).toBe(200);
  await world.labelled(`${id}-S2`);
  expect(await desk.states(id)).toEqual(['captured']);
  const units = { lines: [{ lineNo: 1, quantity: 1 }], reason: 'one is enough' };
  expect((await world.api.post('back_office', `/v1/orders/${id}/cancel`, units)).status).toBe(200);
  await expect.poll(async () => (await desk.booked(id)).refunds).toEqual(['succeeded 2299']);
  expect(await rows.payments(id)).toMatchObject([{ captured: 4597, refunded: 2299 }]);
  await desk.cancel(id);
  await world.reaches(id, 'cancelled');
  expect((await desk.booked(id)).refunds).toEqual(['succeeded 2299', 'succeeded 2298']);
  expect(await rows.ledger(id)).toEqual([{ ordered: 2, cancelled: 2, refunded: 2 }]);
});

it.each([
  ['settles', 'pm_card_pendingRefund', null, 'settled', 'completed'],
  ['fails', 'pm_card_visa', 'refund_fails', 'failed', 'needs_intervention'],
] as const)(
  'a refund whose webhook never came %s when the provider is asked',
  async (_, token, mode, state, status) => {
    const id = await world.place({ payment: { method: 'card', token } });
    await desk.send(`${id}-S1`);
    await expect.poll(() => desk.states(id)).toEqual(['captured']);
    await world.carrier.scan(await world.trackingCode(`${id}-S1`), 'return_to_sender');
    await expect.poll(async () => (await world.shipmentOf(`${id}-S1`))?.tracking).toBe('returning');
    await world.stripe.webhooks({ hold: true });
    if (mode) await world.stripe.fault({ op: 'refund', mode });
    const came = { lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }], reason: 'came back' };
    // biome-ignore lint/suspicious/noThenProperty: a field of the request
    await world.api.post('warehouse', `/v1/shipments/${id}-S1/returns`, { ...came, then: 'refund' });
    const refund = async () =>
      (await world.database.query.execute(sql`select state from refunds where order_id = ${id}`))[0]?.state;
    await expect.poll(refund).toBe('submitted');
    const nudge = (orderId: string) => world.env.client.workflow.getHandle(`order/${orderId}`).signal('nudge');
    const round = () => pollRefunds({ database: world.database, payments: world.providers.payments, nudge });
    await round();
    expect(await refund()).toBe(state);
    await world.reaches(id, status);
    expect(await round()).toEqual({ polled: 0 });
    await world.stripe.webhooks({ hold: false });
  },
);

it('an authorisation is renewed before it lapses, and only the new one is charged', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await desk.lapsesSoon(id);
  await world.env.sleep('30 seconds');
  await expect.poll(() => desk.states(id)).toEqual(['voided', 'authorised']);
  await world.reaches(id, 'confirmed');
  await desk.send(`${id}-S1`);
  await expect.poll(() => desk.states(id)).toEqual(['voided', 'captured']);
  expect(await desk.booked(id)).toEqual({
    intents: ['canceled 2298 cad', 'succeeded 2298 cad'],
    captures: [2298],
    refunds: [],
  });
});

it('a renewal that is declined asks for another card; nothing is charged twice', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await desk.lapsesSoon(id);
  await world.stripe.fault({ op: 'authorise', mode: 'decline' });
  await world.env.sleep('30 seconds');
  await world.reaches(id, 'awaiting_payment');
  await desk.pay(id, card);
  await world.reaches(id, 'confirmed');
  await desk.send(`${id}-S1`);
  await expect.poll(() => desk.states(id)).toEqual(['voided', 'declined', 'captured']);
  expect((await desk.booked(id)).captures).toEqual([2298]);
});

it('what was authorised for a parcel on the shelf lapses: at the deadline the rest is cancelled, what left stays sold', async () => {
  const id = await desk.twoParcels();
  await desk.send(`${id}-S1`);
  await world.labelled(`${id}-S2`);
  // Before the carrier's silence would ring: CONTRIBUTING.md says what the server that skips time makes of both at once.
  await world.carrier.scan(await world.trackingCode(`${id}-S1`), 'delivered');
  await expect.poll(async () => (await world.shipmentOf(`${id}-S1`))?.state).toBe('ended');
  await world.stripe.expire(`${id}-P2`);
  await world.reaches(id, 'awaiting_payment');
  await world.env.sleep('61 seconds');
  await world.reaches(id, 'completed');
  expect(await rows.ledger(id)).toMatchObject([
    { ordered: 1, delivered: 1 },
    { ordered: 1, cancelled: 1 },
  ]);
  expect(await rows.shipments(id)).toEqual(['1 MTL ended', '2 TOR cancelled']);
  expect((await desk.booked(id)).captures).toEqual([1150]);
});

it('nobody gives another card: at the deadline the order is cancelled and its units are free', async () => {
  const id = await world.place({ payment: declinedCard });
  await world.reaches(id, 'awaiting_payment');
  await world.env.sleep('61 seconds');
  await world.reaches(id, 'cancelled');
  expect(await desk.states(id)).toEqual(['declined']);
  expect(await rows.misfits()).toEqual([]);
});
