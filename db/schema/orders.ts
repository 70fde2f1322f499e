import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { ApprovalState, ApprovalStep } from '../../domain/approvals/approval.ts';
import type { Lifecycle } from '../../domain/customers/lifecycle.ts';
import type { Address } from '../../domain/orders/address.ts';
import type { OrderPolicy } from '../../domain/orders/order-policy.ts';
import type { OrderStatus } from '../../domain/orders/order-states.ts';
import { customers } from './customers.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';

export const readableIds = pgSequence('readable_ids', { startWith: 1 });

export const orders = pgTable(
  'orders',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    channel: text('channel').notNull(),
    status: text('status').$type<OrderStatus>().notNull().default('received'),
    statusSince: instant('status_since').notNull().defaultNow(),
    /** The one deadline the process waits for; null while it works or waits without end. */
    waitingUntil: instant('waiting_until'),
    currency: text('currency').notNull(),
    netMinor: bigint('net_minor', { mode: 'number' }).notNull(),
    taxMinor: bigint('tax_minor', { mode: 'number' }).notNull(),
    totalMinor: bigint('total_minor', { mode: 'number' }).notNull(),
    discountBps: integer('discount_bps').notNull().default(0),
    shortagePolicy: text('shortage_policy').notNull(),
    /** The lower number gets stock first when too little arrives. */
    priority: integer('priority').notNull().default(100),
    paymentMethod: text('payment_method').notNull(),
    /** The provider's token of the card; never a card number. */
    paymentToken: text('payment_token'),
    shipTo: jsonb('ship_to').$type<Address>().notNull(),
    /** Delivery promised to the customer; null until confirmed. */
    promiseOn: instant('promise_on'),
    policy: jsonb('policy').$type<OrderPolicy>().notNull(),
    riskPoints: integer('risk_points').notNull().default(0),
    planReasons: jsonb('plan_reasons').$type<unknown[]>().notNull().default([]),
    /** Counts allocation rounds: the generation of the newest reservation request. */
    allocationNo: integer('allocation_no').notNull().default(0),
    placedBy: text('placed_by').notNull(),
    placedAt: instant('placed_at').notNull().defaultNow(),
    screenedAt: instant('screened_at'),
    confirmedAt: instant('confirmed_at'),
    deliveredAt: instant('delivered_at'),
    /** The customer chose to wait: nothing ships before everything can. */
    shipComplete: boolean('ship_complete').notNull().default(false),
    /** Equals the newest event's sequence number; the resource's ETag. */
    version: integer('version').notNull().default(0),
  },
  (t) => [
    index('orders_placed').on(t.placedAt.desc(), t.id.desc()),
    index('orders_customer').on(t.customerId, t.placedAt.desc(), t.id.desc()),
    index('orders_status').on(t.status, t.placedAt.desc(), t.id.desc()),
    check(
      'orders_payment_method',
      sql`${t.paymentMethod} in ('card','account') and (${t.paymentMethod} = 'card') = (${t.paymentToken} is not null)`,
    ),
    check('orders_shortage_policy', sql`${t.shortagePolicy} in ('ask','backorder','partial','cancel')`),
    check('orders_total', sql`${t.totalMinor} = ${t.netMinor} + ${t.taxMinor} and ${t.totalMinor} >= 0`),
  ],
);

/** One line and its ledger. Each unit stands in one place: open, reserved, backordered, shipped (and from there delivered, …) or cancelled. */
export const orderLines = pgTable(
  'order_lines',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    lineNo: integer('line_no').notNull(),
    sku: text('sku').notNull(),
    unitPriceMinor: bigint('unit_price_minor', { mode: 'number' }).notNull(),
    taxRatePpm: integer('tax_rate_ppm').notNull(),
    discountMinor: bigint('discount_minor', { mode: 'number' }).notNull(),
    netMinor: bigint('net_minor', { mode: 'number' }).notNull(),
    taxMinor: bigint('tax_minor', { mode: 'number' }).notNull(),
    totalMinor: bigint('total_minor', { mode: 'number' }).notNull(),
    /** Parts of one unit at the time of ordering: [{ sku, quantity }]; a plain product is its own single part. */
    parts: jsonb('parts').$type<{ sku: string; quantity: number }[]>().notNull(),
    weightGrams: integer('weight_grams').notNull(),
    ordered: integer('ordered').notNull(),
    reserved: integer('reserved').notNull().default(0),
    backordered: integer('backordered').notNull().default(0),
    shipped: integer('shipped').notNull().default(0),
    delivered: integer('delivered').notNull().default(0),
    returned: integer('returned').notNull().default(0),
    cancelled: integer('cancelled').notNull().default(0),
    writtenOff: integer('written_off').notNull().default(0),
    claimed: integer('claimed').notNull().default(0),
    refunded: integer('refunded').notNull().default(0),
    /** Open units whose worth an earlier shipment captured: they came back and ship again. */
    prepaid: integer('prepaid').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.lineNo] }),
    check(
      'order_lines_positive',
      sql`${t.ordered} >= 1 and least(${t.reserved}, ${t.backordered}, ${t.shipped}, ${t.delivered}, ${t.returned}, ${t.cancelled}, ${t.writtenOff}, ${t.claimed}, ${t.refunded}) >= 0`,
    ),
    check('order_lines_ledger', sql`${t.reserved} + ${t.backordered} + ${t.shipped} + ${t.cancelled} <= ${t.ordered}`),
    check('order_lines_shipped', sql`${t.delivered} + ${t.returned} + ${t.writtenOff} <= ${t.shipped}`),
    check('order_lines_claimed', sql`${t.claimed} + ${t.returned} <= ${t.shipped}`),
    check('order_lines_refunded', sql`${t.refunded} <= ${t.ordered}`),
  ],
);

export const holds = pgTable(
  'holds',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    kind: text('kind').notNull(),
    no: integer('no').notNull(),
    reason: text('reason').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull(),
    ownerRole: text('owner_role').notNull(),
    state: text('state').notNull().default('open'),
    atDeadline: text('at_deadline').notNull(),
    deadline: instant('deadline').notNull(),
    raisedAt: instant('raised_at').notNull(),
    raisedBy: text('raised_by').notNull(),
    closedAt: instant('closed_at'),
    closedBy: text('closed_by'),
    closedReason: text('closed_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.kind, t.no] }),
    uniqueIndex('holds_one_open').on(t.orderId, t.kind).where(sql`state = 'open'`),
    check('holds_kind', sql`${t.kind} in ('fraud','credit','address','customer','manual')`),
    check('holds_state', sql`${t.state} in ('open','released','void')`),
    check('holds_at_deadline', sql`${t.atDeadline} in ('release','cancel')`),
  ],
);

/** A shortage offer; a newer version voids the one before. */
export const offers = pgTable(
  'offers',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    version: integer('version').notNull(),
    short: jsonb('short').$type<{ lineNo: number; quantity: number }[]>().notNull(),
    options: jsonb('options').$type<string[]>().notNull(),
    fallback: text('fallback').notNull(),
    state: text('state').notNull().default('open'),
    choice: text('choice'),
    decidedBy: text('decided_by'),
    madeAt: instant('made_at').notNull(),
    deadline: instant('deadline').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.version] }),
    uniqueIndex('offers_one_open').on(t.orderId).where(sql`state = 'open'`),
    check(
      'offers_state',
      sql`${t.state} in ('open','decided','void') and (${t.state} = 'decided') = (${t.choice} is not null)`,
    ),
  ],
);

export const amendments = pgTable(
  'amendments',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    no: integer('no').notNull(),
    baseVersion: integer('base_version').notNull(),
    change: jsonb('change').$type<unknown>().notNull(),
    preview: jsonb('preview').$type<unknown>().notNull(),
    state: text('state').notNull().default('previewed'),
    requestedBy: text('requested_by').notNull(),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.no] }),
    check('amendments_state', sql`${t.state} in ('previewed','confirmed','declined','void')`),
  ],
);

/** A step that failed for good, waiting for a person: retry, skip with a reason, or compensate. */
export const interventions = pgTable(
  'interventions',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    no: integer('no').notNull(),
    /** The outside work that is stuck: its kind and the row it is about. */
    work: text('work').notNull(),
    subject: text('subject').notNull(),
    code: text('code').notNull(),
    detail: text('detail').notNull(),
    state: text('state').notNull().default('open'),
    resolution: text('resolution'),
    resolvedBy: text('resolved_by'),
    reason: text('reason'),
    raisedAt: instant('raised_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.no] }),
    uniqueIndex('interventions_one_open').on(t.orderId, t.work, t.subject).where(sql`state = 'open'`),
    check(
      'interventions_state',
      sql`${t.state} in ('open','closed') and (${t.state} = 'closed') = (${t.resolution} is not null)`,
    ),
  ],
);

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
