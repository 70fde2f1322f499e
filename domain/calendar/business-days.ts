/**
 * Business days: Monday to Friday without the public holidays of a place, read on the calendar of its own time zone.
 * Activities call it, workflows never do (the holiday data are heavy). Desks with hours of their own: `domain/clock`.
 */
import { Temporal } from 'temporal-polyfill';
import { type HolidayPlace, publicHolidays } from './public-holidays.ts';

export type BusinessCalendar = HolidayPlace & {
  /** IANA, like America/Toronto. */
  readonly zone: string;
};

/**
 * The same time of day `days` business days after `instantMs` (epoch ms). The day of `instantMs` itself is not counted,
 * so zero days give the instant back, on a business day or not. A time that a change of clocks skips moves forward by it.
 * Throws a RangeError for a negative or fractional number of days and for an unknown zone.
 */
export function addBusinessDays(instantMs: number, days: number, calendar: BusinessCalendar): number {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`cannot add ${days} business days`);
  const start = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(calendar.zone);
  let date = start.toPlainDate();
  for (let left = days; left > 0; ) {
    date = date.add({ days: 1 });
    if (isBusinessDay(date, calendar)) left -= 1;
  }
  if (days === 0) return instantMs;
  return date.toZonedDateTime({ timeZone: calendar.zone, plainTime: start.toPlainTime() }).epochMilliseconds;
}

function isBusinessDay(date: Temporal.PlainDate, calendar: BusinessCalendar): boolean {
  return date.dayOfWeek <= 5 && !publicHolidays(date.year, calendar).has(date.toString());
}
