import { describe, expect, it } from 'vitest';
import { noticeEnd } from './notice.ts';

const month = { kind: 'calendar_months', months: 1 } as const;
const end = (given: string, ...rest: Parameters<typeof noticeEnd> extends [number, ...infer R] ? R : never) => {
  const { lastDay, endsAt } = noticeEnd(Date.parse(given), ...rest);
  return [lastDay, new Date(endsAt).toISOString().slice(0, 16)];
};

describe('a notice', () => {
  it.each([
    [
      'of 30 days',
      '2026-02-02T15:00Z',
      { kind: 'days', days: 30 },
      'America/Toronto',
      '2026-03-04',
      '2026-03-05T05:00',
    ],
    [
      'given late in the evening there',
      '2026-02-02T02:00Z',
      { kind: 'days', days: 1 },
      'America/Toronto',
      '2026-02-02',
      '2026-02-03T05:00',
    ],
    ['of none', '2026-02-02T15:00Z', { kind: 'days', days: 0 }, 'Europe/Paris', '2026-02-02', '2026-02-02T23:00'],
    ['of a month keeps the day', '2026-02-15T15:00Z', month, 'Europe/Paris', '2026-03-15', '2026-03-15T23:00'],
    [
      'of a month takes the month’s last day',
      '2026-01-31T15:00Z',
      month,
      'Europe/Paris',
      '2026-02-28',
      '2026-02-28T23:00',
    ],
    [
      'into the change of clocks',
      '2026-03-07T15:00Z',
      { kind: 'days', days: 1 },
      'America/Toronto',
      '2026-03-08',
      '2026-03-09T04:00',
    ],
  ] as const)('%s serves its last day', (_title, given, notice, zone, lastDay, endsAt) => {
    expect(end(given, notice, zone)).toEqual([lastDay, endsAt]);
  });

  it('of so many milliseconds ends after them, on the day that holds its end', () => {
    expect(end('2026-02-02T04:59:59Z', { kind: 'elapsed', ms: 60_000 }, 'America/Toronto')).toEqual([
      '2026-02-02',
      '2026-02-02T05:00',
    ]);
  });
});
