import type { CaseEvent } from '../../domain/assistance/case-clocks.ts';
import type { CalendarOf } from '../../domain/clock/clock.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import { calendarByKey } from '../staff/calendars.ts';
import type { Tx } from '../transaction.ts';

/** The versions of calendars that these events count by, read once; they are never changed. */
export async function calendarsOf(on: Pick<Tx, 'select'>, events: readonly CaseEvent[]): Promise<CalendarOf> {
  const keys = new Set(events.flatMap((event) => ('calendar' in event ? [event.calendar] : [])));
  const known = new Map<string, WorkingCalendar>();
  for (const key of keys) known.set(key, await calendarByKey(on, key));
  return (key) => {
    const calendar = known.get(key);
    if (calendar === undefined) throw new Error(`no clock event names calendar ${key}`);
    return calendar;
  };
}
