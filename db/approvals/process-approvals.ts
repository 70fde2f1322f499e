/** Approvals of what is asked in a process of the customer's: bound to a digest, decided once, never by the requester. */
import { and, eq, sql } from 'drizzle-orm';
import type { ApprovalStep } from '../../domain/approvals/approval.ts';
import { type AnswerTimes, answerBy } from '../../domain/approvals/escalation.ts';
import type { PlanSubject } from '../../domain/approvals/plan-problems.ts';
import { approvals } from '../schema/approvals.ts';
import type { Tx } from '../transaction.ts';
import { plannedSteps } from './approval-plans.ts';

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
  /** How long those have who are asked; or the instant (epoch ms) by which somebody answers, where nobody else is asked. */
  readonly answer: AnswerTimes | { readonly by: number };
};

/** Asks; the process's row is locked, and it has no open approval. Returns the id. */
export async function raiseProcessApproval(tx: Tx, asked: NewProcessApproval): Promise<string> {
  const { processId, subject, reasons, now, answer, ...rest } = asked;
  const { currency, amountMinor } = asked;
  const steps = await plannedSteps(tx, { subject, currency, amountMinor });
  const [row] = await tx.execute<{ no: number }>(
    sql`select coalesce(max(no), 0)::int + 1 as no from approvals where process_id = ${processId}`,
  );
  const no = row?.no ?? 1;
  const id = `${processId}-A${no}`;
  await tx.insert(approvals).values({
    ...rest,
    ...{ id, processId, no, reasons: [...reasons], steps, raisedAt: new Date(now) },
    ...answerColumns(answer, { steps, approverRole: asked.approverRole, now }),
  });
  return id;
}

/** When the next is asked and when it is over, of an approval that asks somebody for the first time. */
export function answerColumns(
  answer: NewProcessApproval['answer'],
  { now, ...asked }: { steps: readonly ApprovalStep[]; approverRole: string; now: number },
) {
  if ('by' in answer) return { escalatesAt: null, expiresAt: new Date(answer.by) };
  const { escalatesAt, expiresAt } = answerBy({ ...asked, progress: null }, answer, { now, alone: true });
  return {
    escalatesAt: escalatesAt === null ? null : new Date(escalatesAt),
    expiresAt: new Date(expiresAt),
    ...answer,
  };
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
