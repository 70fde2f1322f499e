/** Goods that came back, were not accepted, and go to their customer again. */
import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { ReturnLabelState, SentBackLine } from '../../domain/claims/claim-facts.ts';
import { returns } from './claims.ts';
import { labelColumns } from './label-columns.ts';
import { instant } from './spine.ts';

export const sendBacks = pgTable(
  'send_backs',
  {
    id: text('id').primaryKey(),
    returnId: text('return_id')
      .notNull()
      .references(() => returns.id),
    lines: jsonb('lines').$type<readonly SentBackLine[]>().notNull(),
    /** `none`: none could be bought, and the warehouse sends it in a way of its own. */
    label: text('label').$type<ReturnLabelState>().notNull().default('wanted'),
    ...labelColumns(),
    openedAt: instant('opened_at').notNull(),
    /** Its label was bought, or the warehouse has shown that it left. */
    sentAt: instant('sent_at'),
  },
  (t) => [
    index('send_backs_return').on(t.returnId),
    check('send_backs_label', sql`${t.label} in ('none','wanted','bought')`),
    check('send_backs_bought', sql`${t.label} <> 'bought' or ${t.sentAt} is not null`),
  ],
);
