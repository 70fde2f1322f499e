/** The clocks of claims, and the levels of their ladders. */
import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ClaimClockEvent, ClaimClockName } from '../../domain/claims/claim-clocks.ts';
import type { ClockState } from '../../domain/clock/clock.ts';
import { claims } from './claims.ts';
import { instant } from './spine.ts';

const claimId = () =>
  text('claim_id')
    .notNull()
    .references(() => claims.id);

/** What the clocks of a claim are folded from. Append-only, and never dated before the one before it. */
export const claimClockEvents = pgTable(
  'claim_clock_events',
  {
    claimId: claimId(),
    no: integer('no').notNull(),
    at: instant('at').notNull(),
    event: jsonb('event').$type<ClaimClockEvent>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.claimId, t.no] })],
);

/** The clocks as their events left them, to be searched and sorted by. The audit folds the events again and compares. */
export const claimClocks = pgTable(
  'claim_clocks',
  {
    claimId: claimId(),
    clock: text('clock').$type<ClaimClockName>().notNull(),
    no: integer('no').notNull(),
    state: text('state').$type<ClockState>().notNull(),
    targetMs: bigint('target_ms', { mode: 'number' }).notNull(),
    consumedMs: bigint('consumed_ms', { mode: 'number' }).notNull(),
    changedAt: instant('changed_at').notNull(),
    calendar: text('calendar').notNull(),
    reachedAt: instant('reached_at'),
    dueAt: instant('due_at'),
  },
  (t) => [
    primaryKey({ columns: [t.claimId, t.clock, t.no] }),
    index('claim_clocks_due').on(t.dueAt, t.claimId).where(sql`due_at is not null`),
  ],
);

/** A level of the ladder fires once per clock: the key. */
export const claimLevels = pgTable(
  'claim_levels',
  {
    claimId: claimId(),
    clock: text('clock').$type<ClaimClockName>().notNull(),
    no: integer('no').notNull(),
    percent: integer('percent').notNull(),
    /** When its share was consumed. */
    dueAt: instant('due_at').notNull(),
    firedAt: instant('fired_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.claimId, t.clock, t.no, t.percent] })],
);
