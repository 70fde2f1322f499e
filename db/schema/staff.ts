/** People who work here, when they work, and who stands in for them. */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { WorkingPeriod } from '../../domain/clock/working-calendar.ts';
import { instant } from './spine.ts';

/** A changed calendar is a new version: clocks say by which one they were counted. */
export const calendars = pgTable(
  'calendars',
  {
    id: text('id').notNull(),
    version: integer('version').notNull(),
    zone: text('zone').notNull(),
    /** Monday to Sunday. */
    week: jsonb('week').$type<readonly (readonly WorkingPeriod[])[]>().notNull(),
    holidays: jsonb('holidays').$type<readonly string[]>().notNull().default([]),
    halfDays: jsonb('half_days').$type<Readonly<Record<string, readonly WorkingPeriod[]>>>().notNull().default({}),
    leave: jsonb('leave').$type<readonly { fromMs: number; untilMs: number }[]>().notNull().default([]),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.id, t.version] })],
);

/** `id` is the actor of the person's API keys. */
export const staff = pgTable(
  'staff',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    role: text('role').notNull(),
    team: text('team').notNull(),
    languages: jsonb('languages').$type<readonly string[]>().notNull(),
    territories: jsonb('territories').$type<readonly string[]>().notNull().default([]),
    calendarId: text('calendar_id').notNull(),
    /** Shares of new work: 2 gets twice as much as 1; 0 gets none. */
    capacity: integer('capacity').notNull().default(1),
    managerId: text('manager_id'),
    /** Up to what they may say yes themselves, per currency, in place of their role's limit. */
    limits: jsonb('limits').$type<Readonly<Record<string, number>>>().notNull().default({}),
    active: boolean('active').notNull().default(true),
    version: integer('version').notNull().default(1),
  },
  (t) => [index('staff_team').on(t.team).where(sql`active`), check('staff_capacity', sql`${t.capacity} >= 0`)],
);

/** Somebody is away, and who answers for them meanwhile; without a delegate nobody does. */
export const absences = pgTable(
  'absences',
  {
    staffId: text('staff_id')
      .notNull()
      .references(() => staff.id),
    no: integer('no').notNull(),
    from: instant('from_at').notNull(),
    until: instant('until_at').notNull(),
    delegateId: text('delegate_id').references(() => staff.id),
  },
  (t) => [
    primaryKey({ columns: [t.staffId, t.no] }),
    uniqueIndex('absences_start').on(t.staffId, t.from),
    check('absences_order', sql`${t.from} < ${t.until}`),
    check('absences_not_self', sql`${t.delegateId} is distinct from ${t.staffId}`),
  ],
);
