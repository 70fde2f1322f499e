import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ApprovalRules,
  type ApprovalState,
  type ApprovalStep,
  type Decision,
  decide,
  openApproval,
} from './approval.ts';
import type { Delegation } from './delegation.ts';
import { askNext } from './escalation.ts';

const step = (needs: 'any' | 'all', approvers: string[], next: string[] = []): ApprovalStep => ({
  needs,
  approvers,
  next,
});
const rules = (...steps: ApprovalStep[]): ApprovalRules => ({ requester: 'rob', digest: 'd1', steps });
const decided = (by: string, approve: boolean, digest = 'd1'): Decision => ({ at: 10, by, approve, digest });
const yes = (by: string) => decided(by, true);
const no = (by: string) => decided(by, false);

/** Nobody has answered in time. */
const silence = 'silence';
type Happened = Decision | typeof silence;

/** What is refused changes nothing. */
function stateAfter(
  r: ApprovalRules,
  happened: readonly Happened[],
  delegations: readonly Delegation[] = [],
): ApprovalState {
  let state: ApprovalState = openApproval;
  for (const one of happened) {
    const next =
      one === silence
        ? askNext({ steps: r.steps, progress: state, approverRole: 'agent' })?.progress
        : decide(r, state, one, delegations);
    if (next && typeof next !== 'string') state = next;
  }
  return state;
}

describe('an approval', () => {
  const any = rules(step('any', ['ann', 'bob']));
  const all = rules(step('all', ['ann', 'bob']));
  const twice = rules(step('any', ['ann']), step('any', ['cem']));
  const upwards = rules(step('any', ['ann'], ['bob', 'cem']));

  it.each([
    ['any: one yes is enough', any, [yes('bob')], 'approved'],
    ['any: one no is enough', any, [no('bob'), yes('ann')], 'rejected'],
    ['all: one yes is not enough', all, [yes('bob')], 'open'],
    ['all: everybody said yes', all, [yes('bob'), yes('ann')], 'approved'],
    ['all: one no ends it', all, [yes('bob'), no('ann')], 'rejected'],
    ['sequence: the second is not asked before the first', twice, [yes('cem')], 'open'],
    ['sequence: both in order', twice, [yes('ann'), yes('cem')], 'approved'],
    ['silence: the next approver is asked', upwards, [silence, yes('bob')], 'approved'],
    ['silence: the first may still answer', upwards, [silence, yes('ann')], 'approved'],
    ['silence: nobody is asked before their turn', upwards, [silence, yes('cem')], 'open'],
    ['the requester decides nothing', rules(step('any', ['rob', 'ann'])), [yes('rob')], 'open'],
    ['a stranger decides nothing', any, [yes('eve')], 'open'],
    ['a decision on something else is none', any, [decided('ann', true, 'd2')], 'open'],
    ['what is decided stays so', any, [yes('ann'), no('bob')], 'approved'],
    [
      'somebody further up answers for all of a step',
      rules(step('all', ['ann', 'bob'], ['cem'])),
      [silence, yes('cem')],
      'approved',
    ],
  ] as [string, ApprovalRules, Happened[], string][])('%s', (_title, approval, happened, state) => {
    expect(stateAfter(approval, happened).state).toBe(state);
  });

  it('is answered by the delegate of somebody away', () => {
    const away = [{ from: 'ann', to: 'dan', fromMs: 0, untilMs: 100 }];
    expect(stateAfter(rules(step('any', ['ann'])), [yes('dan')], away).state).toBe('approved');
    expect(stateAfter(rules(step('any', ['ann'])), [yes('ann')], away).state).toBe('open');
  });

  it('needs two people where it asks for two, also when one stands in for the other', () => {
    const away = [{ from: 'ann', to: 'bob', fromMs: 0, untilMs: 100 }];
    expect(stateAfter(all, [yes('bob'), yes('bob')], away).state).toBe('open');
    expect(decide(all, stateAfter(all, [yes('bob')], away), yes('bob'), away)).toBe('decided_before');
  });

  it('is never answered by a person twice over its steps', () => {
    const both = rules(step('any', ['ann']), step('any', ['ann', 'bob']));
    expect(stateAfter(both, [yes('ann'), yes('ann')]).state).toBe('open');
  });

  it.each([
    ['rob', 'd1', 'own_request'],
    ['eve', 'd1', 'not_asked'],
    ['ann', 'd2', 'digest_changed'],
  ])('refuses %s with digest %s: %s', (by, digest, why) => {
    expect(decide(any, openApproval, decided(by, true, digest), [])).toBe(why);
  });

  it('says so when it is closed', () => {
    expect(decide(any, stateAfter(any, [yes('ann')]), yes('bob'), [])).toBe('closed');
  });
});

it('is approved only by people who were asked, one each, and never by the requester', () => {
  const person = fc.constantFrom('rob', 'ann', 'bob', 'cem', 'dan');
  const people = fc.uniqueArray(person, { maxLength: 3 });
  const anyStep = fc.record({
    needs: fc.constantFrom('any' as const, 'all' as const),
    approvers: fc.uniqueArray(person, { minLength: 1, maxLength: 3 }),
    next: people,
  });
  const happened = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        by: person,
        approve: fc.constant(true),
        digest: fc.constantFrom('d1', 'd1', 'd2'),
        at: fc.nat(99),
      }),
    },
    fc.constant(silence),
  );
  const delegation = fc.record({ from: person, to: person, fromMs: fc.constant(0), untilMs: fc.constant(100) });
  fc.assert(
    fc.property(
      fc.array(anyStep, { minLength: 1, maxLength: 3 }),
      fc.array(happened, { maxLength: 12 }),
      fc.array(delegation, { maxLength: 4 }),
      (steps, all, delegations) => {
        const end = stateAfter(rules(...steps), all, delegations);
        expect(end.decided).not.toContain('rob');
        expect(new Set(end.decided).size).toBe(end.decided.length);
        if (end.state === 'approved') expect(end.decided.length).toBeGreaterThanOrEqual(steps.length);
      },
    ),
  );
});
