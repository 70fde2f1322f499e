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
