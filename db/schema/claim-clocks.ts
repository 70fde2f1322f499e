/** The clocks of claims, and the levels of their ladders. */
import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ClaimClockEvent, ClaimClockName } from '../../domain/claims/claim-clocks.ts';
import { claims } from './claims.ts';
import { clockColumns, clockEventColumns, clockLevelColumns } from './clock-columns.ts';

const claimId = () =>
  text('claim_id')
    .notNull()
    .references(() => claims.id);

export const claimClockEvents = pgTable(
  'claim_clock_events',
  { claimId: claimId(), ...clockEventColumns<ClaimClockEvent>() },
  (t) => [primaryKey({ columns: [t.claimId, t.no] })],
);

export const claimClocks = pgTable('claim_clocks', { claimId: claimId(), ...clockColumns<ClaimClockName>() }, (t) => [
  primaryKey({ columns: [t.claimId, t.clock, t.no] }),
  index('claim_clocks_due').on(t.dueAt, t.claimId).where(sql`due_at is not null`),
]);

export const claimLevels = pgTable(
  'claim_levels',
  { claimId: claimId(), ...clockLevelColumns<ClaimClockName>() },
  (t) => [primaryKey({ columns: [t.claimId, t.clock, t.no, t.percent] })],
);
