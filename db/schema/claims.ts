/** Claims, what was decided on them and by which rules, and what comes back because of them. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { LineDecision, LineVerdict } from '../../domain/claims/assess-line.ts';
import type { DecidedLine, ReturnLabelState } from '../../domain/claims/claim-facts.ts';
import type { ClaimKind } from '../../domain/claims/claim-states.ts';
import type { TableVersions } from '../../domain/claims/claim-tables.ts';
import type { Disposition, ReceivedUnits } from '../../domain/claims/match-receipt.ts';
import type { ClaimOutcome, ReturnStatus } from '../../domain/claims/outcomes.ts';
import type { Decision, Inputs } from '../../domain/decisions/evaluate-table.ts';
import { cases } from './assistance.ts';
import { customers } from './customers.ts';
import { labelColumns } from './label-columns.ts';
import { orders } from './orders.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';
import { staff } from './staff.ts';

export const claims = pgTable(
  'claims',
  {
    id: text('id')
      .primaryKey()
      .references(() => processes.id),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    /** The case in which it was made. */
    caseId: text('case_id').references(() => cases.id),
    kind: text('kind').$type<ClaimKind>().notNull(),
    currency: text('currency').notNull(),
    /** wear, misuse, …: what coverage may exclude. */
    cause: text('cause'),
    /** In the customer's words. */
    description: text('description'),
    /** Frozen when it was submitted: the versions by which it is decided, on appeal too. */
    versions: jsonb('versions').$type<TableVersions>().notNull(),
    /** How often it was assessed; the newest round counts. */
    round: integer('round').notNull().default(0),
    decision: text('decision').$type<LineDecision>(),
    decidedAt: instant('decided_at'),
    /** Nobody has looked at it yet. */
    decidedByRules: boolean('decided_by_rules').notNull().default(false),
    appealedAt: instant('appealed_at'),
    appealReason: text('appeal_reason'),
    withdrawnAt: instant('withdrawn_at'),
    /** Its customer is forgotten from here on: what needs them, or their address, is not owed any more. */
    woundUpAt: instant('wound_up_at'),
    remindedAt: instant('reminded_at'),
    /** Who of the staff has it in hand. */
    ownerId: text('owner_id').references(() => staff.id),
    /** When the customer was told that somebody is at it. */
    acknowledgedAt: instant('acknowledged_at'),
  },
  (t) => [
    index('claims_order').on(t.orderId),
    index('claims_case').on(t.caseId).where(sql`case_id is not null`),
    check(
      'claims_kind',
      sql`${t.kind} in ('return','warranty','damaged','missing','lost_parcel','wrong_item','service')`,
    ),
    check(
      'claims_decision',
      sql`${t.decision} in ('approved','partly_approved','rejected') and (${t.decision} is null) = (${t.decidedAt} is null)`,
    ),
  ],
);

export const claimLines = pgTable(
  'claim_lines',
  {
    claimId: text('claim_id')
      .notNull()
      .references(() => claims.id),
    lineNo: integer('line_no').notNull(),
    sku: text('sku').notNull(),
    units: integer('units').notNull(),
    /** Units that the order's line counts as claimed because of this one; 0 where none could be claimed. */
    held: integer('held').notNull(),
    serial: text('serial'),
    /** What these units can come to at most, in minor units. */
    worthMinor: bigint('worth_minor', { mode: 'number' }).notNull(),
    verdict: jsonb('verdict').$type<LineVerdict>(),
    granted: integer('granted'),
    outcome: text('outcome').$type<ClaimOutcome>(),
    refunded: integer('refunded').notNull().default(0),
    credited: integer('credited').notNull().default(0),
    replaced: integer('replaced').notNull().default(0),
    repaired: integer('repaired').notNull().default(0),
    sentBack: integer('sent_back').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.claimId, t.lineNo] }),
    check('claim_lines_units', sql`${t.units} >= 1 and ${t.held} between 0 and ${t.units}`),
    check('claim_lines_granted', sql`${t.granted} between 0 and ${t.held}`),
    check(
      'claim_lines_done',
      sql`least(${t.refunded}, ${t.credited}, ${t.replaced}, ${t.repaired}, ${t.sentBack}) >= 0
        and ${t.refunded} + ${t.credited} + ${t.replaced} <= coalesce(${t.granted}, 0)`,
    ),
  ],
);

/** What was shown: the kind of proof and where it is kept. */
export const claimEvidence = pgTable(
  'claim_evidence',
  {
    claimId: text('claim_id')
      .notNull()
      .references(() => claims.id),
    no: integer('no').notNull(),
    kind: text('kind').notNull(),
    reference: text('reference').notNull(),
    addedBy: text('added_by').notNull(),
    addedAt: instant('added_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.claimId, t.no] })],
);

/** Every table that was asked, with what it was told and what it said: a claim can be decided again and explained. */
export const claimEvaluations = pgTable(
  'claim_evaluations',
  {
    claimId: text('claim_id')
      .notNull()
      .references(() => claims.id),
    round: integer('round').notNull(),
    lineNo: integer('line_no').notNull(),
    tableId: text('table_id').notNull(),
    tableVersion: integer('table_version').notNull(),
    inputs: jsonb('inputs').$type<Inputs>().notNull(),
    decision: jsonb('decision').$type<Decision>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.claimId, t.round, t.lineNo, t.tableId] }),
    index('claim_evaluations_table').on(t.tableId, t.claimId),
  ],
);

/** Decisions of people: one that waits for an approval, and those that were in force, the newest last. */
export const claimDecisions = pgTable(
  'claim_decisions',
  {
    claimId: text('claim_id')
      .notNull()
      .references(() => claims.id),
    no: integer('no').notNull(),
    lines: jsonb('lines').$type<readonly DecidedLine[]>().notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    reason: text('reason').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    approvalId: text('approval_id'),
    state: text('state').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.claimId, t.no] }),
    index('claim_decisions_recent').on(t.proposedAt),
    check('claim_decisions_state', sql`${t.state} in ('proposed','in_force','dropped')`),
  ],
);

/** Goods that come back because of a claim. One that comes before it was authorised has no `authorised_at`. */
export const returns = pgTable(
  'returns',
  {
    id: text('id').primaryKey(),
    claimId: text('claim_id')
      .notNull()
      .unique()
      .references(() => claims.id),
    status: text('status').$type<ReturnStatus>().notNull(),
    authorisedAt: instant('authorised_at'),
    dueAt: instant('due_at').notNull(),
    /** A label of ours for the way back. */
    label: text('label').$type<ReturnLabelState>().notNull().default('none'),
    ...labelColumns(),
    /** What the carrier said of it last. */
    tracking: text('tracking'),
  },
  (t) => [
    index('returns_tracking').on(t.trackingCode),
    check('returns_status', sql`${t.status} in ('authorised','in_transit','received','inspected','expired')`),
    check('returns_label', sql`${t.label} in ('none','wanted','bought')`),
  ],
);

export const returnLines = pgTable(
  'return_lines',
  {
    returnId: text('return_id')
      .notNull()
      .references(() => returns.id),
    lineNo: integer('line_no').notNull(),
    sku: text('sku').notNull(),
    units: integer('units').notNull(),
    received: integer('received').notNull().default(0),
    inspected: integer('inspected').notNull().default(0),
    accepted: integer('accepted').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.returnId, t.lineNo] }),
    check(
      'return_lines_units',
      sql`0 <= ${t.accepted} and ${t.accepted} <= ${t.inspected} and ${t.inspected} <= ${t.received} and ${t.received} <= ${t.units}`,
    ),
  ],
);

export const returnReceipts = pgTable(
  'return_receipts',
  {
    returnId: text('return_id')
      .notNull()
      .references(() => returns.id),
    no: integer('no').notNull(),
    received: jsonb('received').$type<readonly ReceivedUnits[]>().notNull(),
    unauthorised: jsonb('unauthorised').$type<readonly ReceivedUnits[]>().notNull(),
    foreign: jsonb('foreign').$type<readonly ReceivedUnits[]>().notNull(),
    at: instant('at').notNull(),
    recordedBy: text('recorded_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.returnId, t.no] })],
);

export const returnInspections = pgTable(
  'return_inspections',
  {
    returnId: text('return_id')
      .notNull()
      .references(() => returns.id),
    no: integer('no').notNull(),
    lineNo: integer('line_no').notNull(),
    units: integer('units').notNull(),
    accepted: boolean('accepted').notNull(),
    disposition: text('disposition').$type<Disposition>().notNull(),
    at: instant('at').notNull(),
    inspectedBy: text('inspected_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.returnId, t.no] }),
    check('return_inspections_disposition', sql`${t.disposition} in ('restock','quarantine','scrap','send_back')`),
  ],
);

/** What a customer may spend here: once per line of a claim. */
export const customerCredits = pgTable(
  'customer_credits',
  {
    claimId: text('claim_id')
      .notNull()
      .references(() => claims.id),
    lineNo: integer('line_no').notNull(),
    no: integer('no').notNull(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    grantedAt: instant('granted_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.claimId, t.lineNo, t.no] }),
    index('customer_credits_customer').on(t.customerId),
    check('customer_credits_amount', sql`${t.amountMinor} > 0`),
  ],
);
