/** The processes of a customer's life: what they have in common. What is particular to one kind stands in its area's schema. */
import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { customers } from './customers.ts';
import { instant } from './spine.ts';

export const processes = pgTable(
  'processes',
  {
    id: text('id').primaryKey(),
    kind: text('kind').$type<ProcessKind>().notNull(),
    customerId: text('customer_id').references(() => customers.id),
    /** Its moves are checked against `process_moves` by a trigger. */
    status: text('status').notNull(),
    statusSince: instant('status_since').notNull(),
    openedAt: instant('opened_at').notNull(),
    openedBy: text('opened_by').notNull(),
    closedAt: instant('closed_at'),
    /** The earliest instant at which something is to be done. */
    wakeAt: instant('wake_at'),
    /** What its workflow was told last: it rings then, unless it is nudged. */
    alarmAt: instant('alarm_at'),
    /** When the watch of its workflow looks next, where one is on. */
    watchAt: instant('watch_at'),
    /** When to tell the workflow again to look; null once it has. */
    nudgeAt: instant('nudge_at'),
    /** Since when the relay has told it in vain. */
    nudgedSince: instant('nudged_since'),
    version: integer('version').notNull().default(0),
  },
  (t) => [
    index('processes_list').on(t.kind, t.openedAt.desc(), t.id.desc()),
    index('processes_status').on(t.kind, t.status, t.openedAt.desc(), t.id.desc()),
    index('processes_customer').on(t.customerId, t.openedAt.desc(), t.id.desc()),
    index('processes_nudge').on(t.nudgeAt).where(sql`nudge_at is not null`),
    index('processes_wake').on(t.wakeAt).where(sql`wake_at is not null`),
    uniqueIndex('processes_one_onboarding')
      .on(t.customerId)
      .where(sql`kind = 'onboarding' and status not in ('completed','cancelled')`),
    check('processes_kind', sql`${t.kind} in ('opportunity','enrolment','onboarding','case','claim','exit')`),
    check('processes_closed', sql`${t.closedAt} is null or ${t.wakeAt} is null`),
  ],
);

/** Outside work that failed for good: a person retries it, or says that it was done by hand. */
export const stuckWork = pgTable(
  'stuck_work',
  {
    processId: text('process_id')
      .notNull()
      .references(() => processes.id),
    no: integer('no').notNull(),
    work: text('work').notNull(),
    subject: text('subject').notNull(),
    code: text('code').notNull(),
    detail: text('detail').notNull(),
    raisedAt: instant('raised_at').notNull(),
    resolution: text('resolution'),
    resolvedBy: text('resolved_by'),
    reason: text('reason'),
  },
  (t) => [
    primaryKey({ columns: [t.processId, t.no] }),
    uniqueIndex('stuck_work_one_open').on(t.processId, t.work, t.subject).where(sql`resolution is null`),
    check('stuck_work_resolution', sql`${t.resolution} in ('retry','skip')`),
  ],
);
