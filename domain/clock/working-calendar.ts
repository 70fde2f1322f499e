/**
 * When a team or a person works. Rows of the database, seeded from the public holidays of a place; a changed calendar is
 * a new version, so that a clock can say by which one it was counted.
 */

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

export type CalendarProblem = { readonly path: string; readonly problem: string };

const minutesPerDay = 1440;

/** What makes a calendar unusable; empty for a good one. */
export function calendarProblems(calendar: WorkingCalendar): CalendarProblem[] {
  const problems: CalendarProblem[] = [];
  const report = (path: string, problem: string) => problems.push({ path, problem });
  if (!isZone(calendar.zone)) report('zone', 'is not an IANA time zone');
  if (calendar.week.length !== 7) report('week', 'needs seven days, Monday first');
  if (calendar.week.every((day) => day.length === 0)) report('week', 'has no working period');
  calendar.week.forEach((day, index) => {
    reportPeriods(`week/${index}`, day, report);
  });
  calendar.holidays.forEach((date, index) => {
    if (epochDayOf(date) === null) report(`holidays/${index}`, 'is not a date like 2026-06-24');
  });
  for (const [date, periods] of Object.entries(calendar.halfDays)) {
    if (epochDayOf(date) === null) report(`halfDays/${date}`, 'is not a date like 2026-06-24');
    reportPeriods(`halfDays/${date}`, periods, report);
  }
  calendar.leave.forEach(({ fromMs, untilMs }, index) => {
    if (!(fromMs < untilMs)) report(`leave/${index}`, 'ends before it begins');
  });
  return problems;
}

function reportPeriods(
  path: string,
  periods: readonly WorkingPeriod[],
  report: (path: string, problem: string) => void,
): void {
  periods.forEach(({ fromMinute, untilMinute }, index) => {
    const whole = Number.isInteger(fromMinute) && Number.isInteger(untilMinute);
    if (!whole || fromMinute < 0 || untilMinute > minutesPerDay || fromMinute >= untilMinute)
      report(`${path}/${index}`, 'is not a period within one day');
    else if (fromMinute < (periods[index - 1]?.untilMinute ?? 0))
      report(`${path}/${index}`, 'overlaps the period before it or stands before it');
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
