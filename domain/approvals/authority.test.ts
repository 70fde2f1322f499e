import { expect, it } from 'vitest';
import { covers, nextOnLadder, smallestCovering } from './authority.ts';

const limits = { agent: { CAD: 10_000 }, supervisor: { CAD: 500_000, USD: 400_000 }, admin: { CAD: null } };

it.each([
  ['agent', 10_000, 'CAD', true],
  ['agent', 10_001, 'CAD', false],
  ['agent', 1, 'USD', false],
  ['supervisor', 400_000, 'USD', true],
  ['admin', Number.MAX_SAFE_INTEGER, 'CAD', true],
  ['admin', 1, 'EUR', false],
  ['warehouse', 0, 'CAD', false],
])('%s covers %d %s: %s', (role, amount, currency, expected) => {
  expect(covers(limits, { role }, amount, currency)).toBe(expected);
});

it.each([
  [60_000, 60_000, true],
  [60_000, 60_001, false],
  [500, 501, false],
])('a limit of one’s own of %d stands instead of the role’s: %d covered is %s', (own, amount, expected) => {
  expect(covers(limits, { role: 'agent', own }, amount, 'CAD')).toBe(expected);
});

it('finds the smallest role that covers an amount, or nobody', () => {
  const limitOf = (role: 'a' | 'b') => ({ a: 10, b: 20 })[role];
  expect([5, 10, 11, 20, 21].map((amount) => smallestCovering(['a', 'b'], amount, limitOf))).toEqual([
    'a',
    'a',
    'b',
    'b',
    null,
  ]);
});

it('asks the next of the ladder until it ends', () => {
  expect(['a', 'b', 'c'].map((role) => nextOnLadder(['a', 'b'], role))).toEqual(['b', null, null]);
});
