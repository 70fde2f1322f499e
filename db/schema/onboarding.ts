/** Onboardings: versioned templates, running ones with their tasks, and the check-ins after. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { EvidenceKind } from '../../domain/onboarding/evidence.ts';
import type { CheckInOutcome } from '../../domain/onboarding/onboarding.ts';
import type { OnboardingPolicy } from '../../domain/onboarding/onboarding-policy.ts';
import type { OnboardingPhase } from '../../domain/onboarding/onboarding-states.ts';
import type { Reminder } from '../../domain/onboarding/reminders.ts';
import type { TemplateTask } from '../../domain/onboarding/template.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';

/** A changed template is a new version; a trigger refuses any other change. */
export const onboardingTemplates = pgTable(
  'onboarding_templates',
  {
    id: text('id').notNull(),
    version: integer('version').notNull(),
    name: jsonb('name').$type<Text>().notNull(),
    stallAfterDays: integer('stall_after_days').notNull(),
    tasks: jsonb('tasks').$type<readonly TemplateTask[]>().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.id, t.version] })],
);

export const onboardings = pgTable(
  'onboardings',
  {
    id: text('id')
      .primaryKey()
      .references(() => processes.id),
    templateId: text('template_id').notNull(),
    templateVersion: integer('template_version').notNull(),
    /** A person's id. */
    owner: text('owner').notNull(),
    /** `id@version` of the calendars that due dates are counted on: ours, and the customer's. */
    calendar: text('calendar').notNull(),
    customerCalendar: text('customer_calendar').notNull(),
    /** Who is written to; null for the customer's own address. */
    contactNo: integer('contact_no'),
    /** The deal that was won. */
    opportunityId: text('opportunity_id'),
    startAt: instant('start_at').notNull(),
    welcomedAt: instant('welcomed_at'),
    /** When the customer last did a task of theirs. */
    taskDoneAt: instant('task_done_at'),
    stalledAt: instant('stalled_at'),
    stalls: integer('stalls').notNull().default(0),
    activatedAt: instant('activated_at'),
    /** The first delivered order. */
    activatedBy: text('activated_by'),
    completedAt: instant('completed_at'),
    cancelledAt: instant('cancelled_at'),
    cancelReason: text('cancel_reason'),
    policy: jsonb('policy').$type<OnboardingPolicy>().notNull(),
  },
  (t) => [
    foreignKey({
      name: 'onboardings_template',
      columns: [t.templateId, t.templateVersion],
      foreignColumns: [onboardingTemplates.id, onboardingTemplates.version],
    }),
    index('onboardings_owner').on(t.owner),
    check('onboardings_activated', sql`(${t.activatedAt} is null) = (${t.activatedBy} is null)`),
    check('onboardings_one_end', sql`${t.completedAt} is null or ${t.cancelledAt} is null`),
    check('onboardings_completed', sql`${t.completedAt} is null or ${t.activatedAt} is not null`),
    check('onboardings_cancelled', sql`(${t.cancelledAt} is null) = (${t.cancelReason} is null)`),
  ],
);

/** The tasks of one onboarding: those of its template as they were at its start, then what was promised. */
export const onboardingTasks = pgTable(
  'onboarding_tasks',
  {
    onboardingId: text('onboarding_id')
      .notNull()
      .references(() => onboardings.id),
    taskId: text('task_id').notNull(),
    no: integer('no').notNull(),
    title: jsonb('title').$type<Text>().notNull(),
    phase: text('phase').$type<OnboardingPhase>().notNull(),
    side: text('side').$type<'us' | 'customer'>().notNull(),
    dueInDays: integer('due_in_days').notNull(),
    dependsOn: jsonb('depends_on').$type<readonly string[]>().notNull(),
    evidence: text('evidence').$type<EvidenceKind>(),
    ladder: jsonb('ladder').$type<readonly Reminder[]>().notNull(),
    promise: boolean('promise').notNull(),
    completedAt: instant('completed_at'),
    completedBy: text('completed_by'),
    /** What it brought: a note, a date, where the file is. */
    brought: text('brought'),
    reopenedAt: instant('reopened_at'),
    round: integer('round').notNull().default(1),
    /** Steps of the ladder that went out in this round, in working days. */
    told: jsonb('told').$type<readonly number[]>().notNull().default([]),
  },
  (t) => [
    primaryKey({ columns: [t.onboardingId, t.taskId] }),
    check('onboarding_tasks_side', sql`${t.side} in ('us','customer')`),
    check('onboarding_tasks_completed', sql`(${t.completedAt} is null) = (${t.completedBy} is null)`),
    check(
      'onboarding_tasks_evidence',
      sql`${t.evidence} is null or ${t.completedAt} is null or length(trim(coalesce(${t.brought}, ''))) > 0`,
    ),
  ],
);

/** Each check-in once: the key. */
export const onboardingCheckIns = pgTable(
  'onboarding_check_ins',
  {
    onboardingId: text('onboarding_id')
      .notNull()
      .references(() => onboardings.id),
    day: integer('day').notNull(),
    at: instant('at').notNull(),
    outcome: text('outcome').$type<CheckInOutcome>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.onboardingId, t.day] }),
    check('onboarding_check_ins_outcome', sql`${t.outcome} in ('told','withheld','missed')`),
  ],
);

/**
 * Something happened to a customer that their onboarding or their exit must look at, written by triggers where its row may
 * not be locked: whoever has locked a customer or an order comes too late for it. The relay passes it on.
 */
export const customerNews = pgTable('customer_news', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  customerId: text('customer_id').notNull(),
});
