import { describe, expect, it } from 'vitest';
import { type ClaimStatus, canMoveClaim, claimMoves, mayAppeal } from './claim-states.ts';
import { canMoveReturn, nextOutcomeStep, type ReturnStatus, returnMoves } from './outcomes.ts';

const statuses = Object.keys(claimMoves) as ClaimStatus[]; // Object.keys widens to string[]
const from = (...starts: ClaimStatus[]): Set<ClaimStatus> => {
  const seen = new Set(starts);
  for (const at of seen) for (const to of statuses) if (canMoveClaim(at, to)) seen.add(to);
  return seen;
};

describe('a claim', () => {
  it('can always come to an end', () => {
    for (const status of statuses)
      expect([...from(status)].some((to) => to === 'closed' || to === 'withdrawn')).toBe(true);
  });

  it('is decided by a person once it is appealed', () => {
    expect(statuses.filter((to) => canMoveClaim('appealed', to))).toEqual(['in_review', 'withdrawn']);
  });

  it('is withdrawn only before it is decided', () => {
    expect(statuses.filter((status) => canMoveClaim(status, 'withdrawn'))).toEqual([
      'submitted',
      'validating',
      'need_info',
      'assessed',
      'in_review',
      'appealed',
    ]);
  });

  it.each([
    ['rejected', 'rejected', 999, true],
    ['rejected', 'rejected', 1000, false],
    ['partly_approved', 'partly_approved', 0, true],
    ['settled', 'partly_approved', 0, true],
    ['settled', 'approved', 0, false],
    ['closed', 'rejected', 0, false],
  ] as const)('%s after being %s, %d ms later, may be appealed: %s', (status, decision, later, may) => {
    expect(mayAppeal({ status, decision, since: 50, windowMs: 1000 }, 50 + later)).toBe(may);
  });
});

describe('an outcome', () => {
  it.each([
    ['replace_now', [], 'replacement'],
    ['replace_now', ['replacement'], 'return'],
    ['repair', ['return', 'repair'], 'send_back'],
    ['refund_only', ['refund'], null],
  ] as const)('%s after %j goes on with %s', (outcome, done, step) => {
    expect(nextOutcomeStep(outcome, new Set(done))).toBe(step);
  });
});

it('a return can be received in every status but inspected, and ends there', () => {
  const all = Object.keys(returnMoves) as ReturnStatus[]; // Object.keys widens to string[]
  expect(all.filter((status) => canMoveReturn(status, 'received'))).toEqual(['authorised', 'in_transit', 'expired']);
  expect(all.filter((status) => canMoveReturn('inspected', status))).toEqual([]);
});
