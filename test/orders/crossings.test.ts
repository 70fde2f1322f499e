/** Where two features meet in one order, neither makes the other untrue. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { viewOrder } from '../../db/orders/view-order.ts';
import { actionsFor } from '../../domain/orders/actions.ts';
import { openTotal } from '../../domain/orders/approval-need.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';
import { amendmentMoves } from './amendment-moves.ts';
import { parcelOf, paymentOf, ringUntil } from './step-moves.ts';

let orders: DrivenOrders;
const { product, customerOwing, confirmed, amend, add, reject, unitsOf } = amendmentMoves(() => orders);
const day = 86_400_000;

beforeAll(async () => {
  orders = await startDrivenOrders();
  for (const sku of ['LAMP', 'DESK']) await putStock(orders.database, sku, 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

async function offers(order: DrivenOrder, kind: string): Promise<boolean> {
  const view = await viewOrder(orders.database, order.id);
  if (view === null) throw new Error('no order');
  return actionsFor(view.facts, { role: 'admin' }).some((action) => action.kind === kind);
}

/** What the warehouse was asked because a parcel had not left in time. */
async function pressed(order: DrivenOrder): Promise<string[]> {
  const rows = await orders.database.query.execute<{ state: string }>(
    sql`select state from tasks where order_id = ${order.id} and kind = 'hand_over_overdue'`,
  );
  return rows.map(({ state }) => state);
}

it('a parcel of an order on hold does not leave because something else of the order is stuck', async () => {
  const sku = await product(1);
  await putStock(orders.database, sku, 'TOR', 1);
  const order = await confirmed({ lines: [{ sku, quantity: 2 }] });
  await order.command('raise_hold', { kind: 'fraud', reason: 'stolen card?' });
  await orders.carrier.fault({ op: 'void', mode: 'refuse', match: order.id });
  await order.command('cancel', { lines: [{ lineNo: 1, quantity: 1 }], reason: 'one is enough' });
  expect((await order.settle()).status).toBe('needs_intervention');
  expect(await offers(order, 'hand_over')).toBe(false);
  expect(await order.command('hand_over', parcelOf(order))).toMatchObject({ result: 'refused' });
  const { en, fr } = waitingFor(await order.facts())?.message ?? { en: '', fr: '' };
  expect(en).toContain('on hold');
  expect(fr).toContain('blocage');
});

it.each([
  ['fraud', 'cancelled', 'the order is cancelled'],
  ['manual', 'confirmed', 'it is released'],
] as const)(
  'a %s hold ends at its deadline also while something else of its order is stuck',
  async (kind, status, how) => {
    const order = await orders.place();
    await orders.carrier.fault({ op: 'buy', mode: 'refuse', match: order.id });
    await order.settle();
    await order.command('raise_hold', { kind, reason: 'a question' });
    expect((await order.settle()).status).toBe('needs_intervention');
    const [hold] = (await order.facts()).holds;
    const waiting = waitingFor(await order.facts());
    expect(waiting).toMatchObject({ until: hold?.deadline });
    expect(waiting?.message.en).toContain(`At its deadline ${how}.`);
    expect(order.progress().until).toBe(hold?.deadline);
    await order.ring();
    expect((await order.facts()).holds).toEqual([]);
    if (status === 'confirmed')
      await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'again' });
    expect((await order.settle()).status).toBe(status);
  },
);

it('an order of which everything has left is not put on hold: nobody would look at it again', async () => {
  const order = await confirmed({ lines: [{ sku: await product(1), quantity: 1 }] });
  expect(await offers(order, 'raise_hold')).toBe(true);
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  expect(await offers(order, 'raise_hold')).toBe(false);
  const refused = await order.command('raise_hold', { kind: 'fraud', reason: 'stolen card?' });
  expect(refused).toMatchObject({ result: 'refused', code: 'nothing_to_hold', details: { order: order.id } });
  expect((await order.facts()).holds).toEqual([]);
});

it('units that are missing on the shelf and reserved anew are not owed twice', async () => {
  const customerId = await customerOwing(5000);
  const order = await confirmed({ customerId, payment: { method: 'account' } });
  await order.command('short_pick', {
    ...parcelOf(order),
    missing: [{ lineNo: 1, quantity: 1 }],
    reason: 'one is broken',
  });
  expect((await order.settle()).status).toBe('confirmed');
});

it('lines that are exchanged are not owed beside those that come in their place', async () => {
  const customerId = await customerOwing(7000);
  const order = await confirmed({ customerId, payment: { method: 'account' }, lines: [{ sku: 'LAMP', quantity: 3 }] });
  await amend(order, { quantities: [{ lineNo: 1, quantity: 1 }], addLines: [{ sku: 'LAMP', quantity: 2 }] });
  expect(order.progress().status).toBe('confirmed');
});

it('what takes the place of a whole parcel is not owed beside it', async () => {
  const customerId = await customerOwing(5000);
  const order = await confirmed({ customerId, payment: { method: 'account' } });
  await amend(order, { quantities: [{ lineNo: 1, quantity: 0 }], addLines: [{ sku: 'LAMP', quantity: 2 }] });
  expect(order.progress().status).toBe('confirmed');
  const missing = [{ lineNo: 2, quantity: 2 }];
  await order.command('short_pick', { shipmentId: `${order.id}-S2`, missing, reason: 'broken' });
  expect((await order.settle()).status).toBe('confirmed');
});

it('a preview says to the cent what fewer units take off, and what is left then', async () => {
  const order = await confirmed();
  const change = { quantities: [{ lineNo: 1, quantity: 1 }] };
  const previewed = await order.command('preview_amendment', { baseVersion: (await order.facts()).version, change });
  expect(previewed).toMatchObject({ details: { preview: { deltaMinor: -2298 } } });
  await amend(order, change);
  expect(openTotal(await order.facts())).toBe(4597 - 2298);
});

it('an authorisation is renewed for what the parcel holds now', async () => {
  const order = await confirmed({ lines: [{ sku: 'LAMP', quantity: 3 }] });
  const [three] = await orders.rows.payments(order.id);
  await order.command('cancel', { lines: [{ lineNo: 1, quantity: 2 }], reason: 'one is enough' });
  const { payments, policy } = await order.facts();
  order.passTo((payments[0]?.expiresAt ?? 0) - policy.renewalMarginMs);
  await order.ring();
  await order.settle();
  const renewed = (await orders.rows.payments(order.id)).at(-1);
  expect(renewed).toMatchObject({ state: 'authorised', amount: Math.ceil((three?.amount ?? 0) / 3) });
});

it('what is missing before it is paid for is not authorised with the parcel that lacks it', async () => {
  const order = await orders.place({ lines: [{ sku: 'DESK', quantity: 200 }] });
  expect((await order.settle()).status).toBe('awaiting_approval');
  const missing = [{ lineNo: 1, quantity: 50 }];
  expect(await order.command('short_pick', { ...parcelOf(order), missing, reason: 'not there' })).toMatchObject({
    result: 'done',
  });
  await order.settle();
  const payments = await orders.rows.payments(order.id);
  expect(payments.reduce((sum, { amount }) => sum + amount, 0)).toBe((await order.facts()).totalMinor);
});

it('an addition that nobody can have does not cancel what the customer chose to wait for', async () => {
  const order = await orders.place({ lines: [{ sku: await product(0), quantity: 2 }] });
  await order.settle();
  await order.command('decide', { version: 1, choice: 'wait' });
  expect((await order.settle()).status).toBe('backordered');
  await add(order, await product(0), 1);
  expect(order.progress().status).toBe('awaiting_decision');
  expect((await order.facts()).offer).toMatchObject({ fallback: 'wait' });
  await order.ring();
  expect((await order.settle()).status).toBe('backordered');
  expect((await order.facts()).lines).toMatchObject([{ backordered: 2 }, { backordered: 1 }]);
});

it('who waited for everything, and then chooses to have what there is, gets it', async () => {
  const order = await orders.place({
    lines: [
      { sku: 'LAMP', quantity: 1 },
      { sku: await product(0), quantity: 1 },
    ],
  });
  await order.settle();
  await order.command('decide', { version: 1, choice: 'wait' });
  expect((await order.settle()).status).toBe('backordered');
  await add(order, await product(0), 1);
  await order.command('decide', { version: 2, choice: 'ship_available' });
  expect((await order.settle()).status).toBe('confirmed');
  expect((await order.facts()).shipments).toMatchObject([{ state: 'labelled' }]);
});

it('a parcel that lost its payment can be paid for while the order waits for what was added', async () => {
  const order = await confirmed({ shortagePolicy: 'backorder' });
  await orders.stripe.expire(paymentOf(order));
  await orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id });
  order.passTo((await order.facts()).payments[0]?.expiresAt ?? 0);
  await order.ring();
  expect((await order.settle()).status).toBe('awaiting_payment');
  await add(order, await product(0), 1);
  expect(order.progress().status).toBe('backordered');
  expect(await offers(order, 'change_payment_method')).toBe(true);
  const card = { paymentMethod: 'card', paymentToken: 'pm_card_visa' } as const;
  expect(await order.command('change_payment_method', card)).toMatchObject({ result: 'done' });
});

it('units of a promised parcel that were missing and reserved anew stay when an addition is rejected', async () => {
  const order = await confirmed();
  await add(order, 'DESK', 200);
  const missing = [{ lineNo: 1, quantity: 1 }];
  await order.command('short_pick', { ...parcelOf(order), missing, reason: 'one is broken' });
  await order.settle();
  await reject(order);
  expect(order.progress().status).toBe('confirmed');
  expect(await unitsOf(order)).toEqual([
    [2, 2, 0],
    [200, 0, 200],
  ]);
});

it('a credit hold for what was added ends when that is cancelled: what was promised before leaves', async () => {
  const customerId = await customerOwing(5000);
  const order = await confirmed({ customerId, payment: { method: 'account' } });
  await add(order, 'LAMP', 50);
  expect(order.progress().status).toBe('on_hold');
  await order.command('cancel', { lines: [{ lineNo: 2, quantity: 1 }], reason: 'one less' });
  expect((await order.settle()).status).toBe('on_hold');
  await order.command('cancel', { lines: [{ lineNo: 2, quantity: 49 }], reason: 'not these' });
  expect((await order.settle()).status).toBe('confirmed');
  expect(await offers(order, 'hand_over')).toBe(true);
});

it('a step that is stuck for a parcel whose stock has lapsed asks nobody any more', async () => {
  const order = await orders.place({ lines: [{ sku: 'LAMP', quantity: 1 }] });
  await orders.stripe.fault({ op: 'authorise', mode: 'error_500', match: order.id, times: 3 });
  expect((await order.settle()).status).toBe('needs_intervention');
  await orders.stripe.clearFaults();
  await orders.database.query.execute(
    sql`update reservations set state = 'expired', lease_until = now() - interval '1 second' where order_id = ${order.id}`,
  );
  await orders.database.query.execute(
    sql`update stock set reserved = reserved - 1 where sku = 'LAMP' and location_id = 'MTL'`,
  );
  await order.refresh();
  expect((await order.settle()).status).toBe('confirmed');
});

it('the warehouse is not pressed for a parcel that must wait for the rest of its order', async () => {
  const order = await confirmed({ shortagePolicy: 'backorder' });
  await add(order, await product(0), 1);
  expect(order.progress().status).toBe('backordered');
  order.passTo(order.now() + 3 * day);
  await order.refresh();
  await order.ring();
  expect(await pressed(order)).toEqual([]);
  await order.command('cancel', { lines: [{ lineNo: 2, quantity: 1 }], reason: 'not worth the wait' });
  expect((await order.settle()).status).toBe('confirmed');
  expect(await offers(order, 'hand_over')).toBe(true);
});

it.each([
  ['everything at once', 'backorder', 2],
  ['what there is first', 'partial', 0],
] as const)('a customer who wants %s is told what of their order waits with an addition', async (_, policy, kept) => {
  const order = await confirmed({ shortagePolicy: policy });
  await add(order, await product(0), 1);
  const told = await orders.database.query.execute(
    sql`select params -> 'units' as units, params -> 'kept' as kept from messages
      where process = ${`order/${order.id}`} and template = 'order_backordered'`,
  );
  expect(told).toEqual([{ units: 1, kept }]);
});

it.each([
  ['handed over', (order: DrivenOrder) => order.command('hand_over', parcelOf(order))],
  ['cancelled', (order: DrivenOrder) => order.command('cancel', { reason: 'too late' })],
  [
    'missing on the shelf',
    (order: DrivenOrder) =>
      order.command('short_pick', { ...parcelOf(order), missing: [{ lineNo: 1, quantity: 2 }], reason: 'not there' }),
  ],
])('the warehouse is not pressed any more for a parcel that is %s', async (_, happens) => {
  const order = await confirmed();
  order.passTo(order.now() + 3 * day);
  await order.ring();
  expect(await pressed(order)).toEqual(['open']);
  expect(await happens(order)).toMatchObject({ result: 'done' });
  expect(await pressed(order)).toEqual(['void']);
  await order.settle();
});

it('a change that was shown and never confirmed is void once its order is completed', async () => {
  const order = await confirmed();
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  const { version } = await order.facts();
  const change = { addLines: [{ sku: 'DESK', quantity: 1 }] };
  await order.command('preview_amendment', { baseVersion: version, change }, 'agent');
  await order.command('correct_tracking', { ...parcelOf(order), status: 'delivered', reason: 'seen' });
  await order.settle();
  await ringUntil(order, () => order.progress().status === 'completed');
  expect(order.progress().status).toBe('completed');
  expect((await viewOrder(orders.database, order.id))?.details.amendments).toEqual([]);
  const rows = await orders.database.query.execute(
    sql`select state, closed_at is not null as closed from amendments where order_id = ${order.id}`,
  );
  expect(rows).toEqual([{ state: 'void', closed: true }]);
});

it('leaves books that agree with the providers’', async () => {
  expect(await orders.audit()).toEqual([]);
});
