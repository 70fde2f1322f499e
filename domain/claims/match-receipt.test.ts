import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuthorisedLine, matchReceipt, refundableUnits } from './match-receipt.ts';

const line = (lineNo: number, sku: string, units: number, receivedBefore = 0): AuthorisedLine => ({
  lineNo,
  sku,
  units,
  receivedBefore,
});

describe('what came back', () => {
  it('fills the authorised lines in their order, part by part', () => {
    expect(matchReceipt([line(1, 'A', 2), line(2, 'A', 2)], ['A'], [{ sku: 'A', units: 3 }])).toEqual({
      lines: [
        { lineNo: 1, units: 2 },
        { lineNo: 2, units: 1 },
      ],
      ...{ unauthorised: [], foreign: [], complete: false },
    });
    expect(matchReceipt([line(1, 'A', 2, 2), line(2, 'A', 2, 1)], ['A'], [{ sku: 'A', units: 1 }])).toMatchObject({
      lines: [{ lineNo: 2, units: 1 }],
      complete: true,
    });
  });

  it('before anything was authorised is put aside for a person', () => {
    expect(matchReceipt([], ['A'], [{ sku: 'A', units: 1 }]).unauthorised).toEqual([{ sku: 'A', units: 1 }]);
  });

  it('and was never ordered is told apart from what is too much', () => {
    const received = [
      { sku: 'A', units: 3 },
      { sku: 'X', units: 1 },
    ];
    expect(matchReceipt([line(1, 'A', 2)], ['A', 'B'], received)).toMatchObject({
      unauthorised: [{ sku: 'A', units: 1 }],
      foreign: [{ sku: 'X', units: 1 }],
    });
  });

  it('is all accounted for, and no line gets more than was authorised', () => {
    const sku = fc.constantFrom('A', 'B', 'X');
    const lines = fc.array(fc.record({ sku, units: fc.integer({ min: 1, max: 5 }), receivedBefore: fc.nat(5) }), {
      maxLength: 5,
    });
    const parcels = fc.array(fc.record({ sku, units: fc.nat(5) }), { maxLength: 5 });
    fc.assert(
      fc.property(lines, parcels, (authorised, received) => {
        const numbered = authorised.map((l, index) => ({ ...l, lineNo: index + 1 }));
        const match = matchReceipt(numbered, ['A', 'B'], received);
        const sum = (all: readonly { units: number }[]) => all.reduce((total, { units }) => total + units, 0);
        expect(sum(match.lines) + sum(match.unauthorised) + sum(match.foreign)).toBe(sum(received));
        for (const { lineNo, units } of match.lines) {
          const { units: allowed = 0, receivedBefore = 0 } = numbered[lineNo - 1] ?? {};
          expect(units + receivedBefore).toBeLessThanOrEqual(allowed);
        }
      }),
    );
  });
});

it('only accepted units are refunded', () => {
  const inspected = [
    { units: 3, accepted: true, disposition: 'restock' },
    { units: 2, accepted: true, disposition: 'scrap' },
    { units: 4, accepted: false, disposition: 'quarantine' },
    { units: 5, accepted: true, disposition: 'send_back' },
  ] as const;
  expect(refundableUnits(inspected)).toBe(5);
});
