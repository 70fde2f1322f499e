import { expect, it } from 'vitest';
import { approverFor, nextApprover } from './approval-need.ts';

it.each([
  [100, { agent: 100, supervisor: 500 }, 'agent'],
  [101, { agent: 100, supervisor: 500 }, 'supervisor'],
  [501, { agent: 100, supervisor: 500 }, 'admin'],
  [501, { agent: 100 }, 'supervisor'],
  [1, {}, 'supervisor'],
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
