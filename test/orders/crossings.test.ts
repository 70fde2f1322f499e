/** Where two features meet in one order, neither makes the other untrue. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { viewOrder } from '../../db/orders/view-order.ts';
import { actionsFor } from '../../domain/orders/actions.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { parcelOf } from './step-moves.ts';

let orders: DrivenOrders;
let made = 0;
beforeAll(async () => {
  orders = await startDrivenOrders();
  for (const sku of ['LAMP', 'DESK']) await putStock(orders.database, sku, 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

async function product(units: number): Promise<string> {
  made += 1;
  const sku = `CROSS${made}`;
  await addProduct(orders.database, sku, 1000);
  if (units > 0) await putStock(orders.database, sku, 'MTL', units);
  return sku;
}

async function confirmed(more: Partial<PlaceOrderPayload> = {}): Promise<DrivenOrder> {
  const order = await orders.place({ lines: [{ sku: 'LAMP', quantity: 2 }], ...more });
  expect((await order.settle()).status).toBe('confirmed');
  return order;
}

async function offers(order: DrivenOrder, kind: string): Promise<boolean> {
  const view = await viewOrder(orders.database, order.id);
  if (view === null) throw new Error('no order');
  return actionsFor(view.facts, { role: 'admin' }).some((action) => action.kind === kind);
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

it('leaves books that agree with the providers’', async () => {
  expect(await orders.audit()).toEqual([]);
});
