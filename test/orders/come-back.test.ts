/** A parcel that came back: what was paid for it is given back once, or ships it again, and is never asked for twice. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { expireLeases } from '../../db/inventory/expire-leases.ts';
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
