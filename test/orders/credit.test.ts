/** What an account may owe, where something else happens to its order meanwhile. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { authorisePayment } from '../../activities/orders/authorise-payment.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import { type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';
import { amendmentMoves } from './amendment-moves.ts';
import { paymentOf, ringUntil } from './step-moves.ts';

let orders: DrivenOrders;
const { product, customerOwing, confirmed, add } = amendmentMoves(() => orders);

beforeAll(async () => {
  orders = await startDrivenOrders();
  for (const sku of ['LAMP', 'DESK']) await putStock(orders.database, sku, 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

it('a promised parcel that goes on account over the limit, and that nobody lets through, does not wait for ever', async () => {
  const order = await confirmed({ customerId: await customerOwing(100) });
  await orders.stripe.expire(paymentOf(order));
  await orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id });
  order.passTo((await order.facts()).payments[0]?.expiresAt ?? 0);
  await order.ring();
  expect((await order.settle()).status).toBe('awaiting_payment');
  await order.command('change_payment_method', { paymentMethod: 'account' });
  expect((await order.settle()).status).toBe('on_hold');
  const { en, fr } = waitingFor(await order.facts())?.message ?? { en: '', fr: '' };
  expect(en).toContain('the order is cancelled');
  expect(fr).toContain('la commande est annulée');
  await ringUntil(order, order.closed);
  expect(order.progress().status).toBe('cancelled');
});

it('who was merged draws on the credit of who answers for them', async () => {
  const [former, answers] = [await customerOwing(1), await customerOwing(5000)];
  await orders.database.query.execute(sql`update customers set merged_into = ${answers} where id = ${former}`);
  const order = await confirmed({ customerId: former, payment: { method: 'account' } });
  expect((await order.facts()).payments).toMatchObject([{ state: 'authorised', amountMinor: 4597 }]);
});

it('a parcel that was cancelled before its credit was drawn puts nothing on hold', async () => {
  const customerId = await customerOwing(3000);
  const sku = await product(1);
  await putStock(orders.database, sku, 'TOR', 1);
  const order = await orders.place({ customerId, payment: { method: 'account' }, lines: [{ sku, quantity: 2 }] });
  while (order.progress().due[0]?.kind !== 'authorise') await order.advance();
  await orders.database.query.execute(sql`update customers set credit_limit_minor = 1200 where id = ${customerId}`);
  await order.command('cancel', { lines: [{ lineNo: 1, quantity: 1 }], reason: 'one is enough' });
  // Two were due when it was cancelled, one after the other.
  const deps = { ...orders.providers, database: orders.database, triedBefore: () => false };
  for (const no of [1, 2])
    await authorisePayment(
      deps,
      { orderId: order.id, key: `${order.id}/${no}`, now: order.now() },
      `${order.id}-P${no}`,
    );
  await order.refresh();
  expect((await order.settle()).status).toBe('confirmed');
  expect((await order.facts()).payments.map(({ state }) => state)).toEqual(['authorised', 'voided']);
});

it('who releases a credit hold lets through the order as it is then, with what was added meanwhile', async () => {
  const account = { customerId: await customerOwing(3000), payment: { method: 'account' } } as const;
  const order = await orders.place({ ...account, lines: [{ sku: 'LAMP', quantity: 2 }] });
  expect((await order.settle()).status).toBe('on_hold');
  await add(order, 'LAMP', 1);
  await order.command('release_hold', { kind: 'credit', reason: 'known for years' });
  expect((await order.settle()).status).toBe('confirmed');
});

it('leaves books that agree with the providers’', async () => {
  expect(await orders.audit()).toEqual([]);
});
