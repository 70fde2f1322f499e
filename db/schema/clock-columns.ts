/** What every table of clocks has in common, whatever the clocks count: cases, claims. */
import { bigint, integer, jsonb, text } from 'drizzle-orm/pg-core';
import type { ClockState } from '../../domain/clock/clock.ts';
import { instant } from './spine.ts';

/** What clocks are folded from. Append-only, and never dated before the one before it. */
export const clockEventColumns = <Event>() => ({
  no: integer('no').notNull(),
  at: instant('at').notNull(),
  event: jsonb('event').$type<Event>().notNull(),
});

/** A clock as its events left it, to be searched and sorted by. The audit folds the events again and compares. */
export const clockColumns = <Name extends string>() => ({
  clock: text('clock').$type<Name>().notNull(),
  no: integer('no').notNull(),
  state: text('state').$type<ClockState>().notNull(),
  targetMs: bigint('target_ms', { mode: 'number' }).notNull(),
  consumedMs: bigint('consumed_ms', { mode: 'number' }).notNull(),
  changedAt: instant('changed_at').notNull(),
  calendar: text('calendar').notNull(),
  reachedAt: instant('reached_at'),
  dueAt: instant('due_at'),
});

/** A level of the ladder fires once per clock: the key. */
export const clockLevelColumns = <Name extends string>() => ({
  clock: text('clock').$type<Name>().notNull(),
  no: integer('no').notNull(),
  percent: integer('percent').notNull(),
  /** When its share was consumed. */
  dueAt: instant('due_at').notNull(),
  firedAt: instant('fired_at').notNull(),
});
