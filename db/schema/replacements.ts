/** Orders that replace what a claim was granted for. */
import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { claims } from './claims.ts';
import { orders } from './orders.ts';
import { instant } from './spine.ts';

export const claimReplacements = pgTable(
  'claim_replacements',
  {
    claimId: text('claim_id')
      .notNull()
      .references(() => claims.id),
    lineNo: integer('line_no').notNull(),
    no: integer('no').notNull(),
    /** Fewer than were ordered where the order has ended and not all of them were kept. */
    units: integer('units').notNull(),
    /** Null where none could be placed: `problem` says why. */
    orderId: text('order_id').references(() => orders.id),
    problem: text('problem'),
    /** Nothing of its order was kept, and its units are owed again. */
    undone: boolean('undone').notNull().default(false),
    at: instant('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.claimId, t.lineNo, t.no] }),
    uniqueIndex('claim_replacements_order').on(t.orderId),
    check('claim_replacements_units', sql`${t.units} > 0`),
    check('claim_replacements_placed', sql`(${t.orderId} is null) = (${t.problem} is not null)`),
  ],
);
