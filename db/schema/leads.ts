/** Leads: who might become a prospect, where they came from, and which of them are the same. */
import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Filled, LeadState } from '../../domain/sales/lead.ts';
import { customers } from './customers.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';
import { staff } from './staff.ts';

export const leads = pgTable(
  'leads',
  {
    id: text('id').primaryKey(),
    source: text('source').notNull(),
    /** The source's own key: the same again is the same lead. */
    externalId: text('external_id').notNull(),
    name: text('name').notNull(),
    company: text('company'),
    /** Trimmed, small letters. */
    email: text('email'),
    /** E.164. */
    phone: text('phone'),
    locale: text('locale').notNull(),
    /** ISO 3166-1. */
    country: text('country'),
    territory: text('territory'),
    factors: jsonb('factors').$type<Readonly<Record<string, string>>>().notNull(),
    state: text('state').$type<LeadState>().notNull().default('open'),
    owner: text('owner'),
    mergedInto: text('merged_into'),
    customerId: text('customer_id').references(() => customers.id),
    opportunityId: text('opportunity_id').references(() => processes.id),
    version: integer('version').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('leads_source').on(t.source, t.externalId),
    index('leads_list').on(t.createdAt.desc(), t.id.desc()),
    index('leads_email').on(t.email),
    index('leads_phone').on(t.phone),
    index('leads_name_trgm').using('gin', sql`${t.name} gin_trgm_ops`),
    check('leads_state', sql`${t.state} in ('open','merged','converted')`),
    check('leads_merged', sql`(${t.state} = 'merged') = (${t.mergedInto} is not null)`),
    check('leads_converted', sql`(${t.state} = 'converted') = (${t.customerId} is not null)`),
    check('leads_locale', sql`${t.locale} in ('en','fr')`),
    check('leads_reachable', sql`${t.email} is not null or ${t.phone} is not null`),
  ],
);

export type Lead = typeof leads.$inferSelect;

/** Each merge with what it filled in, so that it can be undone. */
export const leadMerges = pgTable(
  'lead_merges',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    keptId: text('kept_id')
      .notNull()
      .references(() => leads.id),
    absorbedId: text('absorbed_id')
      .notNull()
      .references(() => leads.id),
    /** Fields that were empty in the kept lead and took the other one's value. */
    filled: jsonb('filled').$type<Filled>().notNull(),
    at: instant('at').notNull(),
    mergedBy: text('merged_by').notNull(),
    undoneAt: instant('undone_at'),
    undoneBy: text('undone_by'),
  },
  (t) => [
    index('lead_merges_kept').on(t.keptId),
    uniqueIndex('lead_merges_absorbed').on(t.absorbedId).where(sql`undone_at is null`),
  ],
);

/** How many leads a person was given, for fair shares. */
export const sellerTurns = pgTable('seller_turns', {
  staffId: text('staff_id')
    .primaryKey()
    .references(() => staff.id),
  turns: integer('turns').notNull(),
});
