/** What was promised and is paid for leaves, whatever becomes of what was added to the order or ships with it later. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';
import { amendmentMoves } from './amendment-moves.ts';
import { parcelOf, ringUntil } from './step-moves.ts';

let orders: DrivenOrders;
const { product, customerOwing, confirmed, add, approve, reject, unitsOf } = amendmentMoves(() => orders);

beforeAll(async () => {
  orders = await startDrivenOrders();
  for (const sku of ['LAMP', 'DESK']) await putStock(orders.database, sku, 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

/** For a customer who may owe just what two lamps cost, and a little. */
const onAccount = async () => confirmed({ customerId: await customerOwing(5000), payment: { method: 'account' } });

/** The parcel of the beginning stands as it stood, all else is cancelled, and the parcel can leave. */
async function keptTheFirst(order: DrivenOrder): Promise<void> {
  expect(order.progress().status).toBe('confirmed');
  const { lines, shipments } = await order.facts();
  expect(await unitsOf(order)).toEqual([
    [2, 2, 0],
    [lines[1]?.ordered, 0, lines[1]?.ordered],
  ]);
  expect(shipments[0]).toMatchObject({ state: 'labelled' });
  await order.command('hand_over', parcelOf(order));
  expect((await order.settle()).status).toBe('fulfilling');
}

it('what is added to a confirmed order and cannot be had: the policy “cancel” cancels that alone', async () => {
  const order = await confirmed({ shortagePolicy: 'cancel' });
  await add(order, await product(0), 3);
  await keptTheFirst(order);
});

it('an addition that is not approved is cancelled alone', async () => {
  const order = await confirmed();
  await add(order, 'DESK', 200);
  expect(order.progress().status).toBe('awaiting_approval');
  const { en, fr } = waitingFor(await order.facts())?.message ?? { en: '', fr: '' };
  expect(en).toContain('what was not promised before is cancelled');
  expect(fr).toContain('ce qui n’était pas encore promis est annulé');
  await reject(order);
  await keptTheFirst(order);
});

it('an addition that nobody decides is cancelled alone', async () => {
  const order = await confirmed();
  await add(order, 'DESK', 200);
  await ringUntil(order, () => order.progress().status !== 'awaiting_approval');
  await keptTheFirst(order);
});

it('an addition that nobody pays is cancelled alone', async () => {
  const order = await confirmed();
  await orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id });
  await add(order, 'DESK', 1);
  expect(order.progress().status).toBe('awaiting_payment');
  expect(waitingFor(await order.facts())?.message.en).toContain('what was not promised before is cancelled');
  await ringUntil(order, () => order.progress().status !== 'awaiting_payment');
  await keptTheFirst(order);
});

it('an addition over the credit limit that nobody lets through is cancelled alone', async () => {
  const order = await onAccount();
  await add(order, 'DESK', 3);
  expect(order.progress().status).toBe('on_hold');
  const waiting = waitingFor(await order.facts());
  expect(waiting?.message.en).toContain('At its deadline what was not promised before is cancelled');
  expect(waiting?.message.fr).toContain('À l’échéance, ce qui n’était pas encore promis est annulé');
  await order.ring();
  await order.settle();
  await keptTheFirst(order);
  expect(await orders.rows.holds(order.id)).toEqual(['credit void']);
});

it('whoever lets an order through above the credit limit has not let through what is added later', async () => {
  const order = await onAccount();
  await add(order, 'DESK', 3);
  await order.command('release_hold', { kind: 'credit', reason: 'known for years' });
  expect((await order.settle()).status).toBe('confirmed');
  await add(order, 'DESK', 1);
  expect(order.progress().status).toBe('on_hold');
  await order.command('release_hold', { kind: 'credit', reason: 'that too' });
  expect((await order.settle()).status).toBe('confirmed');
  expect(await orders.rows.holds(order.id)).toEqual(['credit released', 'credit released']);
});

it('a parcel whose payment was lost is not kept by its promise', async () => {
  const order = await confirmed();
  await orders.stripe.expire(`${order.id}-P1`);
  await orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id });
  const { payments } = await order.facts();
  order.passTo(payments[0]?.expiresAt ?? 0);
  await ringUntil(order, order.closed);
  expect(order.progress().status).toBe('cancelled');
});

it('before anything was promised, the policy “cancel” cancels all of it', async () => {
  const order = await orders.place({
    shortagePolicy: 'cancel',
    lines: [
      { sku: 'LAMP', quantity: 2 },
      { sku: await product(1), quantity: 2 },
    ],
  });
  expect((await order.settle()).status).toBe('cancelled');
});

it('units that come from the queue and are not paid are cancelled, what was promised beside them leaves', async () => {
  const sku = await product(2);
  const order = await orders.place({ shortagePolicy: 'partial', lines: [{ sku, quantity: 3 }] });
  expect((await order.settle()).status).toBe('confirmed');
  await putStock(orders.database, sku, 'MTL', 1);
  await orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id });
  await fillBackorders(orders.database);
  await order.refresh();
  expect((await order.settle()).status).toBe('awaiting_payment');
  await ringUntil(order, () => order.progress().status !== 'awaiting_payment');
  expect(order.progress().status).toBe('confirmed');
  expect((await order.facts()).lines[0]).toMatchObject({ ordered: 3, reserved: 2, cancelled: 1 });
});

it('what was approved before stays approved when an addition is rejected', async () => {
  const order = await orders.place({ lines: [{ sku: 'DESK', quantity: 200 }] });
  await order.settle();
  await approve(order);
  expect(order.progress().status).toBe('confirmed');
  await add(order, 'DESK', 100);
  await reject(order);
  const missing = [{ lineNo: 1, quantity: 1 }];
  await order.command('short_pick', { ...parcelOf(order), missing, reason: 'one is broken' });
  expect((await order.settle()).status).toBe('confirmed');
});

it('leaves books that agree with the providers’', async () => {
  expect(await orders.audit()).toEqual([]);
});
