import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyCalendar,
  nineToFive,
  splitShift,
  stretches,
  workedMinutes,
  workingCalendar,
} from '../../test/harness/working-calendars.ts';
import type { WorkingCalendar } from './working-calendar.ts';
import { addWorking, workingBetween } from './working-time.ts';

const minute = 60_000;
const added = (from: string, minutes: number, calendar: WorkingCalendar) =>
  new Date(addWorking(calendar, Date.parse(from), minutes * minute)).toISOString().replace(':00.000', '');

const split = workingCalendar({ week: Array.from({ length: 7 }, (_, day) => (day < 5 ? splitShift : [])) });
const night = workingCalendar({ week: Array.from({ length: 7 }, () => [{ fromMinute: 0, untilMinute: 480 }]) });
const quebec = workingCalendar({ holidays: ['2026-06-24'] });
const halfEve = workingCalendar({
  holidays: ['2026-12-24', '2026-12-25'],
  halfDays: { '2026-12-24': [{ fromMinute: 540, untilMinute: 720 }] },
});
const away = workingCalendar({
  leave: [{ fromMs: Date.parse('2026-03-02T15:00Z'), untilMs: Date.parse('2026-03-03T15:00Z') }],
});

describe('adding working time', () => {
  it.each([
    ['over the weekend: Friday 16:30 + 60 min is Monday 9:30', '2026-02-06T21:30Z', 60, quebec, '2026-02-09T14:30Z'],
    ['and ends on Friday 17:00, not Monday 9:00', '2026-02-06T21:30Z', 30, quebec, '2026-02-06T22:00Z'],
    ['of none on a Saturday to the instant itself', '2026-02-07T12:00Z', 0, quebec, '2026-02-07T12:00Z'],
    ['from a Saturday on Monday morning', '2026-02-07T12:00Z', 1, quebec, '2026-02-09T14:01Z'],
    ['over the break of a split shift', '2026-02-09T16:30Z', 60, split, '2026-02-09T18:30Z'],
    ['over Saint-Jean-Baptiste', '2026-06-23T20:30Z', 60, quebec, '2026-06-25T13:30Z'],
    ['over a half-day that replaces a holiday', '2026-12-23T21:30Z', 240, halfEve, '2026-12-28T14:30Z'],
    ['around leave that begins and ends within days', '2026-03-02T14:30Z', 60, away, '2026-03-03T15:30Z'],
    ['in a night that summer time shortens to seven hours', '2026-03-08T05:00Z', 8 * 60, night, '2026-03-09T05:00Z'],
    ['in a night that winter time lengthens to nine hours', '2026-11-01T04:00Z', 9 * 60, night, '2026-11-01T13:00Z'],
  ])('counts %s', (_title, from, minutes, calendar, to) => {
    expect(added(from, minutes, calendar)).toBe(to);
  });

  it('refuses a negative time and a calendar without any work', () => {
    expect(() => addWorking(quebec, 0, -1)).toThrow(RangeError);
    expect(() => addWorking(quebec, 0, Number.NaN)).toThrow(RangeError);
    expect(() => addWorking(workingCalendar({ week: [[], [], [], [], [], [], []] }), 0, 1)).toThrow(/no working time/);
    expect(() => workingBetween(quebec, 1, 0)).toThrow(RangeError);
  });

  it('waits through a leave of years', () => {
    const leave = [{ fromMs: Date.parse('2026-01-01T00:00Z'), untilMs: Date.parse('2031-01-06T00:00Z') }];
    expect(added('2026-02-06T21:30Z', 60, workingCalendar({ leave }))).toBe('2031-01-06T15:00Z');
  });
});

const worlds = fc.constantFrom(...stretches).chain((stretch) => fc.tuple(fc.constant(stretch), anyCalendar(stretch)));

describe('working time', () => {
  it('is what a count of every minute finds, on days when the clocks change too', () => {
    fc.assert(
      fc.property(worlds, fc.nat(9999), fc.nat(9999), ([stretch, calendar], one, other) => {
        const worked = workedMinutes(calendar, stretch);
        const [from, until] = [(one * worked.length) / 10_000, (other * worked.length) / 10_000]
          .map(Math.floor)
          .sort((a, b) => a - b) as [number, number]; // two in, two out
        const startMs = Date.parse(stretch.from);
        const found = workingBetween(calendar, startMs + from * minute, startMs + until * minute);
        expect(found / minute).toBe(worked.slice(from, until).filter(Boolean).length);
      }),
      { numRuns: 150 },
    );
  });

  const business = workingCalendar({ week: [splitShift, splitShift, nineToFive, splitShift, nineToFive, [], []] });
  const instants = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2034-01-01') });

  it('added is working time passed, to the millisecond and not one earlier', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 400 * 8 * 60 * minute }), (from, ms) => {
        const to = addWorking(business, from, ms);
        expect(workingBetween(business, from, to)).toBe(ms);
        expect(workingBetween(business, from, to - 1)).toBe(ms - 1);
      }),
    );
  });

  it('added in two steps comes to the same as in one', () => {
    fc.assert(
      fc.property(instants, fc.nat(50_000_000), fc.nat(50_000_000), (from, first, second) => {
        expect(addWorking(business, addWorking(business, from, first), second)).toBe(
          addWorking(business, from, first + second),
        );
      }),
    );
  });
});
