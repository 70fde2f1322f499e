/** Deals: opportunities with their stages, evidence and quotes. */
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
import type { Clock } from '../../domain/clock/clock.ts';
import type { Criterion, OpportunityStage } from '../../domain/sales/opportunity-stages.ts';
import type { QuoteState, QuoteTerms } from '../../domain/sales/quote.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';

export const opportunities = pgTable(
  'opportunities',
  {
    id: text('id')
      .primaryKey()
      .references(() => processes.id),
    title: text('title').notNull(),
    team: text('team').notNull(),
    /** Whose deal it is: a person's id. */
    owner: text('owner').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    /** What the score is made from: country, source, size, … */
    factors: jsonb('factors').$type<Readonly<Record<string, string>>>().notNull(),
    /** Where people sent it; its status follows, one legal move after another. */
    goal: text('goal').$type<OpportunityStage>().notNull(),
    /** `id@version` of the calendar that the time in a stage is counted on. */
    calendar: text('calendar').notNull(),
    /** The time in this stage. */
    clock: jsonb('clock').$type<Clock>().notNull(),
    /** Levels of the ladder that have fired in this stage, in percent. */
    firedLevels: jsonb('fired_levels').$type<readonly number[]>().notNull().default([]),
    snoozedUntil: instant('snoozed_until'),
    snoozeReason: text('snooze_reason'),
    nextStep: text('next_step'),
    nextStepDueAt: instant('next_step_due_at'),
    /** Its owner was told that it is overdue. */
    nextStepTold: boolean('next_step_told').notNull().default(false),
    recycledUntil: instant('recycled_until'),
    closeReason: text('close_reason'),
    /** What was promised to win it: onboarding starts with these. */
    promises: jsonb('promises').$type<readonly string[]>().notNull().default([]),
  },
  (t) => [
    index('opportunities_owner').on(t.owner),
    check('opportunities_amount', sql`${t.amountMinor} >= 0`),
    check('opportunities_next_step', sql`(${t.nextStep} is null) = (${t.nextStepDueAt} is null)`),
    check('opportunities_recycled', sql`${t.goal} <> 'recycled' or ${t.recycledUntil} is not null`),
  ],
);

/** Every entry into a stage and every pause, in order: what statistics are made from. */
export const stageLog = pgTable(
  'stage_log',
  {
    opportunityId: text('opportunity_id')
      .notNull()
      .references(() => opportunities.id),
    no: integer('no').notNull(),
    kind: text('kind').$type<'entered' | 'snoozed' | 'woken'>().notNull(),
    /** Of an entry. */
    stage: text('stage').$type<OpportunityStage>(),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.opportunityId, t.no] }),
    check('stage_log_kind', sql`${t.kind} in ('entered','snoozed','woken')`),
    check('stage_log_stage', sql`(${t.kind} = 'entered') = (${t.stage} is not null)`),
  ],
);

/** What was shown for a criterion; withdrawn when a deal goes back because it did not hold. */
export const stageEvidence = pgTable(
  'stage_evidence',
  {
    opportunityId: text('opportunity_id')
      .notNull()
      .references(() => opportunities.id),
    criterion: text('criterion').$type<Criterion>().notNull(),
    /** Where it can be seen: a call, a document, a quote. */
    reference: text('reference').notNull(),
    givenBy: text('given_by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.opportunityId, t.criterion] })],
);

export const quotes = pgTable(
  'quotes',
  {
    opportunityId: text('opportunity_id')
      .notNull()
      .references(() => opportunities.id),
    no: integer('no').notNull(),
    state: text('state').$type<QuoteState>().notNull(),
    currency: text('currency').notNull(),
    discountBps: integer('discount_bps').notNull(),
    /** What it comes to before tax, after the discount; and what the discount takes off. */
    netMinor: bigint('net_minor', { mode: 'number' }).notNull(),
    discountMinor: bigint('discount_minor', { mode: 'number' }).notNull(),
    /** How it is shipped and paid for when it is accepted. */
    terms: jsonb('terms').$type<QuoteTerms>().notNull(),
    /** Digest of what is shown to who approves the discount. */
    digest: text('digest').notNull(),
    /** Smallest role whose authority covers the discount; null where its author's does. */
    approverRole: text('approver_role'),
    /** What their authority must cover: the discount with what its author and its customer got in 24 hours. */
    authorityMinor: bigint('authority_minor', { mode: 'number' }).notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    decidedBy: text('decided_by'),
    orderId: text('order_id'),
  },
  (t) => [
    primaryKey({ columns: [t.opportunityId, t.no] }),
    check('quotes_state', sql`${t.state} in ('awaiting_approval','open','accepted','rejected','expired','replaced')`),
    check('quotes_not_by_author', sql`${t.decidedBy} is distinct from ${t.createdBy}`),
    check('quotes_discount', sql`${t.discountBps} between 0 and 10000`),
  ],
);

export const quoteLines = pgTable(
  'quote_lines',
  {
    opportunityId: text('opportunity_id').notNull(),
    quoteNo: integer('quote_no').notNull(),
    lineNo: integer('line_no').notNull(),
    sku: text('sku').notNull(),
    quantity: integer('quantity').notNull(),
    unitPriceMinor: bigint('unit_price_minor', { mode: 'number' }).notNull(),
    netMinor: bigint('net_minor', { mode: 'number' }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.opportunityId, t.quoteNo, t.lineNo] }),
    foreignKey({ columns: [t.opportunityId, t.quoteNo], foreignColumns: [quotes.opportunityId, quotes.no] }),
  ],
);
