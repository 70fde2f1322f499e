/** What the provider says of a refund by itself, before its answer and long after it. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { applyRefundReport } from '../../db/payments/apply-report.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';
import { parcelOf, stepMoves } from './step-moves.ts';

let orders: DrivenOrders;

beforeAll(async () => {
  orders = await startDrivenOrders();
  await putStock(orders.database, 'LAMP', 'MTL', 100);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

const { webhook } = stepMoves(() => orders);

/** Two lamps came back to be sent again, and one of them is cancelled: a refund that the bank could pay twice. */
async function oneOfTwo(
  outside: Parameters<DrivenOrders['place']>[1] = {},
  token = 'pm_card_visa',
): Promise<DrivenOrder> {
  const body = { lines: [{ sku: 'LAMP', quantity: 2 }], payment: { method: 'card' as const, token } };
  const order = await orders.place(body, outside);
  await order.settle();
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  const lines = [{ lineNo: 1, restocked: 2, writtenOff: 0 }];
  // biome-ignore lint/suspicious/noThenProperty: a field of the command
  await order.command('receive_return', { ...parcelOf(order), lines, then: 'reship', reason: 'came back' });
  await order.settle();
  await order.command('cancel', { lines: [{ lineNo: 1, quantity: 1 }], reason: 'one is enough' });
  return order;
}

type Tried = { readonly id: string; readonly status: string };

/** At the provider, the first try first. */
const tries = async (order: DrivenOrder): Promise<Tried[]> =>
  (await orders.stripe.book()).refunds
    .filter(({ reference }) => reference?.startsWith(order.id))
    .map(({ id, status }) => ({ id, status }));

const theRefund = async (order: DrivenOrder) => (await order.facts()).refunds[0];

async function says(order: DrivenOrder, state: 'submitted' | 'settled' | 'failed', refundRef = ''): Promise<void> {
  const report = { refundId: `${order.id}-P1-R1`, refundRef, state, failureCode: null };
  await webhook(order, (change) => applyRefundReport(change, report));
  await order.refresh();
}

/** What an agent is asked about failed refunds of the order. */
const tasks = async (order: DrivenOrder): Promise<unknown[]> =>
  (
    await orders.database.query.execute(
      sql`select state from tasks where kind = 'refund_failed' and order_id = ${order.id} order by raised_at`,
    )
  ).map(({ state }) => state);

const retry = (order: DrivenOrder) =>
  order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'they have another account' });

/** The first time, the provider says it by itself before its answer is read. */
function saidBeforeAnswer(
  order: () => DrivenOrder,
  state: Parameters<typeof says>[1],
): typeof orders.providers.payments {
  let told = false;
  return {
    ...orders.providers.payments,
    refund: async (request) => {
      const answer = await orders.providers.payments.refund(request);
      if (!told && answer.kind === 'done') await says(order(), state, answer.refundRef);
      told = true;
      return answer;
    },
  };
}

it('a refund that fails before its answer is read has failed, and is sent again when a person says so', async () => {
  await orders.stripe.fault({ op: 'refund', mode: 'refund_fails' });
  const order = await oneOfTwo({ payments: saidBeforeAnswer(() => order, 'failed') });
  expect((await order.settle()).status).toBe('needs_intervention');
  expect(await theRefund(order)).toMatchObject({ state: 'failed' });
  await retry(order);
  await order.settle();
  expect(await theRefund(order)).toMatchObject({ state: 'settled' });
  expect((await tries(order)).map(({ status }) => status)).toEqual(['failed', 'succeeded']);
});

it('a refund that settles before its answer is read stays settled', async () => {
  const payments = saidBeforeAnswer(() => order, 'settled');
  const order = await oneOfTwo({ payments }, 'pm_card_pendingRefund');
  await order.settle();
  expect(await theRefund(order)).toMatchObject({ state: 'settled' });
  await expect.poll(async () => (await tries(order)).map(({ status }) => status)).toEqual(['succeeded']);
});

it('what is said of a try that failed takes nothing back from the one that came after it', async () => {
  await orders.stripe.fault({ op: 'refund', mode: 'refund_fails' });
  const order = await oneOfTwo();
  await order.settle();
  const [first] = await tries(order);
  await says(order, 'failed', first?.id);
  await says(order, 'submitted', first?.id); // came late
  expect((await order.settle()).status).toBe('needs_intervention');
  await retry(order);
  await order.settle();
  await says(order, 'failed', first?.id); // the same, in an event of its own
  expect(await theRefund(order)).toMatchObject({ state: 'settled' });
  expect((await tries(order)).map(({ status }) => status)).toEqual(['failed', 'succeeded']);
});

it.each(['retry', 'skip'] as const)('who decides about it (%s) has seen to it for everybody', async (resolution) => {
  await orders.stripe.fault({ op: 'refund', mode: 'refund_fails' });
  const order = await oneOfTwo();
  await order.settle();
  const [first] = await tries(order);
  await says(order, 'failed', first?.id);
  expect(await tasks(order)).toEqual(['open']);
  await order.command('resolve_intervention', { no: 1, resolution, reason: 'another account' });
  await order.settle();
  expect(await tasks(order)).toEqual(['void']);
});

it('one that bounced, and that the provider still shows as paid, is sent by nobody meanwhile, and asked of a person again', async () => {
  const order = await oneOfTwo();
  await order.settle();
  const [first] = await tries(order);
  await says(order, 'failed', first?.id);
  await retry(order);
  expect((await order.settle()).status).toBe('needs_intervention');
  expect(await theRefund(order)).toMatchObject({ state: 'failed' });
  expect(await tries(order)).toHaveLength(1);
});

it('one that bounces when its order is over is asked of an agent, and of nobody who could not answer', async () => {
  const order = await oneOfTwo();
  await order.command('cancel', { reason: 'the other one too' });
  await order.settle();
  expect(order.closed()).toBe(true);
  const [first] = await tries(order);
  await says(order, 'failed', first?.id);
  expect(await theRefund(order)).toMatchObject({ state: 'failed' });
  expect(await tasks(order)).toEqual(['open']);
  expect((await order.facts()).interventions).toEqual([]);
});

it('an order is not over before the bank has settled what it gives back, although its claim window is', async () => {
  const order = await orders.place({ payment: { method: 'card', token: 'pm_card_pendingRefund' } });
  await order.settle();
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  const lines = [{ lineNo: 1, restocked: 1, writtenOff: 0 }];
  // biome-ignore lint/suspicious/noThenProperty: a field of the command
  await order.command('receive_return', { ...parcelOf(order), lines, then: 'refund', reason: 'came back' });
  await order.settle();
  // Nothing rings for a bank, and nothing is overdue.
  expect(order.progress()).toMatchObject({ status: 'delivered', until: null });
  order.passTo(order.now() + (await order.facts()).policy.claimWindowMs);
  const [{ id: refundRef } = { id: '' }] = await tries(order);
  await says(order, 'settled', refundRef);
  expect(order.progress().status).toBe('completed');
});

it('leaves books that agree with the providers’', async () => {
  const bounced = 'is failed with us and settled with the provider'; // the simulator’s banks bounce nothing by themselves
  expect((await orders.audit()).filter(({ detail }) => !detail.includes(bounced))).toEqual([]);
});
