/** Approvals of what is asked in a process of the customer's: bound to a digest, decided once, never by the requester. */
import { and, eq, sql } from 'drizzle-orm';
import { applyApproval, openApproval } from '../../domain/approvals/approval.ts';
import { approvals } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';
import { type PlanSubject, plannedSteps } from './approval-plans.ts';

export type NewProcessApproval = {
  readonly processId: string;
  readonly subject: PlanSubject;
  readonly reasons: readonly string[];
  readonly amountMinor: number;
  readonly currency: string;
  /** Of what is shown to the approver. */
  readonly digest: string;
  readonly requester: string;
  readonly approverRole: string;
  /** Epoch ms. */
  readonly now: number;
  readonly escalatesAt: number | null;
  readonly expiresAt: number;
};

/** Asks; the process's row is locked, and it has no open approval. Returns the id. */
export async function raiseProcessApproval(tx: Tx, asked: NewProcessApproval): Promise<string> {
  const { processId, subject, reasons, now, escalatesAt, expiresAt, ...rest } = asked;
  const { currency, amountMinor } = asked;
  const steps = await plannedSteps(tx, { subject, currency, amountMinor });
  const [row] = await tx.execute<{ no: number }>(
    sql`select coalesce(max(no), 0)::int + 1 as no from approvals where process_id = ${processId}`,
  );
  const no = row?.no ?? 1;
  const id = `${processId}-A${no}`;
  await tx.insert(approvals).values({
    ...rest,
    ...{ id, processId, no, reasons: [...reasons], steps },
    raisedAt: new Date(now),
    escalatesAt: escalatesAt === null ? null : new Date(escalatesAt),
    expiresAt: new Date(expiresAt),
  });
  return id;
}

/** Closes an approval that nobody decided; people decide by `voteOnApproval`. */
export async function closeApproval(tx: Tx, id: string, state: 'expired' | 'void'): Promise<void> {
  await tx
    .update(approvals)
    .set({ state })
    .where(and(eq(approvals.id, id), eq(approvals.state, 'open')));
}

/** The one that waits for an answer; null where none does. */
export async function openApprovalOf(tx: Tx, processId: string): Promise<string | null> {
  const [row] = await tx
    .select({ id: approvals.id })
    .from(approvals)
    .where(and(eq(approvals.processId, processId), eq(approvals.state, 'open')));
  return row?.id ?? null;
}

/** Nobody answered in time: the next is asked, of the plan where there is one, else of the ladder, until it expires. */
export async function escalateApproval(tx: Tx, id: string, approverRole: string): Promise<void> {
  const [row] = await tx.select().from(approvals).where(eq(approvals.id, id)).for('update');
  if (!row) return;
  const { requester, digest, steps, progress } = row;
  const state = progress ?? openApproval;
  const next = steps[state.step]?.next ?? [];
  const asksNext = state.escalations < next.length;
  const escalated = asksNext
    ? applyApproval({ requester, digest, steps }, state, { kind: 'expired', at: 0 }, [])
    : progress;
  await tx.update(approvals).set({ approverRole, escalatesAt: null, progress: escalated }).where(eq(approvals.id, id));
}
