/** The day that a customer was told: who keeps it, and who notices first that it is broken. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { nextDeadline } from '../../domain/orders/deadline.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { parcelOf, stepMoves } from './step-moves.ts';

let orders: DrivenOrders;

beforeAll(async () => {
  orders = await startDrivenOrders();
  await putStock(orders.database, 'LAMP', 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

const { settled, onItsWay, carrierSays } = stepMoves(() => orders);
const { promiseMs } = orderPolicies.standard;
const day = 86_400_000;

async function told(order: DrivenOrder): Promise<string[]> {
  const rows = await orders.database.query.execute<{ step: string }>(
    sql`select step from messages where process = ${`order/${order.id}`} and template = 'shipment_delayed' order by step`,
  );
  return rows.map(({ step }) => step);
}

/** How often its timeline says so. */
async function delays(order: DrivenOrder): Promise<number> {
  const rows = await orders.database.query.execute(
    sql`select seq from events where aggregate_id = ${order.id} and type = 'shipment.delayed'`,
  );
  return rows.length;
}

/** Its own product, some of it at each place. */
async function product(sku: string, shelves: Readonly<Record<string, number>>): Promise<void> {
  await addProduct(orders.database, sku, 1000);
  for (const [place, units] of Object.entries(shelves)) await putStock(orders.database, sku, place, units);
}

it('a parcel whose label cannot be bought is late on the day that was promised, and the customer is told', async () => {
  await orders.carrier.fault({ op: 'rates', mode: 'refuse' });
  const order = await settled();
  expect(order.progress()).toMatchObject({ status: 'needs_intervention' });
  const { confirmedAt } = await order.facts();
  const promised = (confirmedAt ?? 0) + promiseMs;
  expect(nextDeadline({ ...(await order.facts()), payments: [] }, 'needs_intervention')).toBe(promised);
  order.passTo(promised);
  await order.ring();
  expect(await told(order)).toEqual([`delayed-${order.id}-S1`]);
  // Its label comes too late, which everybody knows by then.
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the carrier is back' });
  expect((await order.settle()).status).toBe('confirmed');
  expect(await delays(order)).toBe(1);
});

it('a promise that no service can keep is told when the label is bought, not when the day has come', async () => {
  await orders.carrier.fault({ op: 'rates', mode: 'refuse' });
  const order = await settled();
  order.passTo(order.now() + promiseMs - day / 2);
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the carrier is back' });
  expect((await order.settle()).status).toBe('confirmed');
  expect(await told(order)).toEqual([`delayed-${order.id}-S1`]);
  expect((await order.facts()).shipments).toMatchObject([{ state: 'labelled', delayTold: true }]);
});

it('nobody is told of the delay of a parcel that was cancelled while its label was bought', async () => {
  const { carrier } = orders.providers;
  const buyLabel: typeof carrier.buyLabel = async (request) => {
    await order.command('cancel', { reason: 'no longer' });
    return carrier.buyLabel(request);
  };
  await orders.carrier.fault({ op: 'rates', mode: 'refuse' });
  const order: DrivenOrder = await orders.place({}, { carrier: { ...carrier, buyLabel } });
  await order.settle();
  order.passTo(order.now() + promiseMs - day / 2);
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the carrier is back' });
  expect((await order.settle()).status).toBe('cancelled');
  expect(await told(order)).toEqual([]);
});

it('units that were missing and come from elsewhere keep the day that was promised', async () => {
  await product('MOVED', { MTL: 2, TOR: 2 });
  const order = await settled({ lines: [{ sku: 'MOVED', quantity: 2 }] });
  const [first] = (await order.facts()).shipments;
  order.passTo(order.now() + 2 * day);
  await order.command('short_pick', { ...parcelOf(order), missing: [{ lineNo: 1, quantity: 1 }], reason: 'gone' });
  await order.settle();
  const [, second] = (await order.facts()).shipments;
  expect(second).toMatchObject({ state: 'labelled', promiseOn: first?.promiseOn });
});

it('who was promised a day has what arrives before who was not, and of others whose order is older, whenever they were queued', async () => {
  await product('TURN', {});
  const lines = [{ sku: 'TURN', quantity: 1 }];
  const asked = await settled({ lines, shortagePolicy: 'ask' });
  const younger = await settled({ lines, shortagePolicy: 'partial' });
  await putStock(orders.database, 'TURN', 'MTL', 1);
  const promised = await settled({ lines, shortagePolicy: 'partial' });
  const missing = [{ lineNo: 1, quantity: 1 }];
  await promised.command('short_pick', { ...parcelOf(promised), missing, reason: 'broken' });
  await asked.command('decide', { version: 1, choice: 'wait' });
  for (const order of [promised, asked]) await order.settle();
  const served: (string | undefined)[] = [];
  for (let n = 0; n < 3; n += 1) {
    await putStock(orders.database, 'TURN', 'MTL', 1);
    served.push(...(await fillBackorders(orders.database)));
  }
  expect(served).toEqual([promised.id, asked.id, younger.id]);
});

it('what waited in the queue is promised anew when it has come', async () => {
  await product('QUEUED', { MTL: 1 });
  const order = await settled({ shortagePolicy: 'partial', lines: [{ sku: 'QUEUED', quantity: 2 }] });
  order.passTo(order.now() + 2 * day);
  await putStock(orders.database, 'QUEUED', 'MTL', 1);
  await fillBackorders(orders.database);
  await order.refresh();
  await order.settle();
  expect((await order.facts()).shipments[1]).toMatchObject({ promiseOn: order.now() + promiseMs });
});

it('of two days that were promised for a line, units that were missing keep the first', async () => {
  await product('TWICE', { MTL: 2 });
  const order = await settled({ shortagePolicy: 'partial', lines: [{ sku: 'TWICE', quantity: 3 }] });
  const [first] = (await order.facts()).shipments;
  order.passTo(order.now() + 2 * day);
  await putStock(orders.database, 'TWICE', 'MTL', 1);
  await fillBackorders(orders.database);
  await order.refresh();
  await order.settle();
  await putStock(orders.database, 'TWICE', 'TOR', 1);
  await order.command('short_pick', { ...parcelOf(order), missing: [{ lineNo: 1, quantity: 1 }], reason: 'gone' });
  await order.settle();
  const { shipments } = await order.facts();
  expect(shipments.map(({ promiseOn }) => promiseOn)).toEqual([
    first?.promiseOn,
    order.now() + promiseMs,
    first?.promiseOn,
  ]);
});

it('a parcel sent again after its day is promised anew', async () => {
  const order = await onItsWay();
  order.passTo(order.now() + promiseMs + day);
  await order.ring();
  await order.command('receive_return', {
    ...parcelOf(order),
    lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }],
    // biome-ignore lint/suspicious/noThenProperty: a field of the command
    then: 'reship',
    reason: 'wrong door',
  });
  await order.settle();
  expect((await order.facts()).shipments[1]).toMatchObject({ state: 'labelled', promiseOn: order.now() + promiseMs });
});

it('a parcel that lies ready for its customer is not late', async () => {
  const order = await onItsWay();
  await carrierSays(order, 'available_for_pickup');
  await order.settle();
  const { shipments } = await order.facts();
  order.passTo((shipments[0]?.promiseOn ?? 0) + 1);
  await order.ring();
  expect(await told(order)).toEqual([]);
});
