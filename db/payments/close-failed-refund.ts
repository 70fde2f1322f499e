import { and, eq } from 'drizzle-orm';
import { tasks } from '../schema/tasks.ts';
import type { Tx } from '../transaction.ts';

/** Somebody has decided what becomes of a refund that the bank gave back: nobody else is asked to pay it too. */
export async function closeFailedRefund(tx: Tx, refundId: string, now: number): Promise<void> {
  await tx
    .update(tasks)
    .set({ state: 'void', closedAt: new Date(now), closedBy: 'parcours', outcome: 'decided' })
    .where(and(eq(tasks.kind, 'refund_failed'), eq(tasks.subject, refundId), eq(tasks.state, 'open')));
}
