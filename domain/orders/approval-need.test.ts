import { expect, it } from 'vitest';
import { aLine, anOrder } from '../../test/harness/order-facts.ts';
import { approvalReasons, approverFor, nextApprover } from './approval-need.ts';
import { orderPolicies } from './order-policy.ts';

it.each([
  [100, { agent: 100, supervisor: 500 }, 'agent'],
  [101, { agent: 100, supervisor: 500 }, 'supervisor'],
  [501, { agent: 100, supervisor: 500 }, 'admin'],
  [501, { agent: 100 }, 'admin'],
  [1, {}, 'admin'],
  [0, {}, 'agent'],
] as const)('%d within %o is approved by the smallest role that covers it: %s', (amount, limits, role) => {
  expect(approverFor(amount, limits)).toBe(role);
});

it.each([
  ['agent', 'supervisor'],
  ['supervisor', 'admin'],
  ['admin', 'admin'],
  ['warehouse', 'admin'],
])('%s who does not answer is followed by %s', (role, next) => {
  expect(nextApprover(role)).toBe(next);
});

const { standard: policy } = orderPolicies;
const worth = (totalMinor: number, more = {}) => ({ lines: [aLine({ totalMinor, ordered: 2, ...more })] });

it.each([
  ['a total at the limit', worth(500_000), []],
  ['a total above it', worth(500_001), ['total_above_limit']],
  ['a total of which half is cancelled', worth(1_000_000, { cancelled: 1 }), []],
  ['as much of a currency with a lower limit', { currency: 'USD', ...worth(400_001) }, ['total_above_limit']],
  ['a total at the limit of a currency without decimals', { currency: 'KRW', ...worth(5_000_000) }, []],
  ['a total above it, without decimals', { currency: 'KRW', ...worth(5_000_001) }, ['total_above_limit']],
  ['a total at the limit of a currency with three', { currency: 'KWD', ...worth(1_200_000) }, []],
  ['a total above it, with three', { currency: 'KWD', ...worth(1_200_010) }, ['total_above_limit']],
  ['a discount at the limit', { discountBps: 1500 }, []],
  ['a deeper one', { discountBps: 1501 }, ['discount_above_limit']],
  ['a risk at the limit', { riskPoints: 60 }, []],
  ['a higher one', { riskPoints: 61 }, ['risk_above_limit']],
] as const)('%s', (_what, facts, reasons) => {
  expect(approvalReasons(anOrder({ policy, ...facts }))).toEqual(reasons);
});

it('asks an order that was placed under one number for most currencies for that number', () => {
  const { approvalLimits: _since, ...before } = policy;
  const placed = { policy: { ...before, approvalAboveMinor: { EUR: 350_000, default: 400_000 } } };
  const reasonsOf = (currency: string, totalMinor: number) =>
    approvalReasons(anOrder({ ...placed, currency, ...worth(totalMinor) }));
  expect([reasonsOf('EUR', 350_000), reasonsOf('KWD', 400_000)]).toEqual([[], []]);
  expect([reasonsOf('EUR', 350_001), reasonsOf('KWD', 400_010)]).toEqual([
    ['total_above_limit'],
    ['total_above_limit'],
  ]);
});
