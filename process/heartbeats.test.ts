import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { heartbeats } from './heartbeats.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How often an activity of 48 s, watched for five minutes, says that its worker lives. */
async function beatsOf(info: { heartbeatTimeoutMs?: number }): Promise<number> {
  const env = new MockActivityEnvironment(info, { interceptors: [heartbeats] });
  let beats = 0;
  env.on('heartbeat', () => {
    beats += 1;
  });
  const ended = env.run(() => new Promise<string>((resolve) => setTimeout(() => resolve('done'), 48_000)));
  await vi.advanceTimersByTimeAsync(300_000);
  expect(await ended).toBe('done');
  return beats;
}

it('says that it lives three times in what it is given, until it has ended', async () => {
  expect(await beatsOf({ heartbeatTimeoutMs: 15_000 })).toBe(9);
});

it('says nothing where nobody asked for it', async () => {
  expect(await beatsOf({})).toBe(0);
});
