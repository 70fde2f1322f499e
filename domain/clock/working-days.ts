/** Working days of a calendar of ours: the local dates on which it has a period. `domain/calendar` knows public ones. */
import { Temporal } from 'temporal-polyfill';
import { daysPerBlock, localClock } from './local-time.ts';
import { epochDayOf, type WorkingCalendar } from './working-calendar.ts';

const dayMs = 86_400_000;
const searchedDays = 7300;

/**
 * The same local time `days` working days after an instant (epoch ms). The day of the instant is not counted, so none
 * gives the instant back. Leave does not make a day free: it is by instants. Throws a RangeError for a negative or
 * fractional number, and for a calendar without a working day in twenty years.
 */
export function addWorkingDays(calendar: WorkingCalendar, instantMs: number, days: number): number {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`cannot add ${days} working days`);
  if (days === 0) return instantMs;
  const local = localMsOf(instantMs, calendar.zone);
  let day = Math.floor(local / dayMs);
  const works = workingDaysOf(calendar);
  for (let left = days, idle = 0; left > 0; ) {
    day += 1;
    idle = works(day) ? 0 : idle + 1;
    if (idle === 0) left -= 1;
    if (idle > searchedDays) throw new RangeError(`calendar ${calendar.id} has no working day within twenty years`);
  }
  const target = day * dayMs + (local - Math.floor(local / dayMs) * dayMs);
  return localClock(calendar.zone, Math.floor(day / daysPerBlock)).instantOf(target);
}

function localMsOf(instantMs: number, zone: string): number {
  const time = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone);
  return instantMs + Math.round(time.offsetNanoseconds / 1e6);
}

function workingDaysOf(calendar: WorkingCalendar): (epochDay: number) => boolean {
  const holidays = new Set(calendar.holidays.map(epochDayOf));
  const halfDays = new Map(Object.entries(calendar.halfDays).map(([date, periods]) => [epochDayOf(date), periods]));
  return (epochDay) => {
    const half = halfDays.get(epochDay);
    if (half) return half.length > 0;
    return !holidays.has(epochDay) && (calendar.week[(((epochDay + 3) % 7) + 7) % 7] ?? []).length > 0;
  };
}
