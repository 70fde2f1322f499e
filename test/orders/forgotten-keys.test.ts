/** A call got no answer, and a person has it made again: when the provider has forgotten its key, or would answer what is true no more. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authorisePayment } from '../../activities/orders/authorise-payment.ts';
import { applyPaymentReport } from '../../db/payments/apply-report.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';
import { paymentOf, stepMoves } from './step-moves.ts';

let orders: DrivenOrders;

beforeAll(async () => {
  orders = await startDrivenOrders();
  await putStock(orders.database, 'LAMP', 'MTL', 10);
});
afterAll(() => orders?.close());

const { webhook } = stepMoves(() => orders);

/** Each call is a first try of its process: what was tried before a person was asked, it does not know. */
const place = () => orders.place({}, { triedBefore: () => false });

async function handedOver(): Promise<DrivenOrder> {
  const order = await place();
  await order.settle();
  await order.command('hand_over', { shipmentId: `${order.id}-S1` });
  return order;
}

async function returned(): Promise<DrivenOrder> {
  const order = await handedOver();
  await order.settle();
  await order.command('receive_return', {
    shipmentId: `${order.id}-S1`,
    lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }],
    // biome-ignore lint/suspicious/noThenProperty: a field of the command
    then: 'refund',
    reason: 'refused at the door',
  });
  return order;
}

async function booked(id: string): Promise<string[]> {
  const { intents, refunds } = await orders.stripe.book();
  const ours = intents.filter(({ reference }) => reference?.startsWith(id));
  const back = refunds.filter(({ reference }) => reference?.startsWith(id));
  return [...ours.map(({ status }) => status), ...back.map(({ status }) => `refund ${status}`)];
}

it.each([
  ['authorise', place, ['requires_capture']],
  ['capture', handedOver, ['succeeded']],
  ['refund', returned, ['succeeded', 'refund succeeded']],
] as const)('%s, tried again by a person days later', async (op, arrange, ending) => {
  const order = await arrange();
  await orders.stripe.fault({ op, mode: 'timeout_after' });
  expect((await order.settle()).status).toBe('needs_intervention');
  await orders.stripe.forgetKeys();
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the provider is back' });
  await order.settle();
  expect(await booked(order.id)).toEqual(ending);
  expect(await orders.audit()).toEqual([]);
});

it.each([
  ['authorise', place, ['requires_capture']],
  ['capture', handedOver, ['succeeded']],
  ['refund', returned, ['succeeded', 'refund succeeded']],
] as const)('%s, where the provider keeps a fault of its own under the key for a day', async (op, arrange, ending) => {
  const order = await arrange();
  await orders.stripe.fault({ op, mode: 'kept_500' });
  expect((await order.settle()).status).toBe('needs_intervention');
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the provider is back' });
  await order.settle();
  expect(await booked(order.id)).toEqual(ending);
  expect(await orders.audit()).toEqual([]);
});

it('an authorisation whose process was lost before it heard the answer, and is started again after more than a day', async () => {
  const order = await place();
  while (!order.progress().due.some(({ kind }) => kind === 'authorise')) await order.advance();
  await orders.stripe.fault({ op: 'authorise', mode: 'timeout_after' });
  const deps = { ...orders.providers, database: orders.database, triedBefore: () => false };
  const at = { orderId: order.id, key: `order/${order.id}/authorise/lost`, now: order.now() };
  await expect(authorisePayment(deps, at, paymentOf(order))).rejects.toThrow('The authorisation');
  await orders.stripe.forgetKeys();
  await orders.database.query.execute(
    sql`update payments set created_at = now() - interval '25 hours' where id = ${paymentOf(order)}`,
  );
  expect((await order.settle()).status).toBe('confirmed');
  expect(await booked(order.id)).toEqual(['requires_capture']);
  expect(await orders.audit()).toEqual([]);
});

it('an authorisation that somebody gave back at the provider meanwhile is made anew, not taken for the old one', async () => {
  const order = await place();
  await orders.stripe.fault({ op: 'authorise', mode: 'timeout_after' });
  await order.settle();
  await orders.stripe.expire(`${order.id}-P1`);
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'cancelled in the dashboard' });
  await order.settle();
  expect(await booked(order.id)).toEqual(['canceled', 'requires_capture']);
  expect(await orders.audit()).toEqual([]);

  const { intents } = await orders.stripe.book();
  const earlier = intents.find(({ reference, status }) => reference === paymentOf(order) && status === 'canceled');
  const late = { state: 'voided', currency: 'CAD', capturedMinor: 0, providerRef: earlier?.id ?? '' } as const;
  await webhook(order, (change) => applyPaymentReport(change, { paymentId: paymentOf(order), ...late }));
  await order.refresh();
  expect(order.progress().status).toBe('confirmed');
  expect(await orders.audit()).toEqual([]);
});

it('what a card has authorised without an answer stays so much, though the order became smaller meanwhile', async () => {
  const order = await orders.place({ lines: [{ sku: 'LAMP', quantity: 2 }] }, { triedBefore: () => false });
  await orders.stripe.fault({ op: 'authorise', mode: 'timeout_after' });
  expect((await order.settle()).status).toBe('needs_intervention');
  await order.command('cancel', { lines: [{ lineNo: 1, quantity: 1 }], reason: 'one is enough' });
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the provider is back' });
  expect((await order.settle()).status).toBe('confirmed');
  expect(await orders.audit()).toEqual([]);
});

it('a card that was declined without an answer is asked again for what the order has become worth since', async () => {
  const lines = [{ sku: 'LAMP', quantity: 2 }];
  const payment = { method: 'card', token: 'pm_card_chargeDeclined' } as const;
  const order = await orders.place({ lines, payment }, { triedBefore: () => false });
  await orders.stripe.fault({ op: 'authorise', mode: 'timeout_after' });
  expect((await order.settle()).status).toBe('needs_intervention');
  await order.command('cancel', { lines: [{ lineNo: 1, quantity: 1 }], reason: 'one is enough' });
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the provider is back' });
  expect((await order.settle()).status).toBe('awaiting_payment');
});
