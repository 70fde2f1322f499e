import { expect, it } from 'vitest';
import { brierScore, reliabilityBins } from './calibration.ts';

it.each([
  [
    'perfect foresight',
    [
      { probability: 1, won: true },
      { probability: 0, won: false },
    ],
    0,
  ],
  [
    'a coin',
    [
      { probability: 0.5, won: true },
      { probability: 0.5, won: false },
    ],
    0.25,
  ],
  ['always wrong', [{ probability: 0, won: true }], 1],
  ['nothing', [], null],
])('the Brier score of %s', (_title, deals, score) => {
  expect(brierScore(deals)).toBe(score);
});

it('bins set what was predicted beside what happened, and hold every deal once', () => {
  const deals = [0, 0.1, 0.15, 0.99, 1].map((probability, index) => ({ probability, won: index % 2 === 0 }));
  const bins = reliabilityBins(deals);
  expect(bins.map(({ count }) => count)).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 0, 2]);
  expect(bins[1]).toMatchObject({ from: 0.1, until: 0.2, predicted: 0.125, observed: 0.5 });
  expect(bins[2]).toMatchObject({ predicted: null, observed: null });
});
