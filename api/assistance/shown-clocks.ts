import { type CalendarOf, consumedAt, deadlineOf, isBreached } from '../../domain/clock/clock.ts';
import type { FiredLevel, NamedClock } from '../../domain/sla/named-clock.ts';
import { isoOrNull } from '../instant.ts';

/** The clocks of a case or a claim. `now`: the instant that consumed time is counted to, epoch ms. */
export function shownClocks<Name>(
  clocks: readonly NamedClock<Name>[],
  { calendarOf, fired }: { readonly calendarOf: CalendarOf; readonly fired: readonly FiredLevel<Name>[] },
  now: number,
) {
  return clocks.map(({ name, no, clock }) => {
    const at = Math.max(now, clock.changedAt);
    const levels = fired.filter((level) => level.clock === name && level.no === no);
    return {
      ...{ clock: name, no, state: clock.state, targetMinutes: clock.targetMs / 60_000 },
      consumedMinutes: Math.floor(consumedAt(clock, at, calendarOf) / 60_000),
      dueAt: isoOrNull(deadlineOf(clock, calendarOf)),
      breached: isBreached(clock, at, calendarOf),
      fired: levels.map(({ percent }) => percent).sort((a, b) => a - b),
    };
  });
}
