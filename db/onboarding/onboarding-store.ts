import { asc, eq, sql } from 'drizzle-orm';
import { type OnboardingFacts, type OnboardingTask, onboardingRules } from '../../domain/onboarding/onboarding.ts';
import type { OnboardingStatus } from '../../domain/onboarding/onboarding-states.ts';
import { at } from '../orders/load-facts.ts';
import type { ProcessStore } from '../processes/change-process.ts';
import { onboardingCheckIns, onboardings, onboardingTasks, onboardingTemplates } from '../schema/onboarding.ts';
import { calendarByKey } from '../staff/calendars.ts';
import type { Tx } from '../transaction.ts';

const ms = (instant: Date | null): number | null => instant?.getTime() ?? null;

export const onboardingStore: ProcessStore<OnboardingFacts, OnboardingStatus> = {
  ...onboardingRules,
  load: async (tx, state) => {
    const { id, customerId, openedAt } = state;
    const row = await readOnboarding(tx, id);
    if (!row || customerId === null) throw new Error(`onboarding ${id} has lost its row`);
    const { onboarding: o, stallAfterDays } = row;
    const { activityAt, deliveredOrder, deliveredAt } = await readSigns(tx, customerId, openedAt);
    const signs = [activityAt, ms(o.taskDoneAt)].filter((sign) => sign !== null);
    return {
      ...state,
      ...{ customerId, owner: o.owner, contactNo: o.contactNo, opportunityId: o.opportunityId },
      template: { id: o.templateId, version: o.templateVersion, stallAfterDays },
      tasks: await readTasks(tx, id),
      calendars: await calendarsOf(tx, o),
      ...{ startAt: o.startAt.getTime(), welcomedAt: ms(o.welcomedAt), stalledAt: ms(o.stalledAt), stalls: o.stalls },
      customerActivityAt: signs.length === 0 ? null : Math.max(...signs),
      firstDelivery:
        deliveredOrder === null || deliveredAt === null ? null : { orderId: deliveredOrder, at: deliveredAt },
      activated:
        o.activatedAt === null || o.activatedBy === null
          ? null
          : { orderId: o.activatedBy, at: o.activatedAt.getTime() },
      completedAt: ms(o.completedAt),
      cancelled:
        o.cancelledAt === null || o.cancelReason === null
          ? null
          : { at: o.cancelledAt.getTime(), reason: o.cancelReason },
      policy: o.policy,
      checkIns: await readCheckIns(tx, id),
    };
  },
};

async function readOnboarding(tx: Tx, id: string) {
  const [row] = await tx
    .select({ onboarding: onboardings, stallAfterDays: onboardingTemplates.stallAfterDays })
    .from(onboardings)
    .innerJoin(
      onboardingTemplates,
      sql`${onboardingTemplates.id} = ${onboardings.templateId} and ${onboardingTemplates.version} = ${onboardings.templateVersion}`,
    )
    .where(eq(onboardings.id, id));
  return row;
}

type Signs = {
  readonly activityAt: number | null;
  readonly deliveredOrder: string | null;
  readonly deliveredAt: number | null;
};

/** What the customer, or whoever they are one with, did since then, and their first order that was delivered since. */
async function readSigns(tx: Tx, customerId: string, openedAt: number): Promise<Signs> {
  const opened = sql`${new Date(openedAt).toISOString()}::timestamptz`;
  const theirs = sql`customer_id in (select customer_family(customer_now(${customerId})))`;
  const [row] = await tx.execute<Signs>(sql`
    select f.id as "deliveredOrder", ${at('f.delivered_at')} as "deliveredAt",
      ${at('greatest(s.said_at, s.ordered_at)')} as "activityAt"
    from (
      select
        (select max(at) from interactions where ${theirs} and kind <> 'opt_out' and at >= ${opened}) as said_at,
        (select max(placed_at) from orders where ${theirs} and placed_at >= ${opened}) as ordered_at
    ) s left join lateral (
      select id, delivered_at from orders where ${theirs} and delivered_at >= ${opened} order by delivered_at, id limit 1
    ) f on true`);
  return row ?? { activityAt: null, deliveredOrder: null, deliveredAt: null };
}

async function calendarsOf(
  tx: Tx,
  { calendar, customerCalendar }: Pick<typeof onboardings.$inferSelect, 'calendar' | 'customerCalendar'>,
): Promise<OnboardingFacts['calendars']> {
  const us = await calendarByKey(tx, calendar);
  return { us, customer: customerCalendar === calendar ? us : await calendarByKey(tx, customerCalendar) };
}

async function readTasks(tx: Tx, id: string): Promise<OnboardingTask[]> {
  const rows = await tx
    .select()
    .from(onboardingTasks)
    .where(eq(onboardingTasks.onboardingId, id))
    .orderBy(asc(onboardingTasks.no));
  return rows.map(({ taskId, completedAt, completedBy, brought, reopenedAt, onboardingId: _, no: __, ...row }) => ({
    ...row,
    id: taskId,
    reopenedAt: ms(reopenedAt),
    completed:
      completedAt === null || completedBy === null
        ? null
        : { at: completedAt.getTime(), by: completedBy, evidence: brought },
  }));
}

async function readCheckIns(tx: Tx, id: string): Promise<OnboardingFacts['checkIns']> {
  const rows = await tx.select().from(onboardingCheckIns).where(eq(onboardingCheckIns.onboardingId, id));
  return rows.map((row) => ({ day: row.day, at: row.at.getTime(), outcome: row.outcome }));
}
