import { sql } from 'drizzle-orm';
import { check, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { ClaimTargets } from '../../domain/claims/claim-clocks.ts';
import { instant } from './spine.ts';

/** What is promised for every claim, on whose calendar. A changed one is a new version; a claim keeps the one it was opened under. */
export const claimServiceLevels = pgTable(
  'claim_service_levels',
  {
    version: integer('version').primaryKey(),
    calendarId: text('calendar_id').notNull(),
    targets: jsonb('targets').$type<ClaimTargets>().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: text('created_by').notNull(),
  },
  (t) => [check('claim_service_levels_version', sql`${t.version} >= 1`)],
);
