/** What it costs to ask when a year of working time has passed: split shifts, holidays, leave, two changes of clocks. */
import type { WorkingCalendar } from '../domain/clock/working-calendar.ts';
import { addWorking } from '../domain/clock/working-time.ts';
import { splitShift, workingCalendar } from '../test/harness/working-calendars.ts';
import { figure, median } from './figures.ts';
import type { Measure } from './measure.ts';
import { inRounds } from './rounds.ts';

const dayMs = 86_400_000;
/** Of five days a week. */
const yearMs = 52 * 5 * splitShift.reduce((sum, span) => sum + span.untilMinute - span.fromMinute, 0) * 60_000;
const firstMs = Date.parse('2026-01-05T14:00Z');

export const businessClock: Measure = {
  name: 'business-clock',
  title: 'working time added over a year of split shifts',
  quick: true,
  run: async ({ quick }) => {
    const calls = quick ? 500 : 5000;
    const warm = splitShiftYear();
    const found = await inRounds(quick ? 2 : 5, {
      again: async () => medianMicroseconds(calls, () => warm),
      // What is known of a calendar is kept with its object, so a copy is a calendar that nobody has asked yet.
      first: async () => medianMicroseconds(quick ? 20 : 100, splitShiftYear),
    });
    return [
      figure('add, a calendar asked before', 'µs', found.again, { atMost: 20 }),
      figure('add, a calendar never asked', 'µs', found.first),
    ];
  },
};

const splitShiftYear = (): WorkingCalendar =>
  workingCalendar({
    week: Array.from({ length: 7 }, (_, day) => (day < 5 ? splitShift : [])),
    holidays: ['2026-01-01', '2026-05-18', '2026-06-24', '2026-07-01', '2026-09-07', '2026-12-25'],
    leave: [{ fromMs: Date.parse('2026-07-20T12:00Z'), untilMs: Date.parse('2026-08-03T12:00Z') }],
  });

/** Each call from another instant of another day. */
function medianMicroseconds(calls: number, calendarOf: () => WorkingCalendar): number {
  const each = Array.from({ length: calls }, (_, index) => {
    const calendar = calendarOf();
    const from = firstMs + (index % 300) * dayMs + index * 1009;
    const start = performance.now();
    addWorking(calendar, from, yearMs);
    return (performance.now() - start) * 1000;
  });
  return median(each);
}
