import { randomUUID } from 'node:crypto';
import { placeOrder } from '../../db/orders/place-order.ts';
import type { Database } from '../../db/pool.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';
import { billTo } from './seed.ts';

/** An order as the API accepts it, without a process to carry it on: for tests that only read. Returns its id. */
export async function placeOrderRow(database: Database, more: Partial<PlaceOrderPayload> = {}): Promise<string> {
  const payload: PlaceOrderPayload = {
    customerId: 'CUS-CARD',
    channel: 'web',
    currency: 'CAD',
    lines: [{ sku: 'LAMP', quantity: 1 }],
    shipTo: billTo,
    shortagePolicy: 'ask',
    priority: 100,
    payment: { method: 'card', token: 'pm_card_visa' },
    discountBps: 0,
    ...more,
  };
  const asker = { caller: 'test', actor: 'shop', role: 'back_office' } as const;
  const idempotencyKey = randomUUID();
  const command = { ...asker, idempotencyKey, digest: idempotencyKey, payload };
  const placement = await placeOrder(database, command, orderPolicies.demo);
  if (placement.kind !== 'placed') throw new Error(`not placed: ${JSON.stringify(placement)}`);
  return placement.orderId;
}
