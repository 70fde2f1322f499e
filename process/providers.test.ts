import { createServer, type Server, type Socket } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Config, configSchema } from '../config.ts';
import { hasteInFirstTries } from './haste-in-first-tries.ts';
import { createProviders } from './providers.ts';

/** Takes every call and says nothing. */
let silent: Server;
let calls: Socket[];
let config: Config;

beforeEach(async () => {
  calls = [];
  silent = createServer((socket) => void calls.push(socket.on('error', () => undefined)));
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const address = silent.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  config = configSchema.parse({
    ...{ DATABASE_URL: 'postgres://nobody@127.0.0.1/none', SMTP_URL: 'smtp://127.0.0.1:1025' },
    ...{ STRIPE_API_KEY: 'sk_test', STRIPE_WEBHOOK_SECRET: 'whsec', STRIPE_URL: url },
    ...{ EASYPOST_API_KEY: 'EZTK', EASYPOST_WEBHOOK_SECRET: 'hmac', EASYPOST_URL: url },
  });
});
afterEach(() => {
  for (const call of calls) call.destroy();
  silent.close();
});

/** As a worker runs it. */
const inActivity = <T>(isLocal: boolean, work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment({ isLocal }, { interceptors: [hasteInFirstTries] }).run(work);

describe.each(['payments', 'carrier'] as const)('a call to %s that gets no answer', (vendor) => {
  const ask = (timeouts: { firstCallMs: number; laterCallMs: number }) => async () =>
    (await createProviders(config, timeouts)[vendor].find('ORD-1')).kind;

  it('ends soon in a first try', async () => {
    expect(await inActivity(true, ask({ firstCallMs: 50, laterCallMs: 3_600_000 }))).toBe('unknown');
  });

  it('has the time of a later try in one', async () => {
    expect(await inActivity(false, ask({ firstCallMs: 3_600_000, laterCallMs: 50 }))).toBe('unknown');
  });
});
