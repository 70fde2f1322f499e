import pino from 'pino';
import { expect, it } from 'vitest';
import { temporalLogger } from './temporal-logger.ts';

it('says the state that a worker changed to, under which ids, and nothing of what a payload holds', () => {
  const lines: string[] = [];
  const logger = temporalLogger(pino({ base: null, timestamp: false }, { write: (line) => lines.push(line) }));
  logger.info('Worker state changed', {
    state: 'DRAINING',
    task_queue: 'parcours',
    input: { email: 'zoe@example.com' },
  });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 30, msg: 'Worker state changed', state: 'DRAINING', taskQueue: 'parcours' },
  ]);
});

it('says why a workflow task failed in Temporal’s own sentence, without the dump around it', () => {
  const lines: string[] = [];
  const logger = temporalLogger(pino({ base: null, timestamp: false }, { write: (line) => lines.push(line) }));
  const dump = (message: string) =>
    `Failure { failure: Some(Failure { message: "${message}", details: Some(Payloads { data: "zoe@example.com" }) }), force_cause: NonDeterministicError }`;
  const sentence = '[TMPRL1100] Nondeterminism error: No command scheduled for event HistoryEvent(id: 6, TimerStarted)';
  logger.warn('Failing workflow task', { runId: 'r1', failure: dump(sentence) });
  logger.warn('Failing workflow task', { runId: 'r2', failure: dump('zoe@example.com is no number') });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 40, msg: 'Failing workflow task', runId: 'r1', reason: sentence },
    { level: 40, msg: 'Failing workflow task', runId: 'r2' },
  ]);
});
