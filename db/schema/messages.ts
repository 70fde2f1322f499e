import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Lifecycle } from '../../domain/customers/lifecycle.ts';
import { customers } from './customers.ts';
import { instant } from './spine.ts';

/** What is told to a customer: one row per (process, step), sent by the mail provider, never twice. */
export const messages = pgTable(
  'messages',
  {
    id: text('id').primaryKey(),
    process: text('process').notNull(),
    step: text('step').notNull(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    /** Who of the customer gets it; null for the customer's own address. */
    contactNo: integer('contact_no'),
    template: text('template').notNull(),
    params: jsonb('params').$type<Record<string, unknown>>().notNull(),
    /** Counts for the frequency cap over all processes. */
    commercial: boolean('commercial').notNull().default(false),
    /** What it was for, where it is commercial. */
    purpose: text('purpose').$type<'offer' | 'win_back'>(),
    /** The customer's stage of life in the transaction that wrote this, and their version then: the audit compares. */
    lifecycle: text('lifecycle').$type<Lifecycle>(),
    customerVersion: integer('customer_version'),
    /** The last of the customer's consents that was read then; null where none was needed. */
    consentsSeen: bigint('consents_seen', { mode: 'number' }),
    state: text('state').notNull().default('queued'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull().defaultNow(),
    createdAt: instant('created_at').notNull().defaultNow(),
    sentAt: instant('sent_at'),
    failure: text('failure'),
  },
  (t) => [
    uniqueIndex('messages_step').on(t.process, t.step),
    index('messages_customer').on(t.customerId, t.createdAt),
    index('messages_due').on(t.nextAttemptAt).where(sql`state = 'queued'`),
    check('messages_state', sql`${t.state} in ('queued','sent','failed')`),
  ],
);
