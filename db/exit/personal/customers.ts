import { sql } from 'drizzle-orm';
import { addressOf, family, leadsOf, ofCustomer, type PersonalTable, perhaps, text } from './personal-table.ts';

/** What was read when a message was written, for our own audit. */
const seen = { why: 'what our audit compares' };
const nobody = "'erased@erased.invalid'";

/** Who a customer is, what they allowed, and what they were told. */
export const customerTables: readonly PersonalTable[] = [
  {
    table: 'customers',
    rows: (id) => sql`id in ${family(id)}`,
    kept: ['id', 'locale', 'lifecycle', 'credit_limit_minor', 'credit_currency', 'merged_into', 'created_at'],
    erased: {
      name: text,
      email: nobody,
      phone: 'null',
      bill_to: `case when bill_to is null then null else ${addressOf('bill_to')} end`,
    },
    withheld: { version: { why: 'counts our own events' } },
  },
  {
    table: 'customer_merges',
    rows: (id) => sql`kept_id in ${family(id)}`,
    kept: ['id', 'kept_id', 'absorbed_id', 'at', 'undone_at'],
    erased: { filled: "'{}'", reason: text },
    withheld: {
      merged_by: { why: 'names a person who works here' },
      undone_by: { why: 'names a person who works here' },
    },
  },
  {
    table: 'contacts',
    rows: ofCustomer,
    kept: ['customer_id', 'no', 'locale', 'added_at'],
    erased: { name: text, email: nobody, phone: 'null', role: text },
  },
  {
    table: 'consents',
    rows: ofCustomer,
    kept: ['id', 'customer_id', 'channel', 'given', 'at'],
    erased: { source: text },
    withheld: { recorded_by: { why: 'names a person who works here' } },
  },
  {
    table: 'interactions',
    rows: ofCustomer,
    kept: ['id', 'customer_id', 'kind', 'at'],
    withheld: { recorded_by: { why: 'names a person who works here' } },
  },
  {
    table: 'messages',
    rows: ofCustomer,
    kept: [
      ...['id', 'process', 'step', 'customer_id', 'contact_no', 'template', 'commercial', 'purpose', 'created_at'],
      'sent_at',
    ],
    // What was not sent by then is not sent any more.
    erased: { params: "'{}'", state: "case when state = 'queued' then 'failed' else state end" },
    withheld: {
      failure: { why: 'a mail server’s words', erased: perhaps('failure') },
      ...{ lifecycle: seen, customer_version: seen, consents_seen: seen },
      attempts: { why: 'counts our own tries' },
      next_attempt_at: { why: 'when we would try again' },
    },
  },
  {
    table: 'leads',
    rows: (id) => sql`id in ${leadsOf(id)}`,
    kept: [
      'id',
      'source',
      'locale',
      'state',
      'merged_into',
      'customer_id',
      'opportunity_id',
      'created_at',
      'updated_at',
    ],
    erased: {
      ...{ external_id: 'id', name: text, company: 'null', email: `'erased-' || lower(id) || '@erased.invalid'` },
      ...{ phone: 'null', country: 'null', factors: "'{}'" },
    },
    inferred: { territory: 'null' },
    withheld: { owner: { why: 'names a person who works here' }, version: { why: 'counts our own events' } },
  },
  {
    table: 'lead_merges',
    rows: (id) => sql`kept_id in ${leadsOf(id)}`,
    kept: ['id', 'kept_id', 'absorbed_id', 'at', 'undone_at'],
    erased: { filled: "'{}'" },
    withheld: {
      merged_by: { why: 'names a person who works here' },
      undone_by: { why: 'names a person who works here' },
    },
  },
];
