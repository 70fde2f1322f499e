import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney } from './format-money.ts';
import { decimalsOf, isKnownCurrency, roundHalfAway, splitMinor } from './money.ts';

describe('splitting money', () => {
  it('never loses or makes a unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -10_000_000, max: 10_000_000 }),
        fc.array(fc.nat(10_000), { minLength: 1, maxLength: 40 }),
        (amount, weights) => {
          expect(splitMinor(amount, weights).reduce((sum, part) => sum + part, 0)).toBe(amount);
        },
      ),
    );
  });

  it('keeps every part within one unit of its exact share', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 20 }),
        (amount, weights) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          splitMinor(amount, weights).forEach((part, index) => {
            expect(Math.abs(part - (amount * (weights[index] ?? 0)) / total)).toBeLessThan(1);
          });
        },
      ),
    );
  });

  it.each([
    { amount: 100, weights: [1, 1, 1], parts: [34, 33, 33] },
    { amount: -100, weights: [1, 1, 1], parts: [-34, -33, -33] },
    { amount: 5, weights: [0, 0], parts: [5, 0] },
    { amount: 1, weights: [1, 1], parts: [1, 0] },
  ])('gives ties to the earlier part: $amount over $weights', ({ amount, weights, parts }) => {
    expect(splitMinor(amount, weights)).toEqual(parts);
  });
});

it.each([
  { n: 5n, d: 2n, rounded: 3 },
  { n: -5n, d: 2n, rounded: -3 },
  { n: 7n, d: 3n, rounded: 2 },
  { n: 0n, d: 9n, rounded: 0 },
])('rounds $n / $d half away from zero', ({ n, d, rounded }) => {
  expect(roundHalfAway(n, d)).toBe(rounded);
});

it('writes amounts as each language does, with the digits of the currency', () => {
  expect(formatMoney({ amountMinor: 123456, currency: 'CAD' }, 'en')).toBe('$1,234.56');
  expect(formatMoney({ amountMinor: 123456, currency: 'CAD' }, 'fr').replace(/\s/g, ' ')).toBe('1 234,56 $');
  expect(formatMoney({ amountMinor: 500, currency: 'JPY' }, 'en')).toContain('500');
  expect(formatMoney({ amountMinor: 1234, currency: 'KWD' }, 'en')).toContain('1.234');
});

it.each([
  { currency: 'JPY', decimals: 0 },
  { currency: 'CAD', decimals: 2 },
  { currency: 'TND', decimals: 3 },
])('knows that $currency has $decimals decimals', ({ currency, decimals }) => {
  expect(isKnownCurrency(currency)).toBe(true);
  expect(decimalsOf(currency)).toBe(decimals);
});

it('knows no currency by a name that every object has', () => {
  expect(isKnownCurrency('toString')).toBe(false);
  expect(isKnownCurrency('cad')).toBe(false);
});
