/** Calendars for tests, and a minute-by-minute reading of them that shares nothing with the code under test. */
import fc from 'fast-check';
import type { WorkingCalendar, WorkingPeriod } from '../../domain/clock/working-calendar.ts';

const minuteMs = 60_000;

export const nineToFive: readonly WorkingPeriod[] = [{ fromMinute: 540, untilMinute: 1020 }];
export const splitShift: readonly WorkingPeriod[] = [
  { fromMinute: 480, untilMinute: 720 },
  { fromMinute: 780, untilMinute: 1065 },
];

export function workingCalendar(changes: Partial<WorkingCalendar> = {}): WorkingCalendar {
  const week = [nineToFive, nineToFive, nineToFive, nineToFive, nineToFive, [], []];
  return { id: 'desk', version: 1, zone: 'America/Toronto', week, holidays: [], halfDays: {}, leave: [], ...changes };
}

/** Stretches of time around changes of clocks: usual ones, half an hour, at midnight, and none. */
export const stretches = [
  { zone: 'America/Toronto', from: '2026-03-04T00:00Z', days: 10 },
  { zone: 'America/Toronto', from: '2026-10-28T00:00Z', days: 10 },
  { zone: 'Europe/Paris', from: '2026-03-25T00:00Z', days: 8 },
  { zone: 'Australia/Lord_Howe', from: '2026-04-01T00:00Z', days: 8 },
  { zone: 'Australia/Lord_Howe', from: '2026-09-30T00:00Z', days: 8 },
  { zone: 'America/Sao_Paulo', from: '2018-11-01T00:00Z', days: 8 },
  { zone: 'America/Sao_Paulo', from: '2018-02-14T00:00Z', days: 8 },
  { zone: 'Asia/Kathmandu', from: '2025-12-28T00:00Z', days: 8 },
] as const;
export type Stretch = (typeof stretches)[number];

const sortedPeriods = fc
  .uniqueArray(
    fc.nat(24 * 12).map((n) => n * 5),
    { maxLength: 8 },
  )
  .map((marks) => [...marks].sort((a, b) => a - b))
  .map((marks) => Array.from({ length: marks.length >> 1 }, (_, i) => periodOf(marks, i)));
const periodOf = (marks: readonly number[], i: number): WorkingPeriod => ({
  fromMinute: marks[2 * i] ?? 0,
  untilMinute: marks[2 * i + 1] ?? 1440,
});

/** Any calendar of a stretch's zone, with holidays, half-days and leave inside it. */
export function anyCalendar(stretch: Stretch): fc.Arbitrary<WorkingCalendar> {
  const fromMs = Date.parse(stretch.from);
  const dates = fc.nat(stretch.days).map((day) => new Date(fromMs + day * 86_400_000).toISOString().slice(0, 10));
  const leave = fc.tuple(fc.nat(stretch.days * 1440), fc.integer({ min: 1, max: 3000 })).map(([from, minutes]) => ({
    fromMs: fromMs + from * minuteMs,
    untilMs: fromMs + (from + minutes) * minuteMs,
  }));
  return fc.record({
    id: fc.constant('any'),
    version: fc.constant(1),
    zone: fc.constant(stretch.zone),
    week: fc.array(sortedPeriods, { minLength: 7, maxLength: 7 }),
    holidays: fc.array(dates, { maxLength: 2 }),
    halfDays: fc.dictionary(dates, sortedPeriods, { maxKeys: 2 }),
    leave: fc.array(leave, { maxLength: 3 }),
  });
}

/** For each minute of a stretch, whether the calendar works in it. */
export function workedMinutes(calendar: WorkingCalendar, stretch: Stretch): boolean[] {
  const shown = shownMinutes(stretch);
  const worked = shown.map(() => false);
  const first = Math.floor((shown[0] ?? 0) / 1440) - 1;
  for (let day = first; day <= first + stretch.days + 3; day += 1) {
    for (const { fromMinute, untilMinute } of periodsOf(calendar, day)) {
      const start = firstMinuteShowing(shown, day * 1440 + fromMinute);
      worked.fill(true, start, firstMinuteShowing(shown, day * 1440 + untilMinute));
    }
  }
  const startMs = Date.parse(stretch.from);
  return worked.map(
    (yes, minute) =>
      yes &&
      !calendar.leave.some((l) => l.fromMs <= startMs + minute * minuteMs && startMs + minute * minuteMs < l.untilMs),
  );
}

function periodsOf(calendar: WorkingCalendar, day: number): readonly WorkingPeriod[] {
  const date = new Date(day * 86_400_000);
  const half = calendar.halfDays[date.toISOString().slice(0, 10)];
  if (half) return half;
  if (calendar.holidays.includes(date.toISOString().slice(0, 10))) return [];
  return calendar.week[(date.getUTCDay() + 6) % 7] ?? [];
}

const firstMinuteShowing = (shown: readonly number[], local: number): number => {
  const found = shown.findIndex((minute) => minute >= local);
  return found === -1 ? shown.length : found;
};

const shownOf = new Map<Stretch, number[]>();

/** What the clock on the wall shows at each minute, in minutes since 1970-01-01 there. */
function shownMinutes(stretch: Stretch): number[] {
  const known = shownOf.get(stretch);
  if (known) return known;
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: stretch.zone, dateStyle: 'short', timeStyle: 'short' });
  const startMs = Date.parse(stretch.from);
  const shown = Array.from({ length: stretch.days * 1440 }, (_, minute) =>
    Math.round(Date.parse(`${wall.format(startMs + minute * minuteMs).replace(' ', 'T')}Z`) / minuteMs),
  );
  shownOf.set(stretch, shown);
  return shown;
}
