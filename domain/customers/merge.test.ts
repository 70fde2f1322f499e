import { expect, it } from 'vitest';
import { filledBy, keptBack, mergeProblem } from './merge.ts';

const address = { name: 'Zoé', line1: '1', city: 'Québec', region: 'QC', postalCode: 'G1A', country: 'CA' };

it.each([
  ['active', 'prospect', null],
  ['at_risk', 'active', null],
  ['active', 'at_risk', null],
  ['prospect', 'onboarding', 'other_way_round'],
  ['onboarding', 'active', 'other_way_round'],
  ['active', 'exiting', 'leaving'],
  ['exited', 'active', 'leaving'],
  ['erased', 'erased', 'leaving'],
] as const)('%s absorbing %s: %s', (kept, absorbed, problem) => {
  expect(mergeProblem(kept, absorbed)).toBe(problem);
});

it('fills what is empty, and never replaces what is there', () => {
  expect(filledBy({ phone: null, billTo: null }, { phone: '+1', billTo: address })).toEqual({
    phone: '+1',
    billTo: address,
  });
  expect(filledBy({ phone: '+2', billTo: address }, { phone: '+1', billTo: null })).toEqual({});
});

it('gives back only what is still as it was taken over, and no address of somebody who has bought', () => {
  const filled = { phone: '+1', billTo: address };
  const { name, ...rest } = address;
  const reordered = { ...rest, name };
  expect(keptBack({ phone: '+1', billTo: reordered, lifecycle: 'prospect' }, filled)).toEqual({
    phone: null,
    billTo: null,
  });
  expect(keptBack({ phone: '+9', billTo: address, lifecycle: 'active' }, filled)).toEqual({});
});
