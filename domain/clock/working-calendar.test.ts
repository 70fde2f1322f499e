import { describe, expect, it } from 'vitest';
import { nineToFive, splitShift, workingCalendar } from '../../test/harness/working-calendars.ts';
import { calendarProblems } from './working-calendar.ts';

describe('a calendar', () => {
  it('of split shifts, holidays, half-days and leave is good', () => {
    const week = [splitShift, nineToFive, [], [{ fromMinute: 0, untilMinute: 1440 }], [], [], []];
    const leave = [{ fromMs: 1, untilMs: 2 }];
    const halfDays = { '2026-12-24': [{ fromMinute: 540, untilMinute: 720 }] };
    expect(calendarProblems(workingCalendar({ week, leave, halfDays, holidays: ['2026-06-24'] }))).toEqual([]);
  });

  it.each([
    ['zone', { zone: 'America/Montreal2' }],
    ['week', { week: [nineToFive] }],
    ['week', { week: [[], [], [], [], [], [], []] }],
    ['week/0/0', { week: [[{ fromMinute: 600, untilMinute: 600 }], nineToFive, [], [], [], [], []] }],
    ['week/0/0', { week: [[{ fromMinute: 600, untilMinute: 1441 }], nineToFive, [], [], [], [], []] }],
    ['week/0/0', { week: [[{ fromMinute: 0.5, untilMinute: 20 }], nineToFive, [], [], [], [], []] }],
    ['week/1/1', { week: [[], [...nineToFive, { fromMinute: 1000, untilMinute: 1100 }], [], [], [], [], []] }],
    ['holidays/0', { holidays: ['2026-02-30'] }],
    ['holidays/0', { holidays: ['24 June'] }],
    ['halfDays/2026-13-01', { halfDays: { '2026-13-01': nineToFive } }],
    ['halfDays/2026-12-24/0', { halfDays: { '2026-12-24': [{ fromMinute: -1, untilMinute: 5 }] } }],
    ['leave/0', { leave: [{ fromMs: 2, untilMs: 2 }] }],
  ])('with a bad %s is refused, and it is said where', (path, changes) => {
    expect(calendarProblems(workingCalendar(changes)).map((problem) => problem.path)).toEqual([path]);
  });
});
