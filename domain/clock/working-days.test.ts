import { describe, expect, it } from 'vitest';
import { workingCalendar } from '../../test/harness/working-calendars.ts';
import { addWorkingDays } from './working-days.ts';

const desk = workingCalendar({
  holidays: ['2026-06-24', '2026-12-24'],
  halfDays: { '2026-12-24': [{ fromMinute: 540, untilMinute: 720 }] },
});
const added = (from: string, days: number) =>
  new Date(addWorkingDays(desk, Date.parse(from), days)).toISOString().slice(0, 16);

describe('adding working days', () => {
  it.each([
    ['over a weekend and the change to summer time', '2026-03-06T15:00Z', 1, '2026-03-09T14:00'],
    ['over Saint-Jean-Baptiste', '2026-06-23T15:00Z', 1, '2026-06-25T15:00'],
    ['a half-day as a day', '2026-12-23T15:00Z', 1, '2026-12-24T15:00'],
    ['from the late evening, which is the next day in UTC', '2026-03-06T02:00Z', 1, '2026-03-07T02:00'],
    ['none as the instant itself', '2026-03-07T15:00Z', 0, '2026-03-07T15:00'],
  ])('counts %s', (_title, from, days, to) => {
    expect(added(from, days)).toBe(to);
  });

  it('refuses a part of a day, a negative number and a calendar without work', () => {
    expect(() => addWorkingDays(desk, 0, 0.5)).toThrow(RangeError);
    expect(() => addWorkingDays(desk, 0, -1)).toThrow(RangeError);
    expect(() => addWorkingDays(workingCalendar({ week: [] }), 0, 1)).toThrow(/no working day/);
  });
});
