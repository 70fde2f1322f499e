import { eq, sql } from 'drizzle-orm';
import { prepareOnce } from '../prepared.ts';
import { orders } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';

const startOfOrder = prepareOnce((on) =>
  on
    .select({ status: orders.status, customerId: orders.customerId, channel: orders.channel, policy: orders.policy })
    .from(orders)
    .where(eq(orders.id, sql.placeholder('id')))
    .prepare('start_of_order'),
);

/** What is needed to start an order's process, or to know that it is over; null for an unknown id. */
export async function findStart(on: Tx, orderId: string) {
  const rows = await startOfOrder(on).execute({ id: orderId });
  return rows[0] ?? null;
}

export type OrderStart = NonNullable<Awaited<ReturnType<typeof findStart>>>;
