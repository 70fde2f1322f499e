import { and, desc, eq, lte } from 'drizzle-orm';
import type { ApprovalStep } from '../../domain/approvals/approval.ts';
import { approvalPlans } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';

export type PlanSubject = 'order' | 'claim' | 'quote' | 'exit';
type ApprovalPlan = Pick<typeof approvalPlans.$inferSelect, 'currency' | 'fromMinor' | 'steps'>;

/** Who has to say yes from this amount on; empty where one person with the authority is enough. Snapshotted by who asks. */
export async function plannedSteps(
  tx: Tx,
  { subject, currency, amountMinor }: { subject: PlanSubject; currency: string; amountMinor: number },
): Promise<readonly ApprovalStep[]> {
  const [plan] = await tx
    .select({ steps: approvalPlans.steps })
    .from(approvalPlans)
    .where(
      and(
        eq(approvalPlans.subject, subject),
        eq(approvalPlans.currency, currency),
        lte(approvalPlans.fromMinor, amountMinor),
      ),
    )
    .orderBy(desc(approvalPlans.fromMinor))
    .limit(1);
  return plan?.steps ?? [];
}

/** Replaces the plans of a subject. Approvals that are open keep the steps they were asked with. */
export async function putPlans(tx: Tx, subject: PlanSubject, plans: readonly ApprovalPlan[]): Promise<void> {
  await tx.delete(approvalPlans).where(eq(approvalPlans.subject, subject));
  if (plans.length > 0) await tx.insert(approvalPlans).values(plans.map((plan) => ({ ...plan, subject })));
}
