import type { CalendarKey, CalendarOf } from '../../domain/clock/clock.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import { calendarByKey } from '../staff/calendars.ts';
import type { Tx } from '../transaction.ts';

/** An event of clocks; some name the version of the calendar that counts from then on. */
type Counted = { readonly kind: string; readonly calendar?: CalendarKey };

/** The versions of calendars that these events count by, read once; they are never changed. */
export async function calendarsOf(on: Pick<Tx, 'select'>, events: readonly Counted[]): Promise<CalendarOf> {
  const keys = new Set(events.flatMap(({ calendar }) => calendar ?? []));
  const known = new Map<string, WorkingCalendar>();
  for (const key of keys) known.set(key, await calendarByKey(on, key));
  return (key) => {
    const calendar = known.get(key);
    if (calendar === undefined) throw new Error(`no clock event names calendar ${key}`);
    return calendar;
  };
}
