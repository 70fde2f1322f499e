import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts';

const cases = [
  ['CAD', 1999, 1999],
  ['JPY', 500, 500],
  ['KWD', 1230, 1230],
  ['KWD', 1234, null],
  ['ISK', 5, 500],
  ['MGA', 500, 5],
  ['MGA', 501, null],
  ['CAD', -1, null],
  ['CAD', 0.5, null],
] as const;

describe('amounts at Stripe', () => {
  it.each(cases)('%s %d is written %s', (currency, amountMinor, written) => {
    expect(toStripeAmount(amountMinor, currency)).toBe(written);
  });

  it('come back as they went, whenever Stripe can represent them', () => {
    const currency = fc.constantFrom('CAD', 'EUR', 'JPY', 'KWD', 'TND', 'ISK', 'UGX', 'MGA');
    fc.assert(
      fc.property(currency, fc.nat(99_999_999), (code, amountMinor) => {
        const written = toStripeAmount(amountMinor, code);
        return written === null || fromStripeAmount(written, code) === amountMinor;
      }),
    );
  });
});
