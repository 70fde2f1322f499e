/**
 * When a team or a person works. Rows of the database, seeded from the public holidays of a place; a changed calendar is
 * a new version, so that a clock can say by which one it was counted.
 */
import type { Text } from '../orders/wording.ts';

/** Half-open, in minutes after local midnight: [540, 1020) is 9:00 to 17:00, and 1440 is the end of the day. */
export type WorkingPeriod = { readonly fromMinute: number; readonly untilMinute: number };

/** Half-open, epoch ms. */
export type Absence = { readonly fromMs: number; readonly untilMs: number };

export type WorkingCalendar = {
  readonly id: string;
  readonly version: number;
  /** IANA, like America/Toronto. */
  readonly zone: string;
  /** The periods of Monday to Sunday, seven lists. */
  readonly week: readonly (readonly WorkingPeriod[])[];
  /** Local dates, `2026-06-24`, without work. */
  readonly holidays: readonly string[];
  /** Local dates whose periods replace those of the weekday, also on a holiday. */
  readonly halfDays: Readonly<Record<string, readonly WorkingPeriod[]>>;
  readonly leave: readonly Absence[];
};

export type CalendarProblem = { readonly path: string; readonly problem: Text };

const minutesPerDay = 1440;

const sentences = {
  zone: { en: 'This is not an IANA time zone.', fr: 'Ceci n’est pas un fuseau horaire IANA.' },
  sevenDays: { en: 'This needs seven days, Monday first.', fr: 'Il faut sept jours, le lundi en premier.' },
  noWork: { en: 'This has no working period.', fr: 'Il n’y a aucune période de travail.' },
  date: { en: 'This is not a date like 2026-06-24.', fr: 'Ceci n’est pas une date comme 2026-06-24.' },
  ends: { en: 'This ends before it begins.', fr: 'Ceci finit avant de commencer.' },
  period: { en: 'This is not a period within one day.', fr: 'Ceci n’est pas une période au cours d’un seul jour.' },
  overlap: {
    en: 'This overlaps the period before it or stands before it.',
    fr: 'Ceci chevauche la période précédente ou la devance.',
  },
} as const satisfies Record<string, Text>;

/** What makes a calendar unusable; empty for a good one. */
export function calendarProblems(calendar: WorkingCalendar): CalendarProblem[] {
  const problems: CalendarProblem[] = [];
  const report = (path: string, problem: Text) => problems.push({ path, problem });
  if (!isZone(calendar.zone)) report('zone', sentences.zone);
  if (calendar.week.length !== 7) report('week', sentences.sevenDays);
  if (calendar.week.every((day) => day.length === 0)) report('week', sentences.noWork);
  calendar.week.forEach((day, index) => {
    reportPeriods(`week/${index}`, day, report);
  });
  calendar.holidays.forEach((date, index) => {
    if (epochDayOf(date) === null) report(`holidays/${index}`, sentences.date);
  });
  for (const [date, periods] of Object.entries(calendar.halfDays)) {
    if (epochDayOf(date) === null) report(`halfDays/${date}`, sentences.date);
    reportPeriods(`halfDays/${date}`, periods, report);
  }
  calendar.leave.forEach(({ fromMs, untilMs }, index) => {
    if (!(fromMs < untilMs)) report(`leave/${index}`, sentences.ends);
  });
  return problems;
}

function reportPeriods(
  path: string,
  periods: readonly WorkingPeriod[],
  report: (path: string, problem: Text) => void,
): void {
  periods.forEach(({ fromMinute, untilMinute }, index) => {
    const whole = Number.isInteger(fromMinute) && Number.isInteger(untilMinute);
    if (!whole || fromMinute < 0 || untilMinute > minutesPerDay || fromMinute >= untilMinute)
      report(`${path}/${index}`, sentences.period);
    else if (fromMinute < (periods[index - 1]?.untilMinute ?? 0)) report(`${path}/${index}`, sentences.overlap);
  });
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const dayMs = 86_400_000;

/** Days since 1970-01-01 of a local date; null for anything else. */
export function epochDayOf(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? null : ms / dayMs;
}
