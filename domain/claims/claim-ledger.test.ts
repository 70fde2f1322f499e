import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ClaimLedger, claimableUnits } from './claim-ledger.ts';
import { claimKinds } from './claim-states.ts';

const ledger = (changes: Partial<ClaimLedger>): ClaimLedger => ({
  ...{ shipped: 10, delivered: 8, claimed: 0, returned: 0, returnedToSender: 0, refunded: 0 },
  ...changes,
});

it.each([
  ['what was delivered', {}, 'damaged', 8],
  ['what was shipped, when it never arrived', {}, 'lost_parcel', 10],
  ['less what is claimed already', { claimed: 3 }, 'warranty', 5],
  ['less what came back', { returned: 1, returnedToSender: 2 }, 'return', 5],
  ['less what was refunded', { refunded: 8 }, 'damaged', 0],
  ['never less than nothing', { claimed: 8, refunded: 8 }, 'missing', 0],
] as const)('claimable is %s', (_title, changes, kind, units) => {
  expect(claimableUnits(ledger(changes), kind)).toBe(units);
});

it('claims that ask within what is claimable, in any order and of any kind, never break the ledger', () => {
  const claim = fc.record({
    kind: fc.constantFrom(...claimKinds),
    units: fc.integer({ min: 1, max: 6 }),
    becomes: fc.constantFrom('claimed' as const, 'returned' as const, 'returnedToSender' as const),
  });
  fc.assert(
    fc.property(fc.nat(10), fc.array(claim, { maxLength: 12 }), (delivered, claims) => {
      let now = ledger({ delivered });
      for (const { kind, units, becomes } of claims) {
        if (units <= claimableUnits(now, kind)) now = { ...now, [becomes]: now[becomes] + units };
        expect(now.claimed + now.returned + now.returnedToSender).toBeLessThanOrEqual(now.shipped);
      }
    }),
  );
});
