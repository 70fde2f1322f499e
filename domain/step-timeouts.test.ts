import { expect, it } from 'vitest';
import { stepTimeouts } from './step-timeouts.ts';

const { lockMs, statementMs, transactionMs, connectionWaitMs, stepMs } = stepTimeouts;

it('a step outlasts the wait for a connection and the transaction after it, which outlasts each of its statements', () => {
  expect(stepMs).toBeGreaterThan(connectionWaitMs + transactionMs);
  expect(transactionMs).toBeGreaterThan(statementMs);
  expect(statementMs).toBeGreaterThan(lockMs);
});
