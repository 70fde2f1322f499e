/** Assistance: cases, what was written in them, and the clocks that count them. */
import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import type { CaseChannel, ClockName } from '../../domain/assistance/case.ts';
import type { CaseEvent } from '../../domain/assistance/case-clocks.ts';
import type { CasePolicy, CasePriority, SlaTargets } from '../../domain/assistance/case-policy.ts';
import { clockColumns, clockEventColumns, clockLevelColumns } from './clock-columns.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';
import { staff } from './staff.ts';

/** A service level: what is promised, on whose calendar. A changed one is a new version. */
export const slas = pgTable(
  'slas',
  {
    id: text('id').notNull(),
    version: integer('version').notNull(),
    calendarId: text('calendar_id').notNull(),
    targets: jsonb('targets').$type<SlaTargets>().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.id, t.version] })],
);

export const cases = pgTable(
  'cases',
  {
    id: text('id')
      .primaryKey()
      .references(() => processes.id),
    /** As the customer put it: personal data. */
    subject: text('subject').notNull(),
    channel: text('channel').$type<CaseChannel>().notNull(),
    priority: text('priority').$type<CasePriority>().notNull(),
    slaId: text('sla_id').notNull(),
    slaVersion: integer('sla_version').notNull(),
    team: text('team').notNull(),
    ownerId: text('owner_id').references(() => staff.id),
    /** The order that it is about, where it is about one. */
    orderId: text('order_id'),
    mergedInto: text('merged_into').references((): AnyPgColumn => cases.id),
    policy: jsonb('policy').$type<CasePolicy>().notNull(),
    waits: integer('waits').notNull().default(0),
    remindersSent: integer('reminders_sent').notNull().default(0),
    /** Set exactly while the customer is waited for. */
    remindAt: instant('remind_at'),
    satisfaction: smallint('satisfaction'),
    satisfactionComment: text('satisfaction_comment'),
  },
  (t) => [
    foreignKey({ columns: [t.slaId, t.slaVersion], foreignColumns: [slas.id, slas.version] }),
    index('cases_owner').on(t.ownerId),
    index('cases_merged').on(t.mergedInto).where(sql`merged_into is not null`),
    check('cases_satisfaction', sql`${t.satisfaction} between 0 and 10`),
    check('cases_not_into_itself', sql`${t.mergedInto} is distinct from ${t.id}`),
    check('cases_priority', sql`${t.priority} in ('low','normal','high','urgent')`),
  ],
);

const caseId = () =>
  text('case_id')
    .notNull()
    .references(() => cases.id);

export const caseEvents = pgTable('case_events', { caseId: caseId(), ...clockEventColumns<CaseEvent>() }, (t) => [
  primaryKey({ columns: [t.caseId, t.no] }),
]);

export const caseClocks = pgTable('case_clocks', { caseId: caseId(), ...clockColumns<ClockName>() }, (t) => [
  primaryKey({ columns: [t.caseId, t.clock, t.no] }),
  index('case_clocks_due').on(t.dueAt, t.caseId).where(sql`due_at is not null`),
]);

export const caseLevels = pgTable('case_levels', { caseId: caseId(), ...clockLevelColumns<ClockName>() }, (t) => [
  primaryKey({ columns: [t.caseId, t.clock, t.no, t.percent] }),
]);

/** What was written, by whom. `body` is personal data and stands nowhere else. */
export const caseMessages = pgTable(
  'case_messages',
  {
    caseId: caseId(),
    no: integer('no').notNull(),
    direction: text('direction').$type<'inbound' | 'outbound' | 'internal'>().notNull(),
    channel: text('channel').$type<CaseChannel>().notNull(),
    author: text('author').notNull(),
    body: text('body').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.caseId, t.no] }),
    check('case_messages_direction', sql`${t.direction} in ('inbound','outbound','internal')`),
  ],
);

/** How many cases each person of a team was given, with those credited for absences. */
export const caseTurns = pgTable(
  'case_turns',
  {
    team: text('team').notNull(),
    staffId: text('staff_id')
      .notNull()
      .references(() => staff.id),
    turns: integer('turns').notNull(),
  },
  (t) => [primaryKey({ columns: [t.team, t.staffId] })],
);
