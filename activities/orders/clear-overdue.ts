import { and, eq } from 'drizzle-orm';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { tasks } from '../../db/schema/tasks.ts';
import type { ShipmentFacts } from '../../domain/orders/order-facts.ts';

/** The warehouse has handed the parcel over after all, or nobody waits for it any more: it is not pressed for it. */
export async function clearOverdue(
  { tx, now }: OrderChange,
  { id, state, handOverDue }: ShipmentFacts,
  outcome: 'handed over' | 'cancelled',
): Promise<void> {
  // While the hand-over is still due, nobody was asked.
  if (state !== 'labelled' || handOverDue !== null) return;
  await tx
    .update(tasks)
    .set({ state: 'void', closedAt: new Date(now), outcome: `the parcel was ${outcome}` })
    .where(and(eq(tasks.kind, 'hand_over_overdue'), eq(tasks.subject, id), eq(tasks.state, 'open')));
}
