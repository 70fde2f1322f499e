/** A parcel that came back: what was paid for it is given back once, or ships it again, and is never asked for twice. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createReservationBatcher } from '../../activities/inventory/reservation-batcher.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { expireLeases } from '../../db/inventory/expire-leases.ts';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { recordScans } from '../../db/shipping/record-scans.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { amendmentMoves } from './amendment-moves.ts';
import { parcelOf, paymentOf, stepMoves } from './step-moves.ts';

let orders: DrivenOrders;
const { product, confirmed, add, approve } = amendmentMoves(() => orders);
const { webhook } = stepMoves(() => orders);

beforeAll(async () => {
  orders = await startDrivenOrders();
  for (const sku of ['LAMP', 'DESK']) await putStock(orders.database, sku, 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

/** The warehouse has counted its units, all of them good. */
async function comesBack(order: DrivenOrder, of: { shipmentId: string; units: number }, next: 'refund' | 'reship') {
  const lines = [{ lineNo: 1, restocked: of.units, writtenOff: 0 }];
  const back = { shipmentId: of.shipmentId, lines, reason: 'not at home' };
  // biome-ignore lint/suspicious/noThenProperty: a field of the command
  expect(await order.command('receive_return', { ...back, then: next })).toMatchObject({ result: 'done' });
}

/** The same, and none of it can be sold any more. */
async function comesBackBroken(order: DrivenOrder): Promise<void> {
  const lines = [{ lineNo: 1, restocked: 0, writtenOff: 1 }];
  // biome-ignore lint/suspicious/noThenProperty: a field of the command
  await order.command('receive_return', { ...parcelOf(order), lines, reason: 'broken', then: 'reship' });
  await order.settle();
}

/** One of so many has left, and the others wait for stock or lie at the other place. */
async function firstSent(ordered: number, elsewhere = 0): Promise<{ order: DrivenOrder; sku: string }> {
  const sku = await product(1);
  if (elsewhere > 0) await putStock(orders.database, sku, 'TOR', elsewhere);
  const order = await confirmed({ shortagePolicy: 'partial', lines: [{ sku, quantity: ordered }] });
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  return { order, sku };
}

async function stockArrives(order: DrivenOrder, sku: string, places: readonly string[]): Promise<void> {
  for (const place of places) await putStock(orders.database, sku, place, 1);
  await fillBackorders(orders.database);
  await order.refresh();
  await order.settle();
}

/** Two lamps that came back and lie packed once more: paid for, and not to be charged again. */
async function packedAgain(order: DrivenOrder): Promise<void> {
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  await comesBack(order, { ...parcelOf(order), units: 2 }, 'reship');
  await order.settle();
}

const prepaid = async (order: DrivenOrder) =>
  (await order.facts()).shipments.filter((s) => s.prepaid).map(({ state, lines }) => [state, lines[0]?.quantity]);
/** Those whose money is taken, or blocked on a card. */
const paidParcels = async (order: DrivenOrder) =>
  (await order.facts()).payments.filter(({ state }) => state !== 'declined').map(({ shipmentNo }) => shipmentNo);

it('what was paid for and is missing on the shelf when it ships again is not charged again', async () => {
  const order = await confirmed();
  await packedAgain(order);
  const missing = [{ lineNo: 1, quantity: 1 }];
  await order.command('short_pick', { shipmentId: `${order.id}-S2`, missing, reason: 'broken' });
  await order.settle();
  expect([await prepaid(order), await paidParcels(order)]).toEqual([
    [
      ['labelled', 1],
      ['labelled', 1],
    ],
    [1],
  ]);
});

it('nor is it when the stock that was held for it lapses', async () => {
  const order = await confirmed();
  await orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id });
  await add(order, 'DESK', 1);
  await packedAgain(order);
  expect(order.progress().status).toBe('awaiting_payment');
  await orders.database.query.execute(
    sql`update reservations set lease_until = now() - interval '1 second' where order_id = ${order.id} and shipment_no = 3`,
  );
  await expireLeases(orders.database, 1000);
  await order.refresh();
  await order.settle();
  await order.command('change_payment_method', { paymentMethod: 'card', paymentToken: 'pm_card_visa' });
  await order.settle();
  expect((await prepaid(order)).at(-1)).toEqual(['labelled', 2]);
  expect(await paidParcels(order)).toEqual([1, 2]);
});

it.each(['lies packed', 'waits for stock'] as const)(
  'the next parcel is charged what it is worth after a unit that was paid for and %s',
  async (how) => {
    const { order } = await firstSent(3, 1);
    if (how === 'lies packed') await comesBack(order, { ...parcelOf(order), units: 1 }, 'reship');
    else await comesBackBroken(order);
    await order.settle();
    await order.command('hand_over', { shipmentId: `${order.id}-S2` });
    await order.settle();
    // A third of 3449, and what two thirds are worth more.
    expect((await order.facts()).payments.map(({ capturedMinor }) => capturedMinor)).toEqual([1150, 1149]);
  },
);

it('what came back broken is sent again as soon as there is one, and is not charged again', async () => {
  const { order, sku } = await firstSent(1);
  await comesBackBroken(order);
  expect((await order.facts()).lines).toMatchObject([{ backordered: 1, prepaid: 1 }]);
  await stockArrives(order, sku, ['MTL']);
  expect([await prepaid(order), await paidParcels(order)]).toEqual([[['labelled', 1]], [1]]);
});

it('beside one that was not paid for, it is one parcel that is not charged, and the other is', async () => {
  const { order, sku } = await firstSent(2);
  await comesBackBroken(order);
  await stockArrives(order, sku, ['MTL', 'TOR']);
  expect([await prepaid(order), await paidParcels(order)]).toEqual([[['labelled', 1]], [1, 3]]);
});

it('nor when the worker that reserved it died before it could say so', async () => {
  const { order, sku } = await firstSent(1);
  await comesBack(order, { ...parcelOf(order), units: 1 }, 'reship');
  await createReservationBatcher(orders).reserve({
    ...{ orderId: order.id, purpose: 'order', generation: 2, leaseUntil: new Date(order.now() + 60_000) },
    lines: [{ lineNo: 1, shipmentNo: 2, sku, locationId: 'MTL', quantity: 1 }],
  });
  await order.refresh(); // what was read ahead is known to nobody any more
  await order.settle();
  expect([await prepaid(order), await paidParcels(order)]).toEqual([[['labelled', 1]], [1]]);
});

it('what came back broken, waits for stock and is cancelled is given back', async () => {
  const { order } = await firstSent(1);
  await comesBackBroken(order);
  await order.command('cancel', { reason: 'takes too long' });
  expect((await order.settle()).status).toBe('cancelled');
  expect((await order.facts()).payments).toMatchObject([{ capturedMinor: 1150, refundedMinor: 1150 }]);
});

it('what our warehouse has received and counted is taken back by no word of the carrier', async () => {
  const order = await confirmed();
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  await comesBack(order, { ...parcelOf(order), units: 2 }, 'refund');
  const occurredAt = new Date(order.now() + 30_000).toISOString();
  const late = { id: 'late', occurredAt, status: 'delivered', rawCode: 'delivered', message: '' } as const;
  await webhook(order, (change) => recordScans(change, parcelOf(order).shipmentId, [{ ...late, correction: true }]));
  expect(await order.facts()).toMatchObject({
    shipments: [{ tracking: 'returned' }],
    lines: [{ shipped: 2, returned: 2, delivered: 0 }],
  });
  await order.settle();
});

it('a parcel that comes back is given back on the payment that was made for it, whatever else was paid', async () => {
  const sku = await product(1);
  await putStock(orders.database, sku, 'TOR', 1);
  const order = await confirmed({ lines: [{ sku, quantity: 2 }] });
  const second = { shipmentId: `${order.id}-S2` };
  for (const parcel of [parcelOf(order), second]) await order.command('hand_over', parcel);
  await order.settle();
  await comesBack(order, { ...second, units: 1 }, 'refund');
  await order.settle();
  expect((await order.facts()).refunds).toMatchObject([{ paymentId: `${order.id}-P2`, state: 'settled' }]);
});

it('a parcel whose units come to nothing is charged nothing: its card is set free', async () => {
  await addProduct(orders.database, 'CENT', 1);
  await putStock(orders.database, 'CENT', 'MTL', 1);
  await putStock(orders.database, 'CENT', 'TOR', 2);
  const order = await orders.place({ discountBps: 6700, lines: [{ sku: 'CENT', quantity: 3 }] });
  await order.settle();
  await approve(order);
  expect(await order.facts()).toMatchObject({
    status: 'confirmed',
    totalMinor: 1,
    shipments: [{ locationId: 'MTL' }, {}],
  });
  for (const shipmentId of [`${order.id}-S1`, `${order.id}-S2`]) {
    await order.command('hand_over', { shipmentId });
    expect((await order.settle()).status).toBe('fulfilling');
  }
  expect((await order.facts()).payments).toMatchObject([
    { state: 'captured', capturedMinor: 0 },
    { state: 'captured', capturedMinor: 1 },
  ]);
  const { intents } = await orders.stripe.book();
  expect(intents.find(({ reference }) => reference === paymentOf(order))?.status).toBe('canceled');
});

it('leaves books that agree with the providers’', async () => {
  expect(await orders.audit()).toEqual([]);
});
