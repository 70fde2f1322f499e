import { createServer, type Server, type Socket } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Config, configSchema, loadConfig } from '../config.ts';
import { outsideTimeouts } from '../domain/outside-timeouts.ts';
import { endingWithin } from '../providers/time-left.ts';
import { callDeadlines } from './call-deadlines.ts';
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
const inActivity = <T>(startToCloseTimeoutMs: number, work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment({ startToCloseTimeoutMs }, { interceptors: [callDeadlines] }).run(work);

describe.each(['payments', 'carrier'] as const)('a call to %s that gets no answer', (vendor) => {
  const ask = async () => (await createProviders(config)[vendor].find('ORD-1')).kind;

  it('is unknown before the step around it is given up', async () => {
    const began = performance.now();
    expect(await inActivity(outsideTimeouts.toRecordMs + 200, ask)).toBe('unknown');
    expect(performance.now() - began).toBeLessThan(outsideTimeouts.callMs);
  });

  it('has no more time where a step inside a step has some', async () => {
    const inside = () => endingWithin(3_600_000, ask);
    expect(await inActivity(outsideTimeouts.toRecordMs + 200, inside)).toBe('unknown');
  });

  it('is made all the same where nothing is left: it may be answered at once', async () => {
    expect(await inActivity(1, ask)).toBe('unknown');
  });
});

it.each([
  ['STRIPE_URL', 'localhost:12111', 'http'],
  ['EASYPOST_URL', 'carrier.example:12112', 'http'],
  ['EASYPOST_URL', 'ftp://carrier.example', 'http'],
  ['SMTP_URL', 'smtp:mail.example', 'smtp://'],
])('%s=%j is refused before anything starts, with what is wanted', (name, value, wanted) => {
  const given = { ...textsOf(config), [name]: value };
  expect(() => loadConfig(given)).toThrow(new RegExp(`${name}: .*${wanted}`));
});

it('a setting of blanks alone counts as not given', () => {
  expect(loadConfig({ ...textsOf(config), PORT: ' ' }).PORT).toBe(8080);
});

const textsOf = (settings: Config): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
