import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answersFor, circleOf, type Delegation } from './delegation.ts';

const from = (giver: string, to: string, fromMs = 0, untilMs = 100): Delegation => ({
  from: giver,
  to,
  fromMs,
  untilMs,
});

describe('delegation', () => {
  it.each([
    ['nobody away', [], 'ann'],
    ['Ann away', [from('ann', 'bob')], 'bob'],
    ['both away', [from('ann', 'bob'), from('bob', 'cem')], 'cem'],
    ['not yet away', [from('ann', 'bob', 51)], 'ann'],
    ['back since this instant', [from('ann', 'bob', 0, 50)], 'ann'],
    ['a circle', [from('ann', 'bob'), from('bob', 'ann')], null],
    ['handed to the requester', [from('ann', 'rob')], null],
    ['handed on by the requester', [from('ann', 'rob'), from('rob', 'cem')], null],
  ] as [string, Delegation[], string | null][])(
    '%s: the right person answers for Ann',
    (_title, delegations, person) => {
      expect(answersFor('ann', 'rob', delegations, 50)).toBe(person);
    },
  );

  it('never lets the requester answer, and always comes to an end', () => {
    const person = fc.constantFrom('a', 'b', 'c', 'd');
    const delegation = fc.record({ from: person, to: person, fromMs: fc.nat(9), untilMs: fc.nat(20) });
    fc.assert(
      fc.property(person, person, fc.array(delegation, { maxLength: 12 }), fc.nat(20), (asked, requester, all, now) => {
        expect(answersFor(asked, requester, all, now)).not.toBe(requester);
      }),
    );
  });
});

describe('a new delegation', () => {
  it('that closes a circle is named', () => {
    expect(circleOf(from('cem', 'ann'), [from('ann', 'bob'), from('bob', 'cem')])).toEqual([
      'cem',
      'ann',
      'bob',
      'cem',
    ]);
    expect(circleOf(from('ann', 'ann'), [])).toEqual(['ann', 'ann']);
  });

  it('closes none with delegations of another time', () => {
    expect(circleOf(from('bob', 'ann', 50, 60), [from('ann', 'bob', 0, 50)])).toBeNull();
    const apart = [from('ann', 'bob', 0, 10), from('bob', 'cem', 20, 30)];
    expect(circleOf(from('cem', 'ann', 0, 100), apart)).toBeNull();
  });

  it('accepted one by one, never leave anybody without an answer', () => {
    const person = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const delegation = fc
      .record({ from: person, to: person, fromMs: fc.nat(9), length: fc.integer({ min: 1, max: 9 }) })
      .map(({ length, ...rest }) => ({ ...rest, untilMs: rest.fromMs + length }));
    fc.assert(
      fc.property(fc.array(delegation, { maxLength: 15 }), person, fc.nat(20), (proposals, asked, now) => {
        const kept: Delegation[] = [];
        for (const d of proposals) {
          const away = kept.some((k) => k.from === d.from && k.fromMs < d.untilMs && d.fromMs < k.untilMs);
          if (!away && circleOf(d, kept) === null) kept.push(d);
        }
        expect(answersFor(asked, 'nobody', kept, now)).not.toBeNull();
      }),
    );
  });
});
