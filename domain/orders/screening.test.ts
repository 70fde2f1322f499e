import { describe, expect, it } from 'vitest';
import { orderPolicies } from './order-policy.ts';
import { type ScreeningInput, screen } from './screening.ts';

const home = { name: 'Ann', line1: '1 Main St', city: 'Montréal', region: 'QC', postalCode: 'H2X 1Y4', country: 'CA' };
const policy = orderPolicies.standard;
const calm: ScreeningInput = {
  ...{ lifecycle: 'active', billTo: home, shipTo: home, totalMinor: 10_000, currency: 'CAD', discountBps: 0 },
  ...{ earlierOrders: 3, recentOrders: 1, paymentMethod: 'card', creditLimitMinor: null, creditCurrency: null },
  ...{ exposureMinor: 0, policy },
};
const abroad = { ...home, line1: '2 rue Foy', city: 'Lyon', region: 'ARA', postalCode: '69001', country: 'FR' };

const pointsOf = (more: Partial<ScreeningInput>) => screen({ ...calm, ...more }).points.map(({ code }) => code);
const holdsOf = (more: Partial<ScreeningInput>) => screen({ ...calm, ...more }).holds.map(({ kind }) => kind);

describe('the risk of an order', () => {
  it.each([
    { what: 'nothing unusual', more: {}, points: [] },
    { what: 'five orders in an hour', more: { recentOrders: 5 }, points: [] },
    { what: 'six orders in an hour', more: { recentOrders: 6 }, points: ['many_orders_in_a_short_time'] },
    {
      what: 'another address',
      more: { shipTo: { ...home, line1: '9 Main St' } },
      points: ['ship_to_differs_from_bill_to'],
    },
    { what: 'the same address in other letters', more: { shipTo: { ...home, city: ' montreal ' } }, points: [] },
    {
      what: 'another country',
      more: { shipTo: abroad },
      points: ['ship_to_differs_from_bill_to', 'ship_to_another_country'],
    },
    { what: 'a first order at the limit', more: { earlierOrders: 0, totalMinor: 300_000 }, points: [] },
    {
      what: 'a first order above the limit',
      more: { earlierOrders: 0, totalMinor: 300_001 },
      points: ['first_order_above_limit'],
    },
    { what: 'a second order above it', more: { earlierOrders: 1, totalMinor: 300_001 }, points: [] },
    { what: 'a discount at the limit', more: { discountBps: 1500 }, points: [] },
    { what: 'a deeper discount', more: { discountBps: 1501 }, points: ['deep_discount'] },
  ])('names every point: $what', ({ more, points }) => {
    expect(pointsOf(more)).toEqual(points);
  });

  it('is the sum of its points, and holds the order for a supervisor from the policy’s number on', () => {
    const first = { earlierOrders: 0, totalMinor: 300_001 };
    expect(screen({ ...calm, ...first, shipTo: abroad })).toMatchObject({
      riskPoints: 80,
      holds: [{ kind: 'fraud', ownerRole: 'supervisor', atDeadline: 'cancel', details: { riskPoints: 80 } }],
    });
    const below = { ...policy, fraudHoldAtPoints: 81 };
    expect(screen({ ...calm, ...first, shipTo: abroad, policy: below }).holds).toEqual([]);
  });
});

describe('the limit of a first order', () => {
  it.each([
    ['CAD', 300_000],
    ['USD', 300_000],
    ['JPY', 300_000],
    ['KRW', 3_000_000],
    ['MXN', 4_000_000],
    ['KWD', 700_000],
    ['TND', 7_000_000],
  ])('is an amount of its own in %s', (currency, limit) => {
    const first = { earlierOrders: 0, currency };
    expect(pointsOf({ ...first, totalMinor: limit })).toEqual([]);
    expect(pointsOf({ ...first, totalMinor: limit + 1 })).toEqual(['first_order_above_limit']);
  });

  it('is, of an order that was placed under one number for all currencies, that number', () => {
    const { firstOrderLimits: _since, ...before } = policy;
    const first = { earlierOrders: 0, currency: 'KWD', policy: { ...before, firstOrderLimitMinor: 300_000 } };
    expect(pointsOf({ ...first, totalMinor: 300_000 })).toEqual([]);
    expect(pointsOf({ ...first, totalMinor: 300_001 })).toEqual(['first_order_above_limit']);
  });
});

describe('an order is held', () => {
  const account = { paymentMethod: 'account', creditLimitMinor: 30_000, creditCurrency: 'CAD' } as const;

  it.each([
    { what: 'nothing is wrong', more: {}, holds: [] },
    {
      what: 'a Canadian postal code cannot be',
      more: { shipTo: { ...home, postalCode: 'D2X 1Y4' } },
      holds: ['address'],
    },
    {
      what: 'an American one has four digits',
      more: { shipTo: { ...abroad, country: 'US', postalCode: '1234' } },
      holds: ['address'],
    },
    {
      what: 'a country has codes we do not know',
      more: { shipTo: { ...abroad, country: 'GB', postalCode: 'x' } },
      holds: [],
    },
    { what: 'the account is just full', more: { ...account, exposureMinor: 20_000 }, holds: [] },
    { what: 'it goes over the credit limit', more: { ...account, exposureMinor: 20_001 }, holds: ['credit'] },
    { what: 'there is no credit', more: { paymentMethod: 'account' as const }, holds: ['credit'] },
    { what: 'the credit is in another currency', more: { ...account, creditCurrency: 'USD' }, holds: ['credit'] },
    { what: 'it is given for nothing', more: { ...account, exposureMinor: 99_999, totalMinor: 0 }, holds: [] },
    { what: 'it is paid by card, whatever is owed', more: { exposureMinor: 99_999 }, holds: [] },
    {
      what: 'several things are wrong',
      more: { ...account, exposureMinor: 99_999, lifecycle: 'exiting' as const, shipTo: { ...home, postalCode: '1' } },
      holds: ['address', 'customer', 'credit'],
    },
  ])('$what: $holds', ({ more, holds }) => {
    expect(holdsOf(more)).toEqual(holds);
  });

  it.each([
    ...(['active', 'at_risk', 'onboarding'] as const).map((lifecycle) => ({ lifecycle, holds: [] })),
    ...(['prospect', 'exiting', 'exited', 'erased'] as const).map((lifecycle) => ({ lifecycle, holds: ['customer'] })),
  ])('whose customer is $lifecycle: $holds', ({ lifecycle, holds }) => {
    expect(holdsOf({ lifecycle })).toEqual(holds);
  });
});
