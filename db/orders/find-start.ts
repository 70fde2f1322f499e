import type { OrderPolicy } from '../../domain/orders/order-policy.ts';
import type { OrderStatus } from '../../domain/orders/order-states.ts';
import { handWritten } from '../prepared.ts';
import type { Tx } from '../transaction.ts';

export type OrderStart = {
  readonly status: OrderStatus;
  readonly customerId: string;
  readonly channel: string;
  readonly policy: OrderPolicy;
};

const startOfOrder = handWritten<OrderStart>(
  'select status, customer_id as "customerId", channel, policy from orders where id = $1',
);

/** What is needed to start an order's process, or to know that it is over; null for an unknown id. */
export async function findStart(on: Tx, orderId: string): Promise<OrderStart | null> {
  const rows = await startOfOrder(on, orderId);
  return rows[0] ?? null;
}
