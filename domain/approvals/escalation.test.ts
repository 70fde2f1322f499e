import { expect, it } from 'vitest';
import { type Asking, answerBy, askNext } from './escalation.ts';

const times = { levelMs: 10, lastMs: 20 };
const byLadder = (approverRole: string): Asking => ({ steps: [], progress: null, approverRole });
const byPlan = (next: string[]): Asking => ({
  steps: [{ needs: 'any', approvers: ['ann'], next }],
  progress: null,
  approverRole: 'supervisor',
});

/** Everybody who is asked and when, as long as nobody answers. */
function walk(first: Asking): [role: string, at: number][] {
  const asked: [string, number][] = [[first.approverRole, 0]];
  let current = first;
  let times_ = answerBy(first, times, { now: 0, alone: true });
  while (times_.escalatesAt !== null) {
    const now = times_.escalatesAt;
    const next = askNext(current);
    if (next === null) throw new Error('nobody is left, and yet it escalates');
    current = next;
    asked.push([next.approverRole, now]);
    times_ = answerBy(next, times, { now, alone: false });
  }
  return [...asked, ['over', times_.expiresAt]];
}

it.each([
  [
    'one level',
    byLadder('admin'),
    [
      ['admin', 0],
      ['over', 30],
    ],
  ],
  [
    'two',
    byLadder('supervisor'),
    [
      ['supervisor', 0],
      ['admin', 10],
      ['over', 30],
    ],
  ],
  [
    'three',
    byLadder('agent'),
    [
      ['agent', 0],
      ['supervisor', 10],
      ['admin', 20],
      ['over', 40],
    ],
  ],
  [
    'the levels of a plan',
    byPlan(['role:agent', 'sue', 'role:admin']),
    [
      ['supervisor', 0],
      ['agent', 10],
      ['agent', 20],
      ['admin', 30],
      ['over', 50],
    ],
  ],
] as const)('with %s asks up to the last, who has the last word', (_, first, expected) => {
  expect(walk(first)).toEqual(expected);
});

it('counts who of a plan has been asked', () => {
  const second = askNext(byPlan(['role:supervisor', 'role:admin']));
  expect(second?.progress).toMatchObject({ state: 'open', escalations: 1 });
  const third = second && askNext(second);
  expect(third?.progress).toMatchObject({ state: 'open', escalations: 2 });
  expect(third && askNext(third)).toBeNull();
});
