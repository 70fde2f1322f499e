/** Acquisition: cadences and the enrolments that run them, and what prospects did. */
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
import type { CadenceStep, InteractionKind, StopReason } from '../../domain/sales/cadence.ts';
import { customers } from './customers.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';

/** A changed cadence is a new version; enrolments keep the one they began with. */
export const cadences = pgTable(
  'cadences',
  {
    id: text('id').notNull(),
    version: integer('version').notNull(),
    name: text('name').notNull(),
    steps: jsonb('steps').$type<readonly CadenceStep[]>().notNull(),
    calendarId: text('calendar_id').notNull(),
    active: boolean('active').notNull().default(true),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.id, t.version] })],
);

export const enrolments = pgTable(
  'enrolments',
  {
    id: text('id')
      .primaryKey()
      .references(() => processes.id),
    cadenceId: text('cadence_id').notNull(),
    cadenceVersion: integer('cadence_version').notNull(),
    /** `id@version` of the calendar that delays are counted on. */
    calendar: text('calendar').notNull(),
    /** The name that prospects are given to answer to. */
    owner: text('owner').notNull(),
    nextStep: integer('next_step').notNull().default(0),
    dueAt: instant('due_at').notNull(),
    stoppedBecause: text('stopped_because').$type<StopReason>(),
  },
  (t) => [
    foreignKey({ columns: [t.cadenceId, t.cadenceVersion], foreignColumns: [cadences.id, cadences.version] }),
    index('enrolments_cadence').on(t.cadenceId, t.cadenceVersion),
  ],
);

/** Each touch once: the key is the enrolment and the step. */
export const touches = pgTable(
  'touches',
  {
    enrolmentId: text('enrolment_id')
      .notNull()
      .references(() => enrolments.id),
    step: integer('step').notNull(),
    channel: text('channel').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.enrolmentId, t.step] })],
);

/** What happened between a person here and a customer: told by people, or by the mail system. No text of theirs. */
export const interactions = pgTable(
  'interactions',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text('kind').$type<InteractionKind>().notNull(),
    at: instant('at').notNull(),
    recordedBy: text('recorded_by').notNull(),
  },
  (t) => [
    index('interactions_customer').on(t.customerId, t.at),
    check('interactions_kind', sql`${t.kind} in ('reply','meeting','call','opt_out')`),
  ],
);
