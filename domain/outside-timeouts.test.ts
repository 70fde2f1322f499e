import { expect, it } from 'vitest';
import { outsideTimeouts } from './outside-timeouts.ts';

const { callsOfAStep, firstCallMs, laterCallMs, chainBeginsWithinMs, chainEndsWithinMs, firstTryMs, laterTryMs } =
  outsideTimeouts;
/** What a step needs besides for its transactions. */
const ownMs = 500;

it('the calls of a first try end before the process gives it up', () => {
  expect(callsOfAStep * firstCallMs + ownMs).toBeLessThanOrEqual(firstTryMs);
});

it('a chain begins nothing whose rate request and purchase it would not wait for, and ends within a first try', () => {
  expect(chainBeginsWithinMs + 2 * firstCallMs + ownMs).toBeLessThanOrEqual(chainEndsWithinMs);
  expect(chainEndsWithinMs + ownMs).toBeLessThanOrEqual(firstTryMs);
});

it('the calls of a later try end before Temporal gives it up, and have more time than those of the first', () => {
  expect(callsOfAStep * laterCallMs + ownMs).toBeLessThanOrEqual(laterTryMs);
  expect(laterCallMs).toBeGreaterThan(firstCallMs);
});
