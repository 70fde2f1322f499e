import { expect, it } from 'vitest';
import { approverOf, mayGrantAlone } from './claim-authority.ts';

const limits = { agent: { CAD: 10_000 }, supervisor: { CAD: 100_000 }, admin: { CAD: null } };
const asks = { level: 'none', currency: 'CAD', limits } as const;
const agent = { role: 'agent' } as const;

it.each([
  ['up to their limit', { amountMinor: 10_000 }, true],
  ['above it', { amountMinor: 10_001 }, false],
  ['in a currency without limits', { amountMinor: 1, currency: 'KWD' }, false],
  ['nothing at all, in whatever currency', { amountMinor: 0, currency: 'KWD' }, true],
  ['nothing at all, where the table asks for a supervisor', { amountMinor: 0, level: 'supervisor' }, false],
] as const)('an agent who grants %s', (_, asked, alone) => {
  expect(mayGrantAlone(agent, { ...asks, ...asked })).toBe(alone);
});

it('a limit of their own counts instead of their role’s', () => {
  expect(mayGrantAlone({ ...agent, own: 500 }, { ...asks, amountMinor: 501 })).toBe(false);
  expect(mayGrantAlone({ ...agent, own: 20_000 }, { ...asks, amountMinor: 10_001 })).toBe(true);
});

it.each([
  [{ amountMinor: 10_000 }, 'agent'],
  [{ amountMinor: 10_001 }, 'supervisor'],
  [{ amountMinor: 1, level: 'admin' }, 'admin'],
  [{ amountMinor: 1, currency: 'KWD' }, 'admin'],
] as const)('%o is approved by the smallest role that may', (asked, role) => {
  expect(approverOf({ ...asks, ...asked })).toBe(role);
});
