/** How a confirmed order comes to be amended, and what then becomes of it. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { AmendmentChange, PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import type { DrivenOrder, DrivenOrders } from '../harness/driven-orders.ts';
import { addProduct, putStock } from '../harness/seed.ts';

/** `orders`: asked for at each move, since it is started after this is called. */
export function amendmentMoves(orders: () => DrivenOrders) {
  let made = 0;

  /** Of a product of its own, which no other order takes: its SKU. */
  async function product(units: number): Promise<string> {
    made += 1;
    const sku = `AMEND${made}`;
    await addProduct(orders().database, sku, 1000);
    if (units > 0) await putStock(orders().database, sku, 'MTL', units);
    return sku;
  }

  /** A customer who may owe so much, in Canadian cents: their id. */
  async function customerOwing(limitMinor: number): Promise<string> {
    made += 1;
    const id = `CUS-OWES${made}`;
    await orders().database.query.execute(sql`
      insert into customers (id, name, email, locale, lifecycle, bill_to, credit_limit_minor, credit_currency)
      select ${id}, name, email, locale, lifecycle, bill_to, ${limitMinor}::bigint, 'CAD' from customers where id = 'CUS-CARD'`);
    return id;
  }

  /** Two lamps unless said otherwise, confirmed and labelled. */
  async function confirmed(more: Partial<PlaceOrderPayload> = {}): Promise<DrivenOrder> {
    const order = await orders().place({ lines: [{ sku: 'LAMP', quantity: 2 }], ...more });
    expect((await order.settle()).status).toBe('confirmed');
    return order;
  }

  async function amend(order: DrivenOrder, change: AmendmentChange): Promise<void> {
    const { version } = await order.facts();
    const previewed = await order.command('preview_amendment', { baseVersion: version, change }, 'agent');
    if (previewed.result !== 'done') throw new Error(JSON.stringify(previewed));
    const confirm = { no: Number(previewed.details.no), baseVersion: version + 1 };
    expect(await order.command('confirm_amendment', confirm, 'agent')).toMatchObject({ result: 'done' });
    await order.settle();
  }

  const add = (order: DrivenOrder, sku: string, quantity: number) => amend(order, { addLines: [{ sku, quantity }] });

  async function decide(order: DrivenOrder, decision: 'approve' | 'reject'): Promise<void> {
    const { approval } = await order.facts();
    if (approval === null) throw new Error(`${order.id} waits for no approval`);
    const payload = { approvalId: approval.id, digest: approval.digest, decision, reason: 'thought about' };
    expect(await order.command('decide_approval', payload)).toMatchObject({ result: 'done' });
    await order.settle();
  }

  const approve = (order: DrivenOrder) => decide(order, 'approve');
  const reject = (order: DrivenOrder) => decide(order, 'reject');

  /** Ordered, reserved and cancelled units of each line. */
  const unitsOf = async (order: DrivenOrder) =>
    (await order.facts()).lines.map((line) => [line.ordered, line.reserved, line.cancelled]);

  return { product, customerOwing, confirmed, amend, add, approve, reject, unitsOf };
}
