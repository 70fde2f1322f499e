import { and, asc, desc, eq, lte } from 'drizzle-orm';
import type { ApprovalStep } from '../../domain/approvals/approval.ts';
import type { PlanSubject } from '../../domain/approvals/plan-problems.ts';
import { appendSettingEvent, lockSetting, settingVersion } from '../events/append-setting-event.ts';
import { approvalPlans } from '../schema/approvals.ts';
import type { Tx } from '../transaction.ts';

export type ApprovalPlan = Pick<typeof approvalPlans.$inferSelect, 'currency' | 'fromMinor' | 'steps'>;

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

/** The plans of a subject from the smallest amount of each currency on, and their version. */
export async function readPlans(
  on: Pick<Tx, 'select' | 'execute'>,
  subject: PlanSubject,
): Promise<{ version: number; plans: ApprovalPlan[] }> {
  const { currency, fromMinor, steps } = approvalPlans;
  const plans = await on
    .select({ currency, fromMinor, steps })
    .from(approvalPlans)
    .where(eq(approvalPlans.subject, subject))
    .orderBy(asc(currency), asc(fromMinor));
  return { version: await settingVersion(on, settingOf(subject)), plans };
}

/** Waits for whoever replaces the same plans; their version. */
export const lockPlans = (tx: Tx, subject: PlanSubject): Promise<number> => lockSetting(tx, settingOf(subject));

/** Replaces the plans of a subject; returns their version. Approvals that are open keep the steps they were asked with. */
export async function putPlans(
  tx: Tx,
  { subject, plans, actor }: { subject: PlanSubject; plans: readonly ApprovalPlan[]; actor: string },
): Promise<number> {
  await tx.delete(approvalPlans).where(eq(approvalPlans.subject, subject));
  if (plans.length > 0) await tx.insert(approvalPlans).values(plans.map((plan) => ({ ...plan, subject })));
  return appendSettingEvent(tx, settingOf(subject), actor, { type: 'approval_plans.set', data: { plans } });
}

const settingOf = (subject: PlanSubject) => `approval-plans/${subject}` as const;
