import { expect, it } from 'vitest';
import { waitAfterAttempt } from './send-backoff.ts';

it('waits twice as long after each attempt, an hour at most, for about a day', () => {
  const waits: number[] = [];
  for (let wait = waitAfterAttempt(1); wait !== null; wait = waitAfterAttempt(waits.length + 1)) waits.push(wait);
  expect(waits.slice(0, 4)).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect(Math.max(...waits)).toBe(3_600_000);
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThan(28);
});
