/** Units that were replaced in advance and whose originals never came back: an invoice to the customer, or our loss. */
import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { UnreturnedAnswer } from '../../domain/claims/outcomes.ts';
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
    check('unreturned_originals_units', sql`${t.units} > 0`),
    check('unreturned_originals_answer', sql`${t.answer} in ('charge','write_off')`),
    check(
      'unreturned_originals_amount',
      sql`(${t.answer} = 'charge') = (${t.amountMinor} > 0) and ${t.amountMinor} >= 0`,
    ),
  ],
);
