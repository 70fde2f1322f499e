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
import type { MessageChannel } from '../../domain/customers/consent.ts';
import type { Lifecycle } from '../../domain/customers/lifecycle.ts';
import type { MergedFields } from '../../domain/customers/merge.ts';
import type { Address } from '../../domain/orders/address.ts';
import { instant } from './spine.ts';

export const customers = pgTable(
  'customers',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    phone: text('phone'),
    locale: text('locale').notNull(),
    lifecycle: text('lifecycle').$type<Lifecycle>().notNull().default('active'),
    /** Null for a prospect who has not bought yet. */
    billTo: jsonb('bill_to').$type<Address>(),
    creditLimitMinor: bigint('credit_limit_minor', { mode: 'number' }),
    creditCurrency: text('credit_currency'),
    /** They are the same as this one, who answers for both until the merge is undone. */
    mergedInto: text('merged_into'),
    version: integer('version').notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('customers_list').on(t.createdAt.desc(), t.id.desc()),
    index('customers_merged').on(t.mergedInto).where(sql`merged_into is not null`),
    index('customers_search_trgm').using('gin', sql`(${t.name} || ' ' || ${t.email}) gin_trgm_ops`),
    check('customers_merged_into_other', sql`${t.mergedInto} is distinct from ${t.id}`),
    check('customers_locale', sql`${t.locale} in ('en','fr')`),
    check(
      'customers_lifecycle',
      sql`${t.lifecycle} in ('prospect','onboarding','active','at_risk','exiting','exited','erased')`,
    ),
    check('customers_bill_to', sql`${t.billTo} is not null or ${t.lifecycle} in ('prospect','exited','erased')`),
    check('customers_credit', sql`(${t.creditLimitMinor} is null) = (${t.creditCurrency} is null)`),
  ],
);

/** People at a customer, beside the customer's own address. */
export const contacts = pgTable(
  'contacts',
  {
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    no: integer('no').notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    phone: text('phone'),
    locale: text('locale').notNull(),
    /** What they are there: `sponsor`, `billing`, … */
    role: text('role').notNull(),
    addedAt: instant('added_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.customerId, t.no] }), check('contacts_locale', sql`${t.locale} in ('en','fr')`)],
);

/** What a customer allowed and took back, per channel. Kept for ever; the last statement counts. */
export const consents = pgTable(
  'consents',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    channel: text('channel').$type<MessageChannel>().notNull(),
    given: boolean('given').notNull(),
    /** Where it was said: a form, a call, an opt-out link. */
    source: text('source').notNull(),
    at: instant('at').notNull(),
    recordedBy: text('recorded_by').notNull(),
  },
  (t) => [
    index('consents_customer').on(t.customerId, t.channel, t.at),
    check('consents_channel', sql`${t.channel} in ('email','phone','sms')`),
  ],
);

/** Each merge with what it filled in, so that it can be undone. Nothing of the absorbed customer moves. */
export const customerMerges = pgTable(
  'customer_merges',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    keptId: text('kept_id')
      .notNull()
      .references(() => customers.id),
    absorbedId: text('absorbed_id')
      .notNull()
      .references(() => customers.id),
    /** Fields that were empty in the kept customer and took the other one's value. */
    filled: jsonb('filled').$type<MergedFields>().notNull(),
    reason: text('reason').notNull(),
    at: instant('at').notNull(),
    mergedBy: text('merged_by').notNull(),
    undoneAt: instant('undone_at'),
    undoneBy: text('undone_by'),
  },
  (t) => [
    index('customer_merges_kept').on(t.keptId),
    uniqueIndex('customer_merges_absorbed').on(t.absorbedId).where(sql`undone_at is null`),
  ],
);
