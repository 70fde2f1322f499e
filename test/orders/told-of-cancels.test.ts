/** Whoever or whatever cancels a part of an order: its customer is told, and of amounts only what they will pay. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { amendmentMoves } from './amendment-moves.ts';
import { parcelOf, ringUntil } from './step-moves.ts';

let orders: DrivenOrders;
let made = 0;

beforeAll(async () => {
  orders = await startDrivenOrders();
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

const { add } = amendmentMoves(() => orders);

/** Three ordered, two there. */
async function short(shortagePolicy: PlaceOrderPayload['shortagePolicy']): Promise<DrivenOrder> {
  made += 1;
  const sku = `TOLD${made}`;
  await addProduct(orders.database, sku, 1000);
  await putStock(orders.database, sku, 'MTL', 2);
  const order = await orders.place({ shortagePolicy, lines: [{ sku, quantity: 3 }] });
  await order.settle();
  return order;
}

type Told = { readonly template: string; readonly units: number | null; readonly amount: number | null };

const told = async ({ id }: DrivenOrder) => [
  ...(await orders.database.query.execute<Told>(sql`
    select template, (params ->> 'units')::int as units, (params ->> 'totalMinor')::int as amount,
      (params ->> 'waiting')::int as waiting, params ->> 'fallback' as fallback
    from messages where process = ${`order/${id}`} order by created_at, id`)),
];

const partly = (units: number) => expect.objectContaining({ template: 'order_partly_cancelled', units });

it('what did not come by the deadline of the queue', async () => {
  const order = await short('partial');
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  await order.command('correct_tracking', { ...parcelOf(order), status: 'delivered', reason: 'seen' });
  await order.ring();
  expect(await told(order)).toContainEqual(partly(1));
});

it('both an addition that nobody approved and what did not come, where nothing looked until both were over', async () => {
  const order = await short('partial');
  await putStock(orders.database, 'DESK', 'MTL', 200);
  await add(order, 'DESK', 200);
  expect(order.progress().status).toBe('awaiting_approval');
  order.passTo(order.now() + 40 * 86_400_000);
  await ringUntil(order, () => order.progress().status === 'confirmed');
  const cancelled = (await told(order)).filter(({ template }) => template === 'order_partly_cancelled');
  expect(cancelled.map(({ units }) => units)).toEqual([200, 1]);
});

it('what the customer chose to drop; the confirmation names what is left to pay', async () => {
  const order = await short('ask');
  await order.command('decide', { version: 1, choice: 'drop_short' });
  await order.settle();
  expect(await told(order)).toEqual([
    expect.objectContaining({ template: 'shortage_offer', fallback: 'ship_available' }),
    partly(1),
    expect.objectContaining({ template: 'order_confirmed', amount: 2299, waiting: 0 }),
  ]);
});

it('what waits for stock is not among what is set aside when the order is confirmed', async () => {
  const order = await short('partial');
  expect(await told(order)).toContainEqual(
    expect.objectContaining({ template: 'order_confirmed', amount: 3449, waiting: 1 }),
  );
});

it('the rest of an order on its way, when a hold is not released in time', async () => {
  const order = await short('partial');
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  await order.command('raise_hold', { kind: 'fraud', reason: 'stolen card' });
  await order.ring();
  expect(await told(order)).toContainEqual(partly(1));
});

it('the whole order once, as cancelled', async () => {
  const order = await short('ask');
  await order.command('raise_hold', { kind: 'fraud', reason: 'stolen card' });
  await ringUntil(order, order.closed);
  const templates = (await told(order)).map(({ template }) => template);
  expect(templates).toContain('order_cancelled');
  expect(templates).not.toContain('order_partly_cancelled');
});

it('an order that was emptied by an amendment leaves no hold and no change open', async () => {
  const order = await short('ask');
  await order.command('raise_hold', { kind: 'manual', reason: 'wait' });
  const { version } = await order.facts();
  const nothing = { quantities: [{ lineNo: 1, quantity: 0 }] };
  await order.command('preview_amendment', { baseVersion: version, change: nothing });
  await order.command('confirm_amendment', { no: 1, baseVersion: version + 1 });
  expect((await order.settle()).status).toBe('cancelled');
  expect(await orders.rows.holds(order.id)).toEqual(['manual void']);
});
