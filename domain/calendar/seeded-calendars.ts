/**
 * The calendars a fresh system has: weekdays nine to five by the clocks of a place, without its public holidays. By `claims`
 * the clocks of claims count.
 */
import type { WorkingCalendar, WorkingPeriod } from '../clock/working-calendar.ts';
import { type EasterChoice, type HolidayPlace, holidaysToSeed } from './public-holidays.ts';

type SeededPlace = { readonly id: string; readonly zone: string; readonly place: HolidayPlace };

export const seededPlaces: readonly SeededPlace[] = [
  { id: 'ca-qc', zone: 'America/Toronto', place: { country: 'CA', region: 'QC' } },
  { id: 'fr', zone: 'Europe/Paris', place: { country: 'FR' } },
  { id: 'us', zone: 'America/New_York', place: { country: 'US' } },
  { id: 'claims', zone: 'America/Toronto', place: { country: 'CA', region: 'QC' } },
];

const nineToFive: readonly WorkingPeriod[] = [{ fromMinute: 540, untilMinute: 1020 }];

export type HolidayYears = { readonly first: number; readonly last: number };

type Seed = { readonly years: HolidayYears; readonly easter: EasterChoice };

/** `before`: as it was seeded earlier, of which other years keep their holidays. */
export function seededCalendar(
  { id, zone, place }: SeededPlace,
  { years: { first, last }, easter }: Seed,
  before: WorkingCalendar | null,
): Omit<WorkingCalendar, 'version'> {
  const years = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  const yearOf = (date: string) => Number(date.slice(0, 4));
  const kept = (before?.holidays ?? []).filter((date) => yearOf(date) < first || yearOf(date) > last);
  const week = [nineToFive, nineToFive, nineToFive, nineToFive, nineToFive, [], []];
  const holidays = [...new Set([...kept, ...holidaysToSeed(place, years, easter)])].sort();
  return { id, zone, week, holidays, halfDays: {}, leave: [] };
}
