import { describe, expect, it } from 'vitest';
import { type CaseStatus, canMoveCase, caseMoves, endsCase, mayReopen, pausesCase } from './case-states.ts';

const statuses = Object.keys(caseMoves) as CaseStatus[]; // Object.keys widens to string[]

describe('a case', () => {
  it('is closed only after it was resolved', () => {
    expect(statuses.filter((from) => canMoveCase(from, 'closed'))).toEqual(['resolved']);
  });

  it('is reopened only from resolved, within its window', () => {
    expect(statuses.filter((from) => endsCase(from) && caseMoves[from].some((to) => !endsCase(to)))).toEqual([
      'resolved',
    ]);
    expect([999, 1000].map((later) => mayReopen('resolved', 50, 1000, 50 + later))).toEqual([true, false]);
    expect(mayReopen('closed', 50, 1000, 51)).toBe(false);
  });

  it('goes back and forth between working and waiting', () => {
    const waiting = statuses.filter(pausesCase);
    expect(waiting).toEqual(['waiting_customer', 'waiting_third_party']);
    for (const status of waiting) {
      expect(canMoveCase('in_progress', status)).toBe(true);
      expect(canMoveCase(status, 'in_progress')).toBe(true);
    }
  });

  it('is merged while open, and spam only before anybody waited for it', () => {
    expect(statuses.filter((from) => canMoveCase(from, 'merged'))).toEqual(
      statuses.filter((status) => !endsCase(status)),
    );
    expect(statuses.filter((from) => canMoveCase(from, 'spam'))).toEqual(['new', 'triaged', 'in_progress']);
  });
});
