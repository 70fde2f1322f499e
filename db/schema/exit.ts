/** Exits: a customer leaves. What was offered to keep them, what is settled, what is handed out, and when they are forgotten. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Decision, Inputs } from '../../domain/decisions/evaluate-table.ts';
import type { ExitPolicy } from '../../domain/exit/exit-policy.ts';
import type { ExitReason } from '../../domain/exit/exit-reasons.ts';
import type { ExitKind } from '../../domain/exit/exit-states.ts';
import type { Notice } from '../../domain/exit/notice.ts';
import type { ExitOfferState, OfferAnswer, OfferKind } from '../../domain/exit/retention-offer.ts';
import type { SettlementItem } from '../../domain/exit/settlement.ts';
import { customers } from './customers.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const exits = pgTable(
  'exits',
  {
    id: text('id')
      .primaryKey()
      .references(() => processes.id),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text('kind').$type<ExitKind>().notNull(),
    policy: jsonb('policy').$type<ExitPolicy>().notNull(),
    /** IANA: where the notice's days are counted. */
    zone: text('zone').notNull(),
    notice: jsonb('notice').$type<Notice>().notNull(),
    /** What becomes of orders that are open when the notice ends. */
    openOrders: text('open_orders').$type<'cancel' | 'deliver'>().notNull(),
    reason: text('reason').$type<ExitReason>(),
    /** In the customer's words. */
    comment: text('comment'),
    /** Whether an offer was to be made, decided with the reason. */
    offerAnswer: text('offer_answer').$type<OfferAnswer>(),
    /** The last day that is served, local; and the instant after it. */
    noticeLastDay: date('notice_last_day'),
    noticeEndsAt: instant('notice_ends_at'),
    rescindedAt: instant('rescinded_at'),
    settlingSince: instant('settling_since'),
    /** When to look again whether what is open has ended. */
    nextCheckAt: instant('next_check_at'),
    documentsAt: instant('documents_at'),
    confirmedAt: instant('confirmed_at'),
    eraseAt: instant('erase_at'),
    eraseStartedAt: instant('erase_started_at'),
    erasedAt: instant('erased_at'),
    wonBackAt: instant('won_back_at'),
    /** Set with any of its ends: a customer has one exit at a time. */
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('exits_one_open').on(t.customerId).where(sql`ended_at is null`),
    index('exits_customer').on(t.customerId),
    check('exits_kind', sql`${t.kind} in ('customer_request','non_payment','fraud','death','insolvency')`),
    check('exits_open_orders', sql`${t.openOrders} in ('cancel','deliver')`),
    check('exits_notice', sql`(${t.noticeEndsAt} is null) = (${t.noticeLastDay} is null)`),
    check('exits_erased_within_30_days', sql`${t.eraseAt} <= ${t.confirmedAt} + interval '30 days'`),
  ],
);

/** What the table exit-offer was told and said about an exit, whether an offer came of it or not. */
export const exitEvaluations = pgTable('exit_evaluations', {
  exitId: text('exit_id')
    .primaryKey()
    .references(() => exits.id),
  tableVersion: integer('table_version').notNull(),
  inputs: jsonb('inputs').$type<Inputs>().notNull(),
  decision: jsonb('decision').$type<Decision>().notNull(),
  /** Who gave the reason, and so asked for the offer. */
  askedBy: text('asked_by').notNull(),
  at: instant('at').notNull(),
});

/** One offer per exit. A customer accepts one within 12 months: `exit_offers_one_a_year` excludes a second. */
export const exitOffers = pgTable(
  'exit_offers',
  {
    exitId: text('exit_id')
      .primaryKey()
      .references(() => exits.id),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text('kind').$type<OfferKind>().notNull(),
    /** The most that it costs us. */
    valueMinor: bigint('value_minor', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    standsDays: integer('stands_days').notNull(),
    state: text('state').$type<ExitOfferState>().notNull(),
    approvalId: text('approval_id'),
    madeAt: instant('made_at'),
    expiresAt: instant('expires_at'),
    acceptedAt: instant('accepted_at'),
    /** 12 months after it was accepted, in the customer's zone. */
    againAt: instant('again_at'),
  },
  (t) => [
    index('exit_offers_customer').on(t.customerId),
    check(
      'exit_offers_state',
      sql`${t.state} in ('awaiting_approval','open','accepted','refused','expired','not_approved','void')`,
    ),
    check('exit_offers_value', sql`${t.valueMinor} >= 0`),
    check(
      'exit_offers_accepted',
      sql`(${t.state} = 'accepted') = (${t.acceptedAt} is not null) and (${t.acceptedAt} is null) = (${t.againAt} is null)`,
    ),
  ],
);

/** One settlement per exit: the key. Its balances and items are never changed. */
export const exitSettlements = pgTable('exit_settlements', {
  exitId: text('exit_id')
    .primaryKey()
    .references(() => exits.id),
  customerId: text('customer_id')
    .notNull()
    .references(() => customers.id),
  settledAt: instant('settled_at').notNull(),
});

export const exitBalances = pgTable(
  'exit_balances',
  {
    exitId: text('exit_id')
      .notNull()
      .references(() => exitSettlements.exitId),
    currency: text('currency').notNull(),
    customerOwesMinor: bigint('customer_owes_minor', { mode: 'number' }).notNull(),
    weOweMinor: bigint('we_owe_minor', { mode: 'number' }).notNull(),
    /** Above 0 the customer pays it, below 0 we do. */
    netMinor: bigint('net_minor', { mode: 'number' }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.exitId, t.currency] }),
    check('exit_balances_net', sql`${t.netMinor} = ${t.customerOwesMinor} - ${t.weOweMinor}`),
    check('exit_balances_sides', sql`least(${t.customerOwesMinor}, ${t.weOweMinor}) >= 0`),
  ],
);

/** What the balances are made of. The same thing is netted in one settlement ever, whichever exit it is. */
export const exitItems = pgTable(
  'exit_items',
  {
    exitId: text('exit_id')
      .notNull()
      .references(() => exitSettlements.exitId),
    no: integer('no').notNull(),
    kind: text('kind').$type<SettlementItem['kind']>().notNull(),
    /** The row it comes from: a payment, a credit, an offer. */
    source: text('source').notNull(),
    currency: text('currency').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    terms: text('terms').$type<SettlementItem['terms']>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.exitId, t.no] }),
    uniqueIndex('exit_items_once').on(t.kind, t.source).where(sql`terms = 'account'`),
    check('exit_items_amount', sql`${t.amountMinor} >= 0`),
    check('exit_items_terms', sql`${t.terms} in ('account','card')`),
  ],
);

/** What came up on account once an exit was settled. Each is paid or collected on its own, and no later exit nets it. */
export const exitLateItems = pgTable(
  'exit_late_items',
  {
    exitId: text('exit_id')
      .notNull()
      .references(() => exitSettlements.exitId),
    no: integer('no').notNull(),
    kind: text('kind').$type<SettlementItem['kind']>().notNull(),
    /** The row it comes from: a credit, a refund, an original that was charged or came late. */
    source: text('source').notNull(),
    currency: text('currency').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.exitId, t.no] }),
    uniqueIndex('exit_late_items_once').on(t.kind, t.source),
    check('exit_late_items_amount', sql`${t.amountMinor} > 0`),
  ],
);

/** What is handed to the customer. Statements can be made again from the rows; all of it goes with the erasure. */
export const exitDocuments = pgTable(
  'exit_documents',
  {
    exitId: text('exit_id')
      .notNull()
      .references(() => exits.id),
    name: text('name').notNull(),
    contentType: text('content_type').notNull(),
    content: bytes('content').notNull(),
    sha256: text('sha256').notNull(),
    madeAt: instant('made_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.exitId, t.name] })],
);
