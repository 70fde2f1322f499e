/** Decision tables: what people change without a release. */
import { sql } from 'drizzle-orm';
import { check, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { HitPolicy, Rule, TableInput, TableOutput } from '../../domain/decisions/decision-table.ts';
import { instant } from './spine.ts';

/** A version never changes once it is written, and takes effect once; a trigger holds it to that. */
export const decisionTables = pgTable(
  'decision_tables',
  {
    id: text('id').notNull(),
    version: integer('version').notNull(),
    hitPolicy: text('hit_policy').$type<HitPolicy>().notNull(),
    inputs: jsonb('inputs').$type<readonly TableInput[]>().notNull(),
    outputs: jsonb('outputs').$type<readonly TableOutput[]>().notNull(),
    rules: jsonb('rules').$type<readonly Rule[]>().notNull(),
    /** Null as long as it is only a proposal. */
    effectiveFrom: instant('effective_from'),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
    activatedBy: text('activated_by'),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.version] }),
    check('decision_tables_activated', sql`(${t.effectiveFrom} is null) = (${t.activatedBy} is null)`),
  ],
);
