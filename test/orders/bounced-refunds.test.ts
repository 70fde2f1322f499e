/** A refund that settled comes back from the bank days later, and its webhook is lost: the poll asks at a few ages. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pollRefunds } from '../../activities/upkeep/poll-refunds.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';

let orders: DrivenOrders;

beforeAll(async () => {
  orders = await startDrivenOrders();
  await putStock(orders.database, 'LAMP', 'MTL', 10);
});
afterAll(() => orders?.close());

async function refunded(token: string): Promise<DrivenOrder> {
  const order = await orders.place({ payment: { method: 'card', token } });
  await order.settle();
  const shipmentId = `${order.id}-S1`;
  await order.command('hand_over', { shipmentId });
  await order.settle();
  const lines = [{ lineNo: 1, restocked: 1, writtenOff: 0 }];
  // biome-ignore lint/suspicious/noThenProperty: a field of the command
  await order.command('receive_return', { shipmentId, lines, then: 'refund', reason: 'refused at the door' });
  await order.settle();
  return order;
}

const settledAgo = ({ id }: DrivenOrder, ago: string) =>
  orders.database.query.execute(sql`update refunds set settled_at = now() - ${ago}::interval where order_id = ${id}`);
const stateOf = async (order: DrivenOrder) => (await order.facts()).refunds.map(({ state }) => state);
const round = () =>
  pollRefunds({ database: orders.database, payments: orders.providers.payments, nudge: async () => {} });

it('asks again about a settled refund at a few ages, in one round each', async () => {
  const order = await refunded('pm_card_refundFail');
  expect(await stateOf(order)).toEqual(['settled']);
  for (const ago of ['2 minutes', '23 hours', '26 hours', '5 days', '32 days']) {
    await settledAgo(order, ago);
    expect(await round()).toEqual({ polled: 0 });
  }
  await settledAgo(order, '24 hours 20 minutes');
  expect(await round()).toEqual({ polled: 1 });
  expect(await stateOf(order)).toEqual(['failed']);
  const tasks = await orders.database.query.execute(
    sql`select kind from tasks where order_id = ${order.id} and kind = 'refund_failed'`,
  );
  expect(tasks).toHaveLength(1);
});

it('leaves one that is settled still as it is', async () => {
  const order = await refunded('pm_card_visa');
  for (const days of [1, 3, 7, 14, 30]) {
    await settledAgo(order, `${days} days 20 minutes`);
    expect(await round()).toEqual({ polled: 1 });
  }
  expect(await stateOf(order)).toEqual(['settled']);
  expect(await orders.audit()).not.toContainEqual(expect.objectContaining({ subject: `${order.id}-P1` }));
});
