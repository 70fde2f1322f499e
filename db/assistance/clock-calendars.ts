import { type SQL, sql } from 'drizzle-orm';
import type { CalendarKey, CalendarOf } from '../../domain/clock/clock.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import { jsonOf, listOf } from '../json-of.ts';
import { calendarByKey, calendarKey } from '../staff/calendars.ts';
import type { Tx } from '../transaction.ts';

/** An event of clocks; some name the version of the calendar that counts from then on. */
type Counted = { readonly kind: string; readonly calendar?: CalendarKey };

/** The versions of calendars that these events count by, read once; they are never changed. */
export async function calendarsOf(on: Pick<Tx, 'select'>, events: readonly Counted[]): Promise<CalendarOf> {
  const keys = new Set(events.flatMap(({ calendar }) => calendar ?? []));
  const known: WorkingCalendar[] = [];
  for (const key of keys) known.push(await calendarByKey(on, key));
  return calendarsIn(known);
}

export function calendarsIn(calendars: readonly WorkingCalendar[]): CalendarOf {
  const known = new Map(calendars.map((calendar) => [calendarKey(calendar), calendar]));
  return (key) => {
    const calendar = known.get(key);
    if (calendar === undefined) throw new Error(`no clock event names calendar ${key}`);
    return calendar;
  };
}

const calendar = jsonOf<WorkingCalendar>({
  ...{ id: 'w.id', version: 'w.version', zone: 'w.zone', week: 'w.week' },
  ...{ holidays: 'w.holidays', halfDays: 'w.half_days', leave: 'w.leave' },
});

/** By the primary key. */
const isNamed = (key: string): string =>
  `w.id = substring(${key} from '^(.*)@') and w.version = substring(${key} from '@([0-9]+)$')::int`;

/** The same inside of a statement: of the keys that `keys` selects, each once. */
export const calendarsNamed = (keys: SQL): SQL =>
  listOf(
    calendar,
    'w.id, w.version',
    sql`calendars w join (select distinct key from (${keys}) n (key)) n
      on ${sql.raw(isNamed('n.key'))}`,
  );

/** The one whose key is in this column, inside of a statement. */
export const calendarNamed = (key: string): SQL =>
  sql`(select ${calendar} from calendars w where ${sql.raw(isNamed(key))})`;
