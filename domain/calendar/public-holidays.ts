/**
 * Public holidays of a place, by local date. The only file of the domain that knows holiday data. Desks are seeded with
 * them as rows; nothing asks for a desk's holidays at decision time.
 */
import Holidays from 'date-holidays';
import { Temporal } from 'temporal-polyfill';

export type HolidayPlace = {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 3166-2 subdivision without its country ('QC'); unknown ones get the country's own holidays. */
  readonly region?: string;
};

/** An employer in Québec gives Good Friday or Easter Monday; elsewhere this says nothing. */
export type EasterChoice = 'good_friday' | 'easter_monday';

/** The holidays of some years to seed a working calendar with: sorted local dates like `2026-06-24`. */
export function holidaysToSeed(place: HolidayPlace, years: readonly number[], easter: EasterChoice): string[] {
  return years.flatMap((year) => [...publicHolidays(year, place)].map((date) => chosen(date, place, easter))).sort();
}

function chosen(date: string, { country, region }: HolidayPlace, easter: EasterChoice): string {
  const isQuebec = country === 'CA' && region === 'QC';
  const day = Temporal.PlainDate.from(date);
  // Good Friday is the only one of Québec's holidays that falls on a Friday of March or April.
  const isGoodFriday = day.dayOfWeek === 5 && (day.month === 3 || day.month === 4);
  return isQuebec && easter === 'easter_monday' && isGoodFriday ? day.add({ days: 3 }).toString() : date;
}

const holidaysOfYear = new Map<string, ReadonlySet<string>>();

/** Worked out once per place and year: the library takes milliseconds, and every scan asks. */
export function publicHolidays(year: number, { country, region }: HolidayPlace): ReadonlySet<string> {
  const key = `${country}-${region ?? ''}-${year}`;
  const known = holidaysOfYear.get(key);
  if (known) return known;
  const found = new Set(rulesOf(country, region).getHolidays(year).flatMap(daysOf));
  holidaysOfYear.set(key, found);
  return found;
}

/** A country the library does not know has no holidays, only weekends. */
function rulesOf(country: string, region: string | undefined): Holidays {
  const types: ['public'] = ['public'];
  return region === undefined ? new Holidays(country, { types }) : new Holidays(country, region, { types });
}

/** Local dates, first to last: some holidays last several days. `date` starts with the place's own calendar day. */
function daysOf({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  const first = Temporal.PlainDate.from(date.slice(0, 10));
  const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
  return Array.from({ length }, (_, day) => first.add({ days: day }).toString());
}
