import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let s: Scenario;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  s = createScenario(world);
  for (const sku of ['LAMP', 'DESK']) await putStock(world.database, sku, 'MTL', 100);
});
afterEach(async () => expect(await s.rows.misfits()).toEqual([]));
afterAll(() => world.close());

const units = (quantity: number, lineNo = 1) => ({ lineNo, quantity });

/** Three units that no single place has: one parcel of two, one of one. */
async function oneAndTwo(sku: string): Promise<string> {
  await s.product(sku, { MTL: 1, TOR: 2 });
  const id = await world.place({ lines: [{ sku, quantity: 3 }] });
  await Promise.all([world.labelled(`${id}-S1`), world.labelled(`${id}-S2`)]);
  return id;
}

it('cancels a whole order of two packed parcels: both labels, both shelves and both authorisations are given back', async () => {
  const id = await oneAndTwo('WHOLE');
  const answer = await s.cancel(id);
  expect(answer).toMatchObject({ status: 200, body: { result: { cancelled: [units(3)], stays: [] } } });
  await world.reaches(id, 'cancelled');
  expect(await s.labels(id)).toEqual(['S1 refunded', 'S2 refunded']);
  expect((await s.booked(id)).intents.map((intent) => intent.split(' ')[0])).toEqual(['canceled', 'canceled']);
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 3, cancelled: 3 }]);
  expect(await s.rows.shelf('WHOLE')).toEqual({ MTL: [1, 0], TOR: [2, 0] });
  expect(await s.told(id)).toEqual(['order_confirmed', 'order_cancelled']);
});

it('undoes a parcel in one order: the label, then the reservation, then the money', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await s.cancel(id);
  await world.reaches(id, 'cancelled');
  const events = await s.rows.events(id);
  const undone = events.slice(events.indexOf('order.units_cancelled'));
  expect(undone).toEqual([
    'order.units_cancelled',
    'order.cancelling',
    'shipment.cancelled',
    'payment.voided',
    'order.cancelled',
  ]);
});

it('cancels one of two lines; the other is charged and sent under the label it had', async () => {
  const id = await world.place({ lines: ['LAMP', 'DESK'].map((sku) => ({ sku, quantity: 1 })) });
  await world.labelled(`${id}-S1`);
  const answer = await s.cancel(id, [units(1, 2)]);
  expect(answer.body.result).toEqual({ cancelled: [units(1, 2)], stays: [units(1, 1)] });
  expect(await s.rows.total(id)).toBe(2298 + 3448); // what was ordered
  await s.send(`${id}-S1`);
  await expect.poll(() => s.payments(id)).toEqual(['captured']);
  expect((await s.booked(id)).captures).toEqual([2298]);
  expect(await s.labels(id)).toEqual(['S1 sold']);
  expect(await s.rows.ledger(id)).toEqual([
    { ordered: 1, shipped: 1 },
    { ordered: 1, cancelled: 1 },
  ]);
  expect(await s.told(id)).toEqual(['order_confirmed', 'order_partly_cancelled', 'order_shipped']);
});

it('cancels some units of a line: the last parcel shrinks, and is given up when it is empty', async () => {
  const id = await oneAndTwo('SOME');
  const contents = async () => (await world.api.get('agent', `/v1/orders/${id}`)).body.shipments;
  const [first, last] = (await contents()).map(
    (parcel: { lines: { quantity: number }[] }) => parcel.lines[0]?.quantity,
  );
  expect(await s.cancel(id, [units(last)])).toMatchObject({ status: 200 });
  await expect.poll(() => s.labels(id)).toEqual(['S1 sold', 'S2 refunded']);
  await expect.poll(() => s.payments(id)).toEqual(['authorised', 'voided']);
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 3, cancelled: last, reserved: first }]);
  expect(await world.statusOf(id)).toBe('confirmed');
});

it('refuses more units than there are, with the numbers, and changes nothing', async () => {
  const id = await world.place({ lines: [{ sku: 'LAMP', quantity: 2 }] });
  await world.labelled(`${id}-S1`);
  const refused = await s.cancel(id, [units(3)]);
  expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_units' } });
  expect(refused.body.detail).toBe(
    'Line 1: 3 unit(s) asked, 2 can be cancelled; 0 left the warehouse. Ask for no more than that; open a claim for units that have left.',
  );
  const twice = [units(1), units(2)];
  expect((await s.cancel(id, twice)).status).toBe(422); // a line is named once
  expect((await s.cancel(id, [units(1, 7)])).status).toBe(404);
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 2, reserved: 2 }]);
  expect(await s.rows.events(id)).not.toContain('order.units_cancelled');
});

it('cancels one of three units while one is shipped; the shipped one needs a claim', async () => {
  const id = await oneAndTwo('THREE');
  const parcels = (await world.api.get('agent', `/v1/orders/${id}`)).body.shipments;
  const single = parcels.find((parcel: { lines: { quantity: number }[] }) => parcel.lines[0]?.quantity === 1).id;
  const double = parcels.find((parcel: { id: string }) => parcel.id !== single).id;
  await s.send(single);
  expect(await s.cancel(id, [units(1)])).toMatchObject({ status: 200, body: { result: { stays: [units(2)] } } });
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 3, cancelled: 1, shipped: 1, reserved: 1 }]);

  const refused = await s.cancel(id, [units(2)]);
  expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_units' } });
  expect(refused.body.detail).toContain('2 unit(s) asked, 1 can be cancelled; 1 left the warehouse. Ask for no more');

  await s.send(double);
  const late = await s.cancel(id);
  expect(late).toMatchObject({ status: 409, body: { code: 'nothing_to_cancel' } });
  expect(late.body.detail).toBe(`Order ${id} is handed over; open a claim instead of cancelling.`);
  for (const parcel of [single, double]) await s.scanned(parcel, 'delivered');
  await expect.poll(() => s.rows.ledger(id)).toEqual([{ ordered: 3, cancelled: 1, shipped: 2, delivered: 2 }]);
  expect((await s.booked(id)).captures.toSorted()).toEqual([1149, 1150]); // two thirds of 34.49
});

it('without lines cancels what has not left and says what stays', async () => {
  const id = await oneAndTwo('REST');
  await s.send(`${id}-S1`);
  const [{ shipped = 0 } = {}] = await s.rows.ledger(id);
  const answer = await s.cancel(id);
  expect(answer.body.result).toEqual({ cancelled: [units(3 - shipped)], stays: [units(shipped)] });
  await expect.poll(() => s.labels(id)).toEqual(['S1 sold', 'S2 refunded']);
  await world.reaches(id, 'fulfilling');
  await s.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
  expect((await s.told(id)).filter((template) => template === 'order_cancelled')).toEqual([]);
});

it('cancelling what could not be paid lets the rest go', async () => {
  await s.product('PAID', { MTL: 1 });
  await s.product('UNPAID', { TOR: 1 });
  await world.stripe.fault({ op: 'authorise', mode: 'decline' });
  const id = await world.place({ lines: ['PAID', 'UNPAID'].map((sku) => ({ sku, quantity: 1 })) });
  await world.reaches(id, 'awaiting_payment');
  await expect.poll(async () => (await s.payments(id)).toSorted()).toEqual(['authorised', 'declined']);
  const declined = (await s.rows.payments(id)).find((payment) => payment.state === 'declined')?.shipment;
  const kept = declined === 1 ? 2 : 1;
  const line = (await world.api.get('agent', `/v1/shipments/${id}-S${declined}`)).body.lines[0].lineNo;
  expect((await s.cancel(id, [units(1, line)])).status).toBe(200);
  await s.send(`${id}-S${kept}`);
  await expect.poll(async () => (await s.booked(id)).captures).toEqual([1150]);
  expect(await s.told(id)).toContain('order_confirmed');
});

it('cancel and hand-over in the same instant: one of them has won and the other knows why', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => world.place()));
  await Promise.all(ids.map((id) => world.labelled(`${id}-S1`)));
  for (const [index, id] of ids.entries()) {
    const cancel = () => s.cancel(id);
    const handOver = () => s.handOver(`${id}-S1`);
    const inOrder = index % 2 === 0 ? [cancel(), handOver()] : [handOver(), cancel()];
    const answers = await Promise.all(inOrder);
    const [cancelled, handedOver] = index % 2 === 0 ? answers : answers.toReversed();
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    if (handedOver?.status === 200) {
      expect(cancelled?.body).toMatchObject({
        code: 'nothing_to_cancel',
        detail: expect.stringContaining('open a claim'),
      });
      await expect.poll(() => s.payments(id)).toEqual(['captured']);
      expect(await s.rows.ledger(id)).toEqual([{ ordered: 1, shipped: 1 }]);
    } else {
      expect(['shipment_not_ready', 'not_in_this_status', 'order_closed']).toContain(handedOver?.body.code);
      await world.reaches(id, 'cancelled');
      expect(await s.booked(id)).toMatchObject({ captures: [] });
      expect(await s.labels(id)).toEqual(['S1 refunded']);
    }
  }
});

it('the same cancel sent twice is one cancel; a later one is told that the order is closed', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  const [first, second] = await Promise.all([
    s.cancel(id, undefined, `cancel-${id}`),
    s.cancel(id, undefined, `cancel-${id}`),
  ]);
  expect(first.status).toBe(200);
  expect(second.body).toEqual(first.body);
  await world.reaches(id, 'cancelled');
  expect((await s.cancel(id, undefined, `cancel-${id}`)).body).toEqual(first.body);
  const late = await s.cancel(id);
  expect(late).toMatchObject({ status: 409, body: { code: 'order_closed' } });
  expect(late.body.detail).toBe(
    `Order ${id} is cancelled; nothing more can be changed on it. Place a new order, or open a claim for what was shipped.`,
  );
  expect((await s.rows.events(id)).filter((type) => type === 'order.units_cancelled')).toHaveLength(1);
});

it('a label that cannot be given back keeps stock and money where they are until a person retries', async () => {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await world.carrier.fault({ op: 'void', mode: 'refuse' });
  const [, reserved] = (await s.rows.shelf('LAMP')).MTL ?? [];
  await s.cancel(id);
  await world.reaches(id, 'needs_intervention');
  expect((await s.rows.shelf('LAMP')).MTL?.[1]).toBe(reserved);
  expect(await s.payments(id)).toEqual(['authorised']);
  await s.must('agent', `/v1/orders/${id}/intervention`, { no: 1, resolution: 'retry', reason: 'they are back' });
  await world.reaches(id, 'cancelled');
  expect(await s.labels(id)).toEqual(['S1 refunded']);
  expect(await s.payments(id)).toEqual(['voided']);
});

it('leaves books that agree with the providers’', async () => {
  expect(await world.audit()).toEqual([]);
});
