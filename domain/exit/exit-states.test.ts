import { describe, expect, it } from 'vitest';
import { afterReason, canMoveExit, type ExitStatus, exitMoves, mayRescind } from './exit-states.ts';

const statuses = Object.keys(exitMoves) as ExitStatus[]; // Object.keys widens to string[]

describe('an exit', () => {
  it('is rescinded only before it settles', () => {
    expect(statuses.filter((status) => canMoveExit(status, 'rescinded'))).toEqual([
      'requested',
      'reason_captured',
      'retention',
      'notice',
    ]);
  });

  it('goes through to the end once it settles', () => {
    let status: ExitStatus = 'settling';
    const way: ExitStatus[] = [status];
    for (;;) {
      const next: readonly ExitStatus[] = exitMoves[status].filter((to) => to !== 'won_back');
      expect(next.length).toBeLessThanOrEqual(1);
      if (next[0] === undefined) break;
      status = next[0];
      way.push(status);
    }
    expect(way).toEqual(['settling', 'exporting', 'confirmed', 'retention_hold', 'erased']);
  });

  it('is won back only between its confirmation and the erasure', () => {
    expect(statuses.filter((status) => canMoveExit(status, 'won_back'))).toEqual(['retention_hold']);
  });

  it('is settled only after its notice', () => {
    expect(statuses.filter((status) => canMoveExit(status, 'settling'))).toEqual(['notice']);
  });

  it.each([
    ['customer_request', true, 'retention'],
    ['customer_request', false, 'notice'],
    ['fraud', true, 'notice'],
    ['death', true, 'notice'],
  ] as const)('by %s with an offer at hand (%s) goes to %s', (kind, offered, status) => {
    expect(afterReason(kind, offered)).toBe(status);
  });

  it.each([
    ['notice', 99, true],
    ['notice', 100, false],
    ['settling', 99, false],
    ['retention', 99, true],
  ] as const)('in %s at %d of 100 may be rescinded: %s', (status, now, may) => {
    expect(mayRescind(status, 100, now)).toBe(may);
  });

  it('without an end of notice yet may be rescinded', () => {
    expect(mayRescind('requested', null, 5)).toBe(true);
  });
});
