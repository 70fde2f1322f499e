import { eq } from 'drizzle-orm';
import { answerBy, askNext } from '../../domain/approvals/escalation.ts';
import { approvals } from '../schema/approvals.ts';
import type { Tx } from '../transaction.ts';

/**
 * Nobody answered in time: the next is asked too, of the plan where there is one, else of the ladder, and has as long. The
 * last has the last word: then it expires. Returns the role that is asked now; null when nobody is left.
 */
export async function askNextApprover(tx: Tx, id: string, now: number): Promise<string | null> {
  const [row] = await tx.select().from(approvals).where(eq(approvals.id, id)).for('update');
  const next = row?.state === 'open' ? askNext(row) : null;
  if (!row || next === null) return null;
  const { levelMs, lastMs, expiresAt } = row;
  const by = levelMs === null || lastMs === null ? null : answerBy(next, { levelMs, lastMs }, { now, alone: false });
  await tx
    .update(approvals)
    .set({
      ...{ approverRole: next.approverRole, progress: next.progress },
      escalatesAt: by?.escalatesAt == null ? null : new Date(by.escalatesAt),
      expiresAt: by === null ? expiresAt : new Date(by.expiresAt),
    })
    .where(eq(approvals.id, id));
  return next.approverRole;
}
