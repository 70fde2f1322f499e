import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { type OnboardingFacts, type OnboardingTask, onboardingRules } from '../../domain/onboarding/onboarding.ts';
import type { OnboardingStatus } from '../../domain/onboarding/onboarding-states.ts';
import type { ProcessState } from '../../domain/processes/process.ts';
import { calendarNamed } from '../assistance/clock-calendars.ts';
import { jsonOf, listOf } from '../json-of.ts';
import { at } from '../orders/load-facts.ts';
import { handWritten } from '../prepared.ts';
import type { ProcessStore } from '../processes/change-process.ts';

type OnboardingRows = Omit<OnboardingFacts, Exclude<keyof ProcessState, 'customerId'>>;

export const onboardingStore: ProcessStore<OnboardingFacts, OnboardingStatus> = {
  ...onboardingRules,
  load: async (tx, state) => {
    const [row] = await selectOnboarding(tx, state.id);
    if (!row?.onboarding.customerId) throw new Error(`onboarding ${state.id} has lost its row`);
    return { ...state, ...row.onboarding };
  },
};

const task = jsonOf<OnboardingTask>({
  ...{ id: 't.task_id', title: 't.title', phase: 't.phase', side: 't.side', dueInDays: 't.due_in_days' },
  ...{ dependsOn: 't.depends_on', evidence: 't.evidence', ladder: 't.ladder', promise: 't.promise' },
  ...{ round: 't.round', told: 't.told', reopenedAt: at('t.reopened_at') },
  completed: sql`case when t.completed_at is not null then ${jsonOf<NonNullable<OnboardingTask['completed']>>({
    ...{ at: at('t.completed_at'), by: 't.completed_by', evidence: 't.brought' },
  })} end`,
});

/** Of the customer, or of whoever they are one with. */
const theirs = 'customer_id in (select customer_family(customer_now(p.customer_id)))';

/** When the customer did something last: a task, a call, an order. */
const activity = `greatest(o.task_done_at,
  (select max(at) from interactions where ${theirs} and kind <> 'opt_out' and at >= p.opened_at),
  (select max(placed_at) from orders where ${theirs} and placed_at >= p.opened_at))`;

type Activation = NonNullable<OnboardingFacts['activated']>;

const rows = jsonOf<OnboardingRows>({
  ...{ customerId: 'p.customer_id', owner: 'o.owner', contactNo: 'o.contact_no', opportunityId: 'o.opportunity_id' },
  ...{ startAt: at('o.start_at'), welcomedAt: at('o.welcomed_at'), stalledAt: at('o.stalled_at'), stalls: 'o.stalls' },
  ...{ completedAt: at('o.completed_at'), policy: 'o.policy', customerActivityAt: at(activity) },
  template: jsonOf<OnboardingFacts['template']>({
    ...{ id: 'o.template_id', version: 'o.template_version', stallAfterDays: 'm.stall_after_days' },
  }),
  tasks: listOf(task, 't.no', sql`onboarding_tasks t where t.onboarding_id = o.id`),
  calendars: jsonOf<OnboardingFacts['calendars']>({
    ...{ us: calendarNamed('o.calendar'), customer: calendarNamed('o.customer_calendar') },
  }),
  firstDelivery: sql`(
    select ${jsonOf<Activation>({ orderId: 'd.id', at: at('d.delivered_at') })} from orders d
    where ${sql.raw(theirs)} and d.delivered_at >= p.opened_at order by d.delivered_at, d.id limit 1)`,
  activated: sql`case when o.activated_at is not null then ${jsonOf<Activation>({
    ...{ orderId: 'o.activated_by', at: at('o.activated_at') },
  })} end`,
  cancelled: sql`case when o.cancelled_at is not null then ${jsonOf<NonNullable<OnboardingFacts['cancelled']>>({
    ...{ at: at('o.cancelled_at'), reason: 'o.cancel_reason' },
  })} end`,
  checkIns: listOf(
    jsonOf<OnboardingFacts['checkIns'][number]>({ day: 'k.day', at: at('k.at'), outcome: 'k.outcome' }),
    'k.day',
    sql`onboarding_check_ins k where k.onboarding_id = o.id`,
  ),
});

/** All of it in one statement and one snapshot; its one parameter is the onboarding's id. */
const selectOnboarding = handWritten<{ onboarding: OnboardingRows }>(
  new PgDialect().sqlToQuery(sql`
    select ${rows} as onboarding from onboardings o join processes p on p.id = o.id
    join onboarding_templates m on m.id = o.template_id and m.version = o.template_version where o.id = ${''}`).sql,
);
