import fc from 'fast-check';
import { expect, it } from 'vitest';
import { forecast, poissonBinomial } from './forecast.ts';

it('is the binomial for equal deals', () => {
  const chances = [1, 4, 6, 4, 1].map((ways) => ways / 16);
  expect(forecast(Array.from({ length: 4 }, () => ({ probability: 0.5, amountMinor: 100 })))).toEqual({
    ...{ expectedMinor: 200, standardDeviationMinor: 100, wins: chances },
    ...{ winsLow: 1, winsMedian: 2, winsHigh: 3 },
  });
});

it('of nothing is nothing', () => {
  expect(forecast([])).toMatchObject({ expectedMinor: 0, standardDeviationMinor: 0, wins: [1], winsHigh: 0 });
});

it('equals the sum over every way the deals can end', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 9 }), (probabilities) => {
      const expected = Array.from({ length: probabilities.length + 1 }, () => 0);
      for (let ways = 0; ways < 2 ** probabilities.length; ways += 1) {
        const won = probabilities.map((_, index) => ((ways >> index) & 1) === 1);
        const chance = probabilities.reduce((product, p, index) => product * (won[index] ? p : 1 - p), 1);
        const count = won.filter(Boolean).length;
        expected[count] = (expected[count] ?? 0) + chance;
      }
      poissonBinomial(probabilities).forEach((chance, count) => {
        expect(chance).toBeCloseTo(expected[count] ?? Number.NaN, 10);
      });
    }),
  );
});

it('sums to one and has the expected number as its mean, for a thousand deals too', () => {
  const probabilities = Array.from({ length: 1000 }, (_, index) => (index % 100) / 100);
  const wins = poissonBinomial(probabilities);
  expect(wins.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
  expect(wins.reduce((sum, p, k) => sum + p * k, 0)).toBeCloseTo(
    probabilities.reduce((sum, p) => sum + p, 0),
    6,
  );
});
