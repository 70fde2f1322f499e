/** Units that were replaced in advance and whose originals never came back: an invoice to the customer, or our loss. */
import { sql } from 'drizzle-orm';
import { bigint, check, foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { UnreturnedAnswer } from '../../domain/claims/outcomes.ts';
import { approvals } from './approvals.ts';
import { claims } from './claims.ts';
import { customers } from './customers.ts';
import { instant } from './spine.ts';

export const unreturnedOriginals = pgTable(
  'unreturned_originals',
  {
    claimId: text('claim_id')
      .notNull()
      .references(() => claims.id),
    no: integer('no').notNull(),
    lineNo: integer('line_no').notNull(),
    units: integer('units').notNull(),
    answer: text('answer').$type<UnreturnedAnswer>().notNull(),
    /** A charge above the limit of who asked for it waits for an approval. */
    state: text('state').$type<'proposed' | 'in_force' | 'dropped'>().notNull().default('in_force'),
    approvalId: text('approval_id').references(() => approvals.id),
    /** Units that came after all and were accepted: nothing is owed for them. */
    takenBack: integer('taken_back').notNull().default(0),
    /** What the customer owes on account; nothing where it was written off. */
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    reason: text('reason').notNull(),
    decidedBy: text('decided_by').notNull(),
    decidedAt: instant('decided_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.claimId, t.no] }),
    index('unreturned_originals_customer').on(t.customerId),
    uniqueIndex('unreturned_originals_one_proposed').on(t.claimId).where(sql`state = 'proposed'`),
    check('unreturned_originals_units', sql`${t.units} > 0`),
    check('unreturned_originals_state', sql`${t.state} in ('proposed','in_force','dropped')`),
    check('unreturned_originals_asked', sql`${t.state} <> 'proposed' or ${t.approvalId} is not null`),
    check(
      'unreturned_originals_taken_back',
      sql`${t.takenBack} between 0 and ${t.units} and (${t.takenBack} = 0 or ${t.state} = 'in_force')`,
    ),
    check('unreturned_originals_answer', sql`${t.answer} in ('charge','write_off')`),
    check(
      'unreturned_originals_amount',
      sql`(${t.answer} = 'charge') = (${t.amountMinor} > 0) and ${t.amountMinor} >= 0`,
    ),
  ],
);

/** Of these the ones that came after all: what was charged for them is given back as a credit on account, once. */
export const lateOriginals = pgTable(
  'late_originals',
  {
    claimId: text('claim_id').notNull(),
    no: integer('no').notNull(),
    /** Of what was said of them before. */
    answerNo: integer('answer_no').notNull(),
    units: integer('units').notNull(),
    /** Nothing where they had been written off. */
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.claimId, t.no] }),
    foreignKey({
      name: 'late_originals_answer',
      columns: [t.claimId, t.answerNo],
      foreignColumns: [unreturnedOriginals.claimId, unreturnedOriginals.no],
    }),
    index('late_originals_customer').on(t.customerId),
    check('late_originals_amounts', sql`${t.units} > 0 and ${t.amountMinor} >= 0`),
  ],
);
