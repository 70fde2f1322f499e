import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SettlementItem, settle } from './settlement.ts';

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
      item('I2', 'invoice', 10, { currency: 'USD' }),
      item('I1', 'invoice', 5001),
      item('O1', 'open_order', 2000),
      item('C1', 'credit', 1500),
      item('C2', 'credit', 6000),
      item('O2', 'open_order', 9999, { terms: 'card' }),
    ];
    expect(settle(items)).toEqual({
      balances: [
        { currency: 'CAD', customerOwesMinor: 7001, weOweMinor: 7500, netMinor: -499, items: ['I1', 'O1', 'C1', 'C2'] },
        { currency: 'USD', customerOwesMinor: 10, weOweMinor: 0, netMinor: 10, items: ['I2'] },
      ],
      apart: ['O2'],
    });
  });

  it('holds every item once, and its nets are the difference to the cent', () => {
    const any = fc.record({
      kind: fc.constantFrom('invoice' as const, 'open_order' as const, 'credit' as const),
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
});
