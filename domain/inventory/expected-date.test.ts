import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Announced, expectedDate, type Shortage } from './expected-date.ts';

const goods = (day: number, quantity: number, more: Partial<Announced> = {}): Announced => ({
  ...{ locationId: 'MTL', quantity, gap: 0 },
  expectedOn: `2026-12-${String(day).padStart(2, '0')}`,
  ...more,
});
const short = (missing: number, ahead: number, ...announced: Announced[]): Shortage => ({
  ...{ sku: 'A', missing, ahead, announced },
});

describe('the day by which announced goods cover what is missing', () => {
  it.each<[string, Shortage[], string | null]>([
    ['is none when nothing is missing', [], null],
    ['is none without announcements', [short(1, 0)], null],
    ['is that of the first that is enough', [short(5, 0, goods(3, 5), goods(9, 5))], '2026-12-03'],
    ['is that of the one that makes it enough', [short(6, 0, goods(3, 5), goods(9, 5))], '2026-12-09'],
    [
      'does not depend on the order in which they were announced',
      [short(5, 0, goods(9, 9), goods(3, 5))],
      '2026-12-03',
    ],
    ['is none when one unit lacks', [short(11, 0, goods(3, 5), goods(9, 5))], null],
    ['is after what the queue before it waits for', [short(1, 5, goods(3, 5), goods(9, 5))], '2026-12-09'],
    ['is none when the queue before it takes all', [short(1, 10, goods(3, 5), goods(9, 5))], null],
    ['is that of the SKU which comes last', [short(1, 0, goods(9, 1)), short(1, 0, goods(3, 1))], '2026-12-09'],
    ['is none when one SKU of several is not covered', [short(1, 0, goods(3, 1)), short(1, 0)], null],
    [
      'is after a place has filled up its safety stock, once',
      [short(4, 0, goods(3, 5, { gap: 2 }), goods(9, 1, { gap: 2 }))],
      '2026-12-09',
    ],
    [
      'leaves the safety stock of another place alone',
      [short(5, 0, goods(3, 5), goods(4, 5, { locationId: 'TOR', gap: 9 }))],
      '2026-12-03',
    ],
    ['is counted over all places', [short(6, 0, goods(3, 3), goods(4, 3, { locationId: 'TOR' }))], '2026-12-04'],
  ])('%s', (_title, shortages, day) => {
    expect(expectedDate(shortages)).toBe(day);
  });

  it('is never earlier for who stands further behind or misses more', () => {
    const announced = fc.array(
      fc
        .record({ day: fc.integer({ min: 1, max: 28 }), quantity: fc.integer({ min: 1, max: 9 }), gap: fc.nat(4) })
        .map(({ day, quantity, gap }) => goods(day, quantity, { gap, locationId: `L${gap}` })),
      { maxLength: 8 },
    );
    const never = '9999-12-31';
    fc.assert(
      fc.property(announced, fc.integer({ min: 1, max: 9 }), fc.nat(9), fc.nat(9), (list, missing, ahead, more) => {
        const now = expectedDate([short(missing, ahead, ...list)]) ?? never;
        const behind = expectedDate([short(missing, ahead + more, ...list)]) ?? never;
        const larger = expectedDate([short(missing + more, ahead, ...list)]) ?? never;
        expect(behind >= now).toBe(true);
        expect(larger).toBe(behind);
      }),
    );
  });
});
