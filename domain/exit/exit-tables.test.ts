import { expect, it } from 'vitest';
import { valueBandOf } from './exit-tables.ts';

it.each([
  [-1, 'none'],
  [0, 'none'],
  [1, 'low'],
  [99, 'low'],
  [100, 'middle'],
  [999, 'middle'],
  [1000, 'high'],
])('who has spent %d in a year is of the band %s', (spent, band) => {
  expect(valueBandOf(spent, { middle: 100, high: 1000 })).toBe(band);
});
