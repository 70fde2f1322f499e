import { asc, eq, sql } from 'drizzle-orm';
import { type OnboardingFacts, type OnboardingTask, onboardingRules } from '../../domain/onboarding/onboarding.ts';
import type { OnboardingStatus } from '../../domain/onboarding/onboarding-states.ts';
import { at } from '../orders/load-facts.ts';
import type { ProcessStore } from '../processes/change-process.ts';
import { customers } from '../schema/customers.ts';
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
    const { activityAt, deliveredOrder, deliveredAt, lifecycle } = await readCustomer(tx, customerId, openedAt);
    const signs = [activityAt, ms(o.taskDoneAt)].filter((sign) => sign !== null);
    return {
      ...state,
      ...{ customerId, lifecycle, owner: o.owner, contactNo: o.contactNo, opportunityId: o.opportunityId },
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

type CustomerNow = {
  readonly lifecycle: OnboardingFacts['lifecycle'];
  readonly activityAt: number | null;
  readonly deliveredOrder: string | null;
  readonly deliveredAt: number | null;
};

/** Where the customer (or the one they were merged into) stands, what they did since then, and their first order that was delivered since then. */
async function readCustomer(tx: Tx, customerId: string, openedAt: number): Promise<CustomerNow> {
  const opened = sql`${new Date(openedAt).toISOString()}::timestamptz`;
  const [row] = await tx.execute<CustomerNow>(sql`
    with family as (select customer_family(customer_now(${customerId})) as id)
    select c.lifecycle, f.id as "deliveredOrder", ${at('f.delivered_at')} as "deliveredAt",
      ${at('greatest(s.said_at, s.ordered_at)')} as "activityAt"
    from ${customers} c
    left join lateral (
      select o.id, o.delivered_at from orders o where o.customer_id in (select id from family) and o.delivered_at >= ${opened}
      order by o.delivered_at, o.id limit 1
    ) f on true
    cross join lateral (
      select
        (select max(i.at) from interactions i where i.customer_id in (select id from family) and i.kind <> 'opt_out' and i.at >= ${opened})
          as said_at,
        (select max(o.placed_at) from orders o where o.customer_id in (select id from family) and o.placed_at >= ${opened}) as ordered_at
    ) s
    where c.id = customer_now(${customerId})`);
  if (!row) throw new Error(`customer ${customerId} vanished`);
  return row;
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
