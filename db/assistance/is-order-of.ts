import { and, eq } from 'drizzle-orm';
import { isSamePerson } from '../customers/is-same-person.ts';
import { orders } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';

export async function isOrderOf(
  tx: Tx,
  { orderId, customerId }: { readonly orderId: string; readonly customerId: string },
): Promise<boolean> {
  const rows = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.id, orderId), isSamePerson(orders.customerId, customerId)));
  return rows.length === 1;
}
