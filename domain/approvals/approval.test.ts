import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ApprovalEvent,
  type ApprovalRules,
  type ApprovalStep,
  askedNow,
  decisionRefusal,
  foldApproval,
  openApproval,
} from './approval.ts';
import type { Delegation } from './delegation.ts';

const step = (needs: 'any' | 'all', approvers: string[], next: string[] = []): ApprovalStep => ({
  needs,
  approvers,
  next,
});
const rules = (...steps: ApprovalStep[]): ApprovalRules => ({ requester: 'rob', digest: 'd1', steps });
const decided = (by: string, approve: boolean, digest = 'd1'): ApprovalEvent => ({
  kind: 'decided',
  at: 10,
  by,
  approve,
  digest,
});
const yes = (by: string) => decided(by, true);
const no = (by: string) => decided(by, false);
const expired: ApprovalEvent = { kind: 'expired', at: 20 };
const outcome = (r: ApprovalRules, events: ApprovalEvent[], delegations: Delegation[] = []) =>
  foldApproval(r, events, delegations).state;

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
    ['expiry: the next approver is asked', upwards, [expired, yes('bob')], 'approved'],
    ['expiry: the first may still answer', upwards, [expired, yes('ann')], 'approved'],
    ['expiry: nobody is asked before their turn', upwards, [expired, yes('cem')], 'open'],
    ['expiry: after the last it is rejected', upwards, [expired, expired, expired], 'rejected'],
    ['the requester decides nothing', rules(step('any', ['rob', 'ann'])), [yes('rob')], 'open'],
    ['a stranger decides nothing', any, [yes('eve')], 'open'],
    ['a decision on something else is none', any, [decided('ann', true, 'd2')], 'open'],
    ['a change of what was shown voids it', any, [{ kind: 'changed', at: 5, digest: 'd2' }, yes('ann')], 'void'],
    ['the same shown again changes nothing', any, [{ kind: 'changed', at: 5, digest: 'd1' }, yes('ann')], 'approved'],
    ['what is decided stays so', any, [yes('ann'), no('bob'), expired], 'approved'],
    [
      'somebody further up answers for all of a step',
      rules(step('all', ['ann', 'bob'], ['cem'])),
      [expired, yes('cem')],
      'approved',
    ],
  ] as [string, ApprovalRules, ApprovalEvent[], string][])('%s', (_title, approval, events, state) => {
    expect(outcome(approval, events)).toBe(state);
  });

  it('is answered by the delegate of somebody away', () => {
    const away = [{ from: 'ann', to: 'dan', fromMs: 0, untilMs: 100 }];
    expect(outcome(rules(step('any', ['ann'])), [yes('dan')], away)).toBe('approved');
    expect(outcome(rules(step('any', ['ann'])), [yes('ann')], away)).toBe('open');
  });

  it('needs two people where it asks for two, also when one stands in for the other', () => {
    const away = [{ from: 'ann', to: 'bob', fromMs: 0, untilMs: 100 }];
    expect(outcome(all, [yes('bob'), yes('bob')], away)).toBe('open');
    expect(decisionRefusal(all, foldApproval(all, [yes('bob')], away), { by: 'bob', digest: 'd1', at: 11 }, away)).toBe(
      'decided_before',
    );
  });

  it('is never answered by a person twice over its steps', () => {
    expect(outcome(rules(step('any', ['ann']), step('any', ['ann', 'bob'])), [yes('ann'), yes('ann')])).toBe('open');
  });

  it('tells who may move it now', () => {
    const away = [{ from: 'ann', to: 'rob', fromMs: 0, untilMs: 100 }];
    expect(askedNow(all, openApproval, [], 5)).toEqual(['ann', 'bob']);
    expect(askedNow(all, openApproval, away, 5)).toEqual(['bob']);
    expect(askedNow(all, foldApproval(all, [yes('ann')], []), [], 5)).toEqual(['bob']);
    expect(askedNow(all, foldApproval(all, [no('ann')], []), [], 5)).toEqual([]);
  });

  it.each([
    ['rob', 'd1', 'own_request'],
    ['eve', 'd1', 'not_asked'],
    ['ann', 'd2', 'digest_changed'],
    ['ann', 'd1', null],
  ])('answers %s with digest %s: %s', (by, digest, why) => {
    expect(decisionRefusal(any, openApproval, { by, digest, at: 5 }, [])).toBe(why);
  });

  it('says so when it is closed', () => {
    const closed = foldApproval(any, [yes('ann')], []);
    expect(decisionRefusal(any, closed, { by: 'bob', digest: 'd1', at: 5 }, [])).toBe('closed');
    expect(closed.why).toBe('decided');
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
  const event = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('decided' as const),
        by: person,
        approve: fc.constant(true),
        digest: fc.constantFrom('d1', 'd1', 'd2'),
      }),
    },
    fc.record({ kind: fc.constant('expired' as const) }),
  );
  const delegation = fc.record({ from: person, to: person, fromMs: fc.constant(0), untilMs: fc.constant(100) });
  fc.assert(
    fc.property(
      fc.array(anyStep, { minLength: 1, maxLength: 3 }),
      fc.array(event, { maxLength: 12 }),
      fc.array(delegation, { maxLength: 4 }),
      (steps, events, delegations) => {
        const end = foldApproval(
          rules(...steps),
          events.map((e, at) => ({ ...e, at })),
          delegations,
        );
        expect(end.decided).not.toContain('rob');
        expect(new Set(end.decided).size).toBe(end.decided.length);
        if (end.state === 'approved') expect(end.decided.length).toBeGreaterThanOrEqual(steps.length);
      },
    ),
  );
});
