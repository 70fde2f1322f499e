import { and, eq } from 'drizzle-orm';
import { amendments } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';

/** Changes that were shown and that nobody confirmed: nobody can any more. `now` in epoch ms. */
export async function voidPreviews(tx: Tx, orderId: string, now: number): Promise<void> {
  await tx
    .update(amendments)
    .set({ state: 'void', closedAt: new Date(now) })
    .where(and(eq(amendments.orderId, orderId), eq(amendments.state, 'previewed')));
}
