import { describe, expect, it } from 'vitest';
import { canMoveLifecycle, lifecycles, mayOrder } from './lifecycle.ts';

const legal = [
  'prospect → onboarding',
  'onboarding → active',
  'onboarding → exiting',
  'active → at_risk',
  'active → exiting',
  'at_risk → active',
  'at_risk → exiting',
  'exiting → active',
  'exiting → exited',
  'exited → erased',
  'exited → prospect',
];

describe('the life of a customer', () => {
  it('takes the legal steps and no other', () => {
    const steps = lifecycles.flatMap((from) =>
      lifecycles.filter((to) => canMoveLifecycle(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(steps.sort()).toEqual([...legal].sort());
  });

  it('ends only with erasure, which is reached from everywhere', () => {
    const ends = lifecycles.filter((from) => lifecycles.every((to) => !canMoveLifecycle(from, to)));
    expect(ends).toEqual(['erased']);
    for (const start of lifecycles) {
      const seen = new Set([start]);
      for (const at of seen) for (const to of lifecycles) if (canMoveLifecycle(at, to)) seen.add(to);
      expect(seen).toContain('erased');
    }
  });

  it.each([
    ['prospect', 'held'],
    ['onboarding', 'yes'],
    ['active', 'yes'],
    ['at_risk', 'yes'],
    ['exiting', 'held'],
    ['exited', 'refused'],
    ['erased', 'refused'],
  ] as const)('%s: an order is answered %s', (lifecycle, answer) => {
    expect(mayOrder(lifecycle)).toBe(answer);
  });
});
