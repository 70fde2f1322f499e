import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBusinessDays, type BusinessCalendar } from './business-days.ts';

const montreal = { zone: 'America/Toronto', country: 'CA', region: 'QC' };
const toronto = { zone: 'America/Toronto', country: 'CA', region: 'ON' };
const paris = { zone: 'Europe/Paris', country: 'FR' };

const added = (from: string, days: number, calendar: BusinessCalendar) =>
  new Date(addBusinessDays(Date.parse(from), days, calendar)).toISOString();

describe('adding business days', () => {
  it.each([
    ['within a week', '2026-03-02T15:00:00Z', 3, montreal, '2026-03-05T15:00:00.000Z'],
    ['over a weekend and the change to summer time', '2026-03-06T15:00:00Z', 1, montreal, '2026-03-09T14:00:00.000Z'],
    ['from a Saturday', '2026-02-07T15:00:00Z', 1, montreal, '2026-02-09T15:00:00.000Z'],
    ['by none from a Saturday', '2026-02-07T15:00:00Z', 0, montreal, '2026-02-07T15:00:00.000Z'],
    ['over Saint-Jean-Baptiste in Québec', '2026-06-23T15:00:00Z', 1, montreal, '2026-06-25T15:00:00.000Z'],
    ['on 24 June in Ontario', '2026-06-23T15:00:00Z', 1, toronto, '2026-06-24T15:00:00.000Z'],
    ['over New Year', '2026-12-31T15:00:00Z', 1, montreal, '2027-01-04T15:00:00.000Z'],
    ['over 14 July in France', '2026-07-13T08:00:00Z', 1, paris, '2026-07-15T08:00:00.000Z'],
    ['from late evening, which is the next day in UTC', '2026-03-06T02:00:00Z', 1, toronto, '2026-03-07T02:00:00.000Z'],
    [
      'in a region that is not known, by the country',
      '2026-06-30T15:00:00Z',
      1,
      { ...toronto, region: 'ZZ' },
      '2026-07-02T15:00:00.000Z',
    ],
    [
      'in a country that is not known, by weekends alone',
      '2026-12-24T15:00:00Z',
      1,
      { zone: 'UTC', country: 'ZZ' },
      '2026-12-25T15:00:00.000Z',
    ],
  ])('counts %s', (_title, from, days, calendar, to) => {
    expect(added(from, days, calendar)).toBe(to);
  });

  const instants = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2034-01-01') });
  const utc = { zone: 'UTC', country: 'CA', region: 'QC' };

  it('in two steps comes to the same as in one', () => {
    fc.assert(
      fc.property(instants, fc.nat(15), fc.nat(15), (from, first, second) => {
        expect(addBusinessDays(addBusinessDays(from, first, utc), second, utc)).toBe(
          addBusinessDays(from, first + second, utc),
        );
      }),
    );
  });

  it('ends on a weekday, and never before as many calendar days have passed', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 30 }), (from, days) => {
        const to = addBusinessDays(from, days, utc);
        expect([1, 2, 3, 4, 5]).toContain(new Date(to).getUTCDay());
        expect(to - from).toBeGreaterThanOrEqual(days * 86_400_000);
      }),
    );
  });

  it.each([-1, 0.5, Number.NaN])('refuses %d days', (days) => {
    expect(() => addBusinessDays(0, days, utc)).toThrow(RangeError);
  });
});
