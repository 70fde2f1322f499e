import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { customers } from './customers.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';

/** Something a person must look at or do outside a process: a count below what is reserved, a parcel gone silent, a scan on a void label. */
export const tasks = pgTable(
  'tasks',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    orderId: text('order_id'),
    role: text('role').notNull(),
    /** Of that role, the one it is for; null for any of them. */
    person: text('person'),
    /** Whose timeline it stands on. */
    customerId: text('customer_id').references(() => customers.id),
    /** The process that waits for it: looked at again when it is done. */
    processId: text('process_id').references(() => processes.id),
    details: jsonb('details').$type<Record<string, unknown>>().notNull(),
    state: text('state').notNull().default('open'),
    raisedAt: instant('raised_at').notNull(),
    dueAt: instant('due_at'),
    /** What has to be shown when it is done: `photo`, `signed_contract`, … */
    evidenceWanted: text('evidence_wanted'),
    /** Where that is: a reference, never a person's words. */
    evidence: text('evidence'),
    closedAt: instant('closed_at'),
    closedBy: text('closed_by'),
    outcome: text('outcome'),
  },
  (t) => [
    index('tasks_customer').on(t.customerId, t.raisedAt, t.id).where(sql`customer_id is not null`),
    index('tasks_customer_closed').on(t.customerId, t.closedAt, t.id).where(sql`customer_id is not null`),
    index('tasks_process').on(t.processId, t.raisedAt, t.id).where(sql`process_id is not null`),
    index('tasks_person').on(t.person, t.raisedAt, t.id).where(sql`state = 'open'`),
    check('tasks_evidence', sql`${t.state} <> 'done' or ${t.evidenceWanted} is null or ${t.evidence} is not null`),
    uniqueIndex('tasks_one_open').on(t.kind, t.subject).where(sql`state = 'open'`),
    index('tasks_open').on(t.role, t.raisedAt, t.id).where(sql`state = 'open'`),
    check('tasks_state', sql`${t.state} in ('open','done','void')`),
  ],
);
