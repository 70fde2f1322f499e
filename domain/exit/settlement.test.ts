import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prorate, type SettlementItem, settle, settlementWaitsFor } from './settlement.ts';

describe('proration', () => {
  it.each([
    [1000, 10, 30, 333, 667],
    [1000, 20, 30, 667, 333],
    [1001, 15, 30, 501, 500],
    [999, 0, 28, 0, 999],
    [999, 28, 28, 999, 0],
  ])('of %d over %d of %d days', (fee, used, days, usedMinor, unusedMinor) => {
    expect(prorate(fee, used, days)).toEqual({ usedMinor, unusedMinor });
  });

  it('loses no cent', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 366 }), fc.nat(366), (fee, days, used) => {
        const { usedMinor, unusedMinor } = prorate(fee, Math.min(used, days), days);
        expect(usedMinor + unusedMinor).toBe(fee);
        expect(Math.min(usedMinor, unusedMinor)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

const item = (
  id: string,
  kind: SettlementItem['kind'],
  amountMinor: number,
  changes: Partial<SettlementItem> = {},
): SettlementItem => ({
  ...{ id, kind, amountMinor, currency: 'CAD', terms: 'account' },
  ...changes,
});

describe('a settlement', () => {
  it('nets what both sides owe, per currency, card orders left apart', () => {
    const items = [
      item('I1', 'invoice', 5001),
      item('O1', 'open_order', 2000),
      item('C1', 'credit', 1500),
      item('F1', 'unused_fee', 6000),
      item('I2', 'invoice', 10, { currency: 'USD' }),
      item('O2', 'open_order', 9999, { terms: 'card' }),
    ];
    expect(settle(items)).toEqual({
      balances: [
        { currency: 'CAD', customerOwesMinor: 7001, weOweMinor: 7500, netMinor: -499, items: ['I1', 'O1', 'C1', 'F1'] },
        { currency: 'USD', customerOwesMinor: 10, weOweMinor: 0, netMinor: 10, items: ['I2'] },
      ],
      apart: ['O2'],
    });
  });

  it('holds every item once, and its nets are the difference to the cent', () => {
    const any = fc.record({
      kind: fc.constantFrom(
        'invoice' as const,
        'open_order' as const,
        'credit' as const,
        'refund' as const,
        'claim' as const,
      ),
      amountMinor: fc.nat(1_000_000),
      currency: fc.constantFrom('CAD', 'USD'),
      terms: fc.constantFrom('account' as const, 'card' as const),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (list) => {
        const items = list.map((entry, index) => ({ ...entry, id: `i${index}` }));
        const { balances, apart } = settle(items);
        expect([...balances.flatMap((b) => b.items), ...apart].sort()).toEqual(items.map(({ id }) => id).sort());
        for (const { currency, netMinor } of balances) {
          const signed = items
            .filter((i) => i.currency === currency && i.terms === 'account')
            .map((i) => (i.kind === 'invoice' || i.kind === 'open_order' ? i.amountMinor : -i.amountMinor));
          expect(netMinor).toBe(signed.reduce((sum, amount) => sum + amount, 0));
        }
      }),
    );
  });

  it('waits for open orders, claims and refunds, and not for cases', () => {
    const business = (['order', 'claim', 'refund', 'case'] as const).flatMap((kind) => [
      { kind, id: `${kind}-open`, closed: false },
      { kind, id: `${kind}-closed`, closed: true },
    ]);
    expect(settlementWaitsFor(business)).toEqual(['order-open', 'claim-open', 'refund-open']);
  });
});
