import { expect, it } from 'vitest';
import { outsideTimeouts } from './outside-timeouts.ts';

const { callMs, toRecordMs, chainBeginsWithinMs, chainEndsWithinMs, firstTryMs, laterTryMs } = outsideTimeouts;
/** The most that one step makes after each other: look up, ask, look where it stands now. */
const callsOfAStep = 3;

it('a chain ends within a first try, and leaves the last step that it begins more time than a vendor usually takes', () => {
  expect(chainEndsWithinMs).toBeLessThan(firstTryMs);
  expect(chainEndsWithinMs - toRecordMs - chainBeginsWithinMs).toBeGreaterThanOrEqual(5_000);
});

it('a later try has more time than a first one, and each of its calls all that a call may take', () => {
  expect(callsOfAStep * callMs + toRecordMs).toBeLessThanOrEqual(laterTryMs);
  expect(laterTryMs).toBeGreaterThan(firstTryMs);
});
