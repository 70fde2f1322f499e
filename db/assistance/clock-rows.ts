import { sql } from 'drizzle-orm';
import { type CaseFacts, namedClocks } from '../../domain/assistance/case.ts';
import type { CaseClocks } from '../../domain/assistance/case-clocks.ts';
import { type CalendarOf, deadlineOf } from '../../domain/clock/clock.ts';
import type { NamedClock } from '../../domain/sla/named-clock.ts';
import type { caseClocks } from '../schema/assistance.ts';

type ClockRow = typeof caseClocks.$inferInsert;

/** The clocks of a case as they are stored. */
export const clockRows = (caseId: CaseFacts['id'], clocks: CaseClocks, calendarOf: CalendarOf): ClockRow[] =>
  namedClocks(clocks).map((named) => ({ caseId, ...clockRow(named, calendarOf) }));

/** What is stored of a clock, whatever it counts: cases, claims. */
export const clockRow = <Name>({ name, no, clock }: NamedClock<Name>, calendarOf: CalendarOf) => ({
  clock: name,
  no,
  state: clock.state,
  targetMs: clock.targetMs,
  consumedMs: clock.consumedMs,
  changedAt: new Date(clock.changedAt),
  calendar: clock.calendar,
  reachedAt: asDate(clock.reachedAt),
  dueAt: asDate(deadlineOf(clock, calendarOf)),
});

/** What an insert of such rows, all of them in one, changes of those that are there. */
export const asTheyStand = {
  state: sql`excluded.state`,
  targetMs: sql`excluded.target_ms`,
  consumedMs: sql`excluded.consumed_ms`,
  changedAt: sql`excluded.changed_at`,
  calendar: sql`excluded.calendar`,
  reachedAt: sql`excluded.reached_at`,
  dueAt: sql`excluded.due_at`,
};

const asDate = (at: number | null): Date | null => (at === null ? null : new Date(at));
