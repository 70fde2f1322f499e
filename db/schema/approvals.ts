import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { ApprovalState, ApprovalStep } from '../../domain/approvals/approval.ts';
import { orders } from './orders.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';

export const approvals = pgTable(
  'approvals',
  {
    id: text('id').primaryKey(),
    /** What it is about: an order, or another process of the customer's. */
    orderId: text('order_id').references(() => orders.id),
    processId: text('process_id').references(() => processes.id),
    no: integer('no').notNull(),
    reasons: jsonb('reasons').$type<string[]>().notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    /** Digest of what is shown to the approver; a decision must carry the same. */
    digest: text('digest').notNull(),
    requester: text('requester').notNull(),
    approverRole: text('approver_role').notNull(),
    /** Who began what is asked about; they decide no more than the requester. */
    initiator: text('initiator'),
    /** Who is asked, in which order. */
    steps: jsonb('steps').$type<readonly ApprovalStep[]>().notNull().default([]),
    /** Where that stands. */
    progress: jsonb('progress').$type<ApprovalState>(),
    state: text('state').notNull().default('open'),
    decidedBy: text('decided_by'),
    /** In whose place, when they stand in for somebody away. */
    decidedFor: text('decided_for'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
    raisedAt: instant('raised_at').notNull(),
    escalatesAt: instant('escalates_at'),
    expiresAt: instant('expires_at').notNull(),
    /** How long each who is asked has before the next is asked too, and how long the last one has; null: no next is asked. */
    levelMs: bigint('level_ms', { mode: 'number' }),
    lastMs: bigint('last_ms', { mode: 'number' }),
  },
  (t) => [
    uniqueIndex('approvals_order').on(t.orderId, t.no),
    uniqueIndex('approvals_one_open').on(t.orderId).where(sql`state = 'open'`),
    uniqueIndex('approvals_process').on(t.processId, t.no),
    uniqueIndex('approvals_one_open_per_process').on(t.processId).where(sql`state = 'open'`),
    check('approvals_of_one', sql`num_nonnulls(${t.orderId}, ${t.processId}) = 1`),
    index('approvals_state').on(t.state, t.raisedAt, t.id),
    check('approvals_state', sql`${t.state} in ('open','approved','rejected','expired','void')`),
    check('approvals_decided', sql`(${t.state} in ('approved','rejected')) = (${t.decidedBy} is not null)`),
    check('approvals_not_by_requester', sql`${t.decidedBy} is distinct from ${t.requester}`),
    check(
      'approvals_not_for_requester',
      sql`${t.decidedFor} is null or (${t.decidedFor} <> ${t.requester} and ${t.decidedFor} is distinct from ${t.initiator})`,
    ),
    check('approvals_not_by_initiator', sql`${t.decidedBy} is null or ${t.decidedBy} is distinct from ${t.initiator}`),
  ],
);

/** What each person said to an approval, once: a trigger refuses who asked for it, and whoever stands in for them. */
export const approvalVotes = pgTable(
  'approval_votes',
  {
    approvalId: text('approval_id')
      .notNull()
      .references(() => approvals.id),
    by: text('by').notNull(),
    step: integer('step').notNull(),
    /** The seat that was answered: `role:supervisor`, or a person. */
    seat: text('seat').notNull(),
    /** In whose place, when they stand in for somebody away. */
    standsFor: text('stands_for'),
    approve: boolean('approve').notNull(),
    reason: text('reason').notNull(),
    digest: text('digest').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.approvalId, t.by] })],
);

/** Who is asked above an amount, where one person with the authority is not enough. */
export const approvalPlans = pgTable(
  'approval_plans',
  {
    /** `order`, `claim`, `quote`, `exit`. */
    subject: text('subject').notNull(),
    currency: text('currency').notNull(),
    /** From this amount on. */
    fromMinor: bigint('from_minor', { mode: 'number' }).notNull(),
    steps: jsonb('steps').$type<readonly ApprovalStep[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subject, t.currency, t.fromMinor] })],
);

/** The largest total a role may approve, per currency. */
export const approvalLimits = pgTable(
  'approval_limits',
  {
    role: text('role').notNull(),
    currency: text('currency').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.role, t.currency] })],
);
