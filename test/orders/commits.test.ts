/** What an order costs the database, counted on the wire: commits, with a single read being one. Nothing here is timed. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeIn } from '../../api/webhooks/take-in.ts';
import { recordScans } from '../../db/shipping/record-scans.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';

let driven: DrivenOrders;
const skus = ['LAMP', 'DESK', 'CHAIR'];

beforeAll(async () => {
  driven = await startDrivenOrders({ counted: true });
  for (const sku of skus) await putStock(driven.database, sku, 'MTL', 100);
});
afterAll(() => driven.close());

async function commitsOf(work: () => Promise<unknown>): Promise<number> {
  const before = driven.commits();
  await work();
  return driven.commits() - before;
}

const place = () => driven.place({ lines: skus.map((sku) => ({ sku, quantity: 1 })) });

async function until(order: DrivenOrder, status: string): Promise<void> {
  while (order.progress().status !== status && (await order.advance()));
  expect(order.progress().status).toBe(status);
}

/** As the carrier's events are taken in, with a nudge that the test gives itself. */
const said = (order: DrivenOrder, status: 'in_transit' | 'out_for_delivery' | 'delivered') =>
  takeIn(
    { database: driven.database, processes: { nudge: async () => {} } },
    {
      event: {
        provider: 'easypost',
        id: `${order.id}/${status}`,
        type: 'tracker',
        occurredAt: new Date().toISOString(),
        payload: {},
      },
      find: async () => ({ id: `${order.id}-S1`, orderId: order.id }),
      apply: (change, shipment) =>
        recordScans(change, shipment, [
          {
            id: `${order.id}/${status}`,
            occurredAt: new Date().toISOString(),
            status,
            rawCode: status,
            message: '',
            correction: false,
          },
        ]),
    },
  );

it('takes 5 commits from placed to confirmed: placed, screened, reserved, recorded, authorised', async () => {
  let order: DrivenOrder | undefined;
  const placed = await commitsOf(async () => {
    order = await place();
  });
  const confirmed = await commitsOf(async () => order && until(order, 'confirmed'));
  expect([placed, confirmed]).toEqual([1, 4]);
});

it('takes 2 for the label, 3 for the hand-over and its answer, 1 for the capture, 2 to be delivered and completed', async () => {
  const order = await place();
  await until(order, 'confirmed');
  expect(await commitsOf(() => order.settle())).toBe(2);
  expect(await commitsOf(() => order.command('hand_over', { shipmentId: `${order.id}-S1` }, 'warehouse'))).toBe(3);
  expect(await commitsOf(() => order.settle())).toBe(1);
  await said(order, 'delivered');
  expect(await commitsOf(() => order.refresh())).toBe(1);
  expect(await commitsOf(() => order.ring())).toBe(1);
  expect(order.progress().status).toBe('completed');
});

it('takes in what several carriers and providers say at the same time in one commit, in the order in which it came', async () => {
  const orders = await Promise.all([place(), place(), place()]);
  for (const order of orders) {
    await until(order, 'confirmed');
    await order.settle();
    await order.command('hand_over', { shipmentId: `${order.id}-S1` }, 'warehouse');
    await order.settle();
  }
  const commits = await commitsOf(() =>
    Promise.all(
      orders.flatMap((order) => [said(order, 'in_transit'), said(order, 'out_for_delivery'), said(order, 'delivered')]),
    ),
  );
  expect(commits).toBe(1);
  for (const order of orders)
    expect((await order.facts()).shipments).toMatchObject([{ tracking: 'delivered', state: 'ended' }]);
  expect(await driven.audit()).toEqual([]);
});
