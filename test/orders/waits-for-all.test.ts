/** Customers who want everything at once, of orders a part of which has left already. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { expireLeases } from '../../db/inventory/expire-leases.ts';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { ledgerOf, parcelOf } from './step-moves.ts';

let orders: DrivenOrders;
let made = 0;

beforeAll(async () => {
  orders = await startDrivenOrders();
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

const { backorderDeadlineMs } = orderPolicies.standard;
const day = 86_400_000;

/** One unit has left; of two more that were added one is there, and the customer waits for both. */
async function waitingForBoth(): Promise<{ order: DrivenOrder; sku: string }> {
  made += 1;
  const sku = `ALL${made}`;
  await addProduct(orders.database, sku, 1000);
  await putStock(orders.database, sku, 'MTL', 2);
  const order = await orders.place({ shortagePolicy: 'backorder', lines: [{ sku, quantity: 1 }] });
  await order.settle();
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  const { version } = await order.facts();
  await order.command('preview_amendment', { baseVersion: version, change: { addLines: [{ sku, quantity: 2 }] } });
  await order.command('confirm_amendment', { no: 1, baseVersion: version + 1 });
  await order.settle();
  return { order, sku };
}

it('the order is under way, says that it waits for stock, and sends both when the last one comes', async () => {
  const { order, sku } = await waitingForBoth();
  expect(order.progress()).toMatchObject({ status: 'fulfilling', due: [] });
  const waiting = waitingFor(await order.facts());
  expect(waiting?.message.en).toContain(`${order.id}-S2 stays on the shelf`);
  expect(waiting?.message.fr).toContain(`${order.id}-S2 reste en rayon`);
  expect(waiting?.message.en).toContain(`1 × ${sku} will ship when stock arrives`);

  await putStock(orders.database, sku, 'MTL', 1);
  await fillBackorders(orders.database);
  await order.refresh();
  await order.settle();
  const { shipments } = await order.facts();
  expect(shipments.map(({ state }) => state)).toEqual(['handed_over', 'labelled', 'labelled']);
});

it('what lies on the shelf stays there for longer than a lease lives, whenever it came', async () => {
  const { order, sku } = await waitingForBoth();
  const { version } = await order.facts();
  const change = { addLines: [{ sku, quantity: 2 }] };
  await order.command('preview_amendment', { baseVersion: version, change });
  await order.command('confirm_amendment', { no: 2, baseVersion: version + 1 });
  await order.settle();
  await putStock(orders.database, sku, 'MTL', 2);
  await fillBackorders(orders.database);
  await order.refresh();
  await order.settle();
  const reserved = async () => (await order.facts()).lines.map((line) => line.reserved);
  expect(await reserved()).toEqual([0, 2, 1]);
  await orders.database.query.execute(
    sql`update reservations set lease_until = now() - interval '1 second' where order_id = ${order.id} and lease_until is not null`,
  );
  await expireLeases(orders.database, 1000);
  await order.refresh();
  expect(await reserved()).toEqual([0, 2, 1]);
});

it('what has not come by the deadline is cancelled, and what lies on the shelf is sent', async () => {
  const { order } = await waitingForBoth();
  await order.command('correct_tracking', { ...parcelOf(order), status: 'delivered', reason: 'seen' });
  const { backorderUntil } = await order.facts();
  expect(order.progress()).toMatchObject({ status: 'fulfilling', until: backorderUntil });
  await order.ring();
  await order.settle();
  expect((await order.facts()).lines[1]).toMatchObject({ ordered: 2, reserved: 1, cancelled: 1 });
  expect((await order.facts()).shipments[1]).toMatchObject({ state: 'labelled' });
  await order.command('hand_over', { shipmentId: `${order.id}-S2` });
  await order.settle();
  await order.command('correct_tracking', { shipmentId: `${order.id}-S2`, status: 'delivered', reason: 'seen' });
  expect(order.progress().status).toBe('delivered');
  expect(await ledgerOf(order)).toEqual({ ordered: 1, shipped: 1, delivered: 1 });
});

it('what is added while the order waits stays on the shelf for it, for as long as it waits', async () => {
  await addProduct(orders.database, 'RARE', 1000);
  await addProduct(orders.database, 'PLENTY', 1000);
  await putStock(orders.database, 'PLENTY', 'MTL', 9);
  const order = await orders.place({ shortagePolicy: 'backorder', lines: [{ sku: 'RARE', quantity: 1 }] });
  expect((await order.settle()).status).toBe('backordered');
  const { version } = await order.facts();
  const change = { addLines: [{ sku: 'PLENTY', quantity: 2 }] };
  await order.command('preview_amendment', { baseVersion: version, change });
  await order.command('confirm_amendment', { no: 1, baseVersion: version + 1 });
  expect((await order.settle()).status).toBe('backordered');
  const kept = await orders.database.query.execute(
    sql`select state, lease_until from reservations where order_id = ${order.id} and sku = 'PLENTY'`,
  );
  expect(kept).toEqual([{ state: 'committed', lease_until: null }]);
  await putStock(orders.database, 'RARE', 'TOR', 1);
  await fillBackorders(orders.database);
  await order.refresh();
  expect((await order.settle()).status).toBe('confirmed');
});

it('who chooses to wait for what is missing, weeks after the order was placed, has time to', async () => {
  const { order, sku } = await waitingForBoth();
  order.passTo(order.now() + backorderDeadlineMs - day);
  await putStock(orders.database, sku, 'MTL', 1);
  await fillBackorders(orders.database);
  await order.refresh();
  await order.settle();
  order.passTo(order.now() + 2 * day);
  const missing = [{ lineNo: 2, quantity: 1 }];
  await order.command('short_pick', { shipmentId: `${order.id}-S3`, missing, reason: 'broken' });
  await order.settle();
  expect(await order.facts()).toMatchObject({ backorderUntil: order.now() + backorderDeadlineMs });
  order.passTo(order.now() + day);
  await order.ring();
  expect((await order.facts()).lines[1]).toMatchObject({ backordered: 1, cancelled: 0 });
});
