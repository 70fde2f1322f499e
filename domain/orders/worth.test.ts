import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargeStepMinor } from '../money/money.ts';
import { mostWorthOf, worthOf } from './worth.ts';

const line = fc
  .record({
    steps: fc.integer({ min: 0, max: 10_000_000 }),
    ordered: fc.integer({ min: 1, max: 500 }),
    currency: fc.constantFrom('CAD', 'JPY', 'KWD'),
  })
  .map(({ steps, ...rest }) => ({ ...rest, totalMinor: steps * chargeStepMinor(rest.currency) }));

describe('the worth of units', () => {
  it('adds up to the line total however the units are split', () => {
    fc.assert(
      fc.property(line, fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 60 }), (priced, parts) => {
        let before = 0;
        let sum = 0;
        for (const part of [...parts, priced.ordered]) {
          const units = Math.min(part, priced.ordered - before);
          sum += worthOf(priced, before, units);
          before += units;
        }
        expect(sum).toBe(priced.totalMinor);
      }),
    );
  });

  it.each([
    { total: 100, of: 3, currency: 'CAD', parts: [33, 34, 33] },
    { total: 5, of: 2, currency: 'CAD', parts: [3, 2] },
    { total: 1, of: 4, currency: 'CAD', parts: [0, 1, 0, 0] },
    { total: 1000, of: 3, currency: 'JPY', parts: [333, 334, 333] },
    { total: 1000, of: 3, currency: 'KWD', parts: [330, 340, 330] },
  ])('one after the other is rounded over what was given before: $total $currency over $of', (line) => {
    const priced = { totalMinor: line.total, ordered: line.of, currency: line.currency };
    expect(line.parts.map((_, given) => worthOf(priced, given, 1))).toEqual(line.parts);
  });

  it('is what cards can carry, three-decimal currencies too', () => {
    fc.assert(
      fc.property(line, fc.nat(500), fc.nat(500), (priced, a, b) => {
        const before = a % (priced.ordered + 1);
        const units = b % (priced.ordered - before + 1);
        const step = chargeStepMinor(priced.currency);
        expect(worthOf(priced, before, units) % step).toBe(0);
        expect(mostWorthOf(priced, units) % step).toBe(0);
      }),
    );
  });

  it('never exceeds what was authorised for that many units', () => {
    fc.assert(
      fc.property(line, fc.nat(500), fc.nat(500), (priced, a, b) => {
        const before = a % (priced.ordered + 1);
        const units = b % (priced.ordered - before + 1);
        expect(worthOf(priced, before, units)).toBeLessThanOrEqual(mostWorthOf(priced, units));
      }),
    );
  });
});
