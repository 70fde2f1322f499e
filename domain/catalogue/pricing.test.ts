import fc from 'fast-check';
import { expect, it } from 'vitest';
import { priceOrder } from './pricing.ts';

const line = fc.record({
  sku: fc.constant('A'),
  quantity: fc.integer({ min: 1, max: 1000 }),
  unitPriceMinor: fc.nat(1_000_000),
  taxRatePpm: fc.nat(250_000),
});

it('adds up: the order is the sum of its lines, and each line of its parts', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), fc.nat(10_000), (lines, discountBps) => {
      const order = priceOrder({
        currency: 'CAD',
        lines: lines.map((l, i) => ({ ...l, lineNo: i + 1 })),
        discountBps,
      });
      const gross = lines.reduce((sum, l) => sum + l.unitPriceMinor * l.quantity, 0);
      const discounts = order.lines.reduce((sum, l) => sum + l.discountMinor, 0);
      expect(order.netMinor).toBe(gross - discounts);
      expect(order.totalMinor).toBe(order.netMinor + order.taxMinor);
      for (const l of order.lines) {
        expect(l.netMinor).toBe(l.unitPriceMinor * l.quantity - l.discountMinor);
        expect(l.totalMinor).toBe(l.netMinor + l.taxMinor);
        expect(l.netMinor).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

it('rounds tax per line, half away from zero', () => {
  const lines = [1, 2].map((lineNo) => ({ lineNo, sku: 'A', quantity: 1, unitPriceMinor: 10, taxRatePpm: 149_750 }));
  const order = priceOrder({ lines, discountBps: 0, currency: 'CAD' });
  expect(order.lines.map((l) => l.taxMinor)).toEqual([1, 1]);
  expect(order.taxMinor).toBe(2);
});

it('makes amounts of three-decimal currencies that cards can carry', () => {
  const lines = [1, 2].map((lineNo) => ({ lineNo, sku: 'A', quantity: 1, unitPriceMinor: 6150, taxRatePpm: 149_750 }));
  const order = priceOrder({ lines, discountBps: 333, currency: 'KWD' });
  expect(order.lines.map((l) => [l.discountMinor, l.taxMinor, l.totalMinor])).toEqual([
    [210, 890, 6830],
    [200, 890, 6840],
  ]);
});
