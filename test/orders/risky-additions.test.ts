/** What is added to an order is weighed with it, and only what was added waits for who looks at it. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { billTo, putStock } from '../harness/seed.ts';
import { amendmentMoves } from './amendment-moves.ts';
import { parcelOf, ringUntil } from './step-moves.ts';

let orders: DrivenOrders;
const { product, customerOwing, confirmed, amend, add, approve, reject, unitsOf } = amendmentMoves(() => orders);

beforeAll(async () => {
  orders = await startDrivenOrders();
  await putStock(orders.database, 'LAMP', 'MTL', 5000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

/** The first order of its customer, for 2,000 CAD, to another country: 40 points, which need nobody. */
async function firstOrder(): Promise<DrivenOrder> {
  const shipTo = { ...billTo, country: 'US', region: 'NY', postalCode: '14201' };
  const lines = [{ sku: await product(500), quantity: 200 }];
  const order = await confirmed({ customerId: await customerOwing(0), lines, shipTo });
  expect((await order.facts()).riskPoints).toBe(40);
  return order;
}

/** Above 3,000 CAD a first order is a risk. */
const addMuch = async (order: DrivenOrder) => add(order, await product(500), 150);

it('a first order that grows above the limit waits for a supervisor, as one that was placed so', async () => {
  const order = await firstOrder();
  await addMuch(order);
  expect(order.progress().status).toBe('awaiting_approval');
  const { riskPoints, approval } = await order.facts();
  expect({ riskPoints, approval }).toMatchObject({
    riskPoints: 80,
    approval: { reasons: ['risk_above_limit'], approverRole: 'supervisor' },
  });
  const { id: approvalId = '', digest = '' } = approval ?? {};
  const yes = { approvalId, digest, decision: 'approve', reason: 'known to me' } as const;
  // Within an agent's limit, but a fraud hold is none of theirs either.
  expect(await order.command('decide_approval', yes, 'agent')).toMatchObject({ result: 'refused' });
  expect(await order.command('decide_approval', yes, 'supervisor')).toMatchObject({ result: 'done' });
  expect((await order.settle()).status).toBe('confirmed');
});

it('what was promised leaves meanwhile, and stays when the addition is rejected, which takes its risk along', async () => {
  const order = await firstOrder();
  await addMuch(order);
  expect(await order.command('hand_over', parcelOf(order))).toMatchObject({ result: 'done' });
  await order.settle();
  await reject(order);
  expect(await order.facts()).toMatchObject({ riskPoints: 40, lines: [{ shipped: 200 }, { cancelled: 150 }] });
  expect(order.progress().status).toBe('fulfilling');
  // Nothing of what nobody allowed is left to ask about.
  await add(order, 'LAMP', 1);
  expect((await order.facts()).approval?.state).toBe('rejected');
});

it('nor is what was promised cancelled when nobody decides', async () => {
  const order = await firstOrder();
  await addMuch(order);
  await ringUntil(order, () => order.progress().status !== 'awaiting_approval');
  expect(await unitsOf(order)).toEqual([
    [200, 200, 0],
    [150, 0, 150],
  ]);
});

it('what takes the place of something as dear adds no risk', async () => {
  const order = await firstOrder();
  await amend(order, { quantities: [{ lineNo: 1, quantity: 0 }], addLines: [{ sku: 'LAMP', quantity: 140 }] });
  expect((await order.facts()).riskPoints).toBe(40);
  expect(order.progress().status).toBe('confirmed');
});

it('an addition to an order that was let through is asked about once', async () => {
  const order = await firstOrder();
  await addMuch(order);
  await approve(order);
  await amend(order, { quantities: [{ lineNo: 2, quantity: 140 }] });
  expect(order.progress().status).toBe('confirmed');
});
