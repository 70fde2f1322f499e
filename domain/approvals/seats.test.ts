import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seatsOf } from './seats.ts';

const people = ['ann', 'bob', 'cem', 'rob'].map((id) => ({ id, role: id === 'ann' ? 'supervisor' : 'agent' }));
const away = (from: string, to: string) => ({ from, to, fromMs: 0, untilMs: 100 });
const self = (id: string) => people.find((one) => one.id === id) ?? { id, role: 'agent' };
const at = (askers: string[], ...delegations: ReturnType<typeof away>[]) => ({ askers, delegations, nowMs: 50 });

it.each([
  ['nobody away', 'bob', at(['rob']), [null]],
  ['stands in for Ann', 'bob', at(['rob'], away('ann', 'bob')), [null, 'ann']],
  ['through Cem', 'bob', at(['rob'], away('ann', 'cem'), away('cem', 'bob')), [null, 'ann', 'cem']],
  ['who asked has no seat', 'rob', at(['rob'], away('ann', 'rob')), []],
  ['nor in the place of who asked', 'bob', at(['rob'], away('rob', 'bob')), [null]],
  ['nor where the way leads through who asked', 'bob', at(['rob'], away('ann', 'rob'), away('rob', 'bob')), [null]],
  ['nor through who began it', 'bob', at(['rob', 'cem'], away('ann', 'cem'), away('cem', 'bob')), [null]],
  ['a circle', 'cem', at(['rob'], away('ann', 'bob'), away('bob', 'ann')), [null]],
] as const)('%s', (_title, id, how, seats) => {
  expect(seatsOf(self(id), people, how).map((seat) => seat.for)).toEqual(seats);
});

it('never gives a seat to who asked, nor theirs to anybody, however people hand over', () => {
  const person = fc.constantFrom('ann', 'bob', 'cem', 'rob');
  const delegations = fc.array(fc.record({ from: person, to: person, fromMs: fc.nat(60), untilMs: fc.nat(99) }));
  fc.assert(
    fc.property(person, person, delegations, (id, asker, all) => {
      const seats = seatsOf(self(id), people, { askers: [asker], delegations: all, nowMs: 50 });
      expect(seats.map((seat) => seat.for)).not.toContain(asker);
      if (id === asker) expect(seats).toEqual([]);
    }),
  );
});
