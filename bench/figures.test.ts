import { expect, it } from 'vitest';
import { figure, isMet, median, ratios } from './figures.ts';

it('tells the middle of the rounds, and the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([8, 1, 3, 5])).toBe(4);
});

it('keeps the worst and the best round beside the median', () => {
  expect(figure('x', 'ms', [3, 1, 2])).toEqual({ name: 'x', unit: 'ms', median: 2, min: 1, max: 3 });
  expect(() => figure('x', 'ms', [])).toThrow('no round');
});

it('meets a target at its very bound, from either side, and no target at all never', () => {
  expect(isMet(figure('x', '', [8], { atMost: 8 }))).toBe(true);
  expect(isMet(figure('x', '', [8.1], { atMost: 8 }))).toBe(false);
  expect(isMet(figure('x', '', [40], { atLeast: 40 }))).toBe(true);
  expect(isMet(figure('x', '', [39], { atLeast: 40 }))).toBe(false);
  expect(isMet(figure('x', '', [39]))).toBeUndefined();
});

it('divides round by round', () => {
  expect(ratios([10, 30], [5, 10])).toEqual([2, 3]);
});
