import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import { type DestinationStream, pino } from 'pino';
import { createOrderProcesses } from '../../api/commands/order-process.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { createHttpServer } from '../../api/http-server.ts';
import type { Route } from '../../api/route.ts';
import { routes as allRoutes } from '../../api/routes.ts';
import { createApp } from '../../api/server.ts';
import { createWebhookRouter } from '../../api/webhooks/router.ts';
import { configSchema } from '../../config.ts';
import { createKey } from '../../db/access/api-keys.ts';
import { openDatabase } from '../../db/pool.ts';
import { type Role, roles } from '../../domain/access/roles.ts';
import { createProviders } from '../../process/providers.ts';
import { createTemporalClient } from '../../process/temporal.ts';
import { createTestDatabase } from './postgres.ts';
import { type Contract, createContract, wholeContract } from './response-contract.ts';

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

type Sent = {
  readonly as?: Role;
  /** Instead of the role's own key: any Authorization header, or null for none. */
  readonly authorization?: string | null;
  readonly key?: string | null;
  readonly ifMatch?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when it is a text, else as JSON. */
  readonly body?: unknown;
};

export type TestApi = {
  readonly url: string;
  readonly deps: ApiDeps;
  readonly keys: Readonly<Record<Role, string>>;
  /** `send('post /v1/customers', { as: 'back_office', body })`; a fresh Idempotency-Key unless `key` says otherwise. */
  readonly send: (what: string, sent?: Sent) => Promise<Answer>;
  readonly close: () => Promise<void>;
};

type Options = {
  /** Without one, a database of its own, which ends with it. */
  readonly databaseUrl?: string;
  /** Without one, Temporal is away: a port where nobody listens. */
  readonly temporal?: Client;
  readonly ratePerMinute?: number;
  readonly routes?: readonly Route[];
  /** Everything that is logged, in full. */
  readonly log?: DestinationStream;
};

/**
 * The real API on a real port with a key per role, for the tests of one file. An answer that is not what the OpenAPI
 * document declares fails the test.
 */
export async function startApi({ databaseUrl, ...rest }: Options = {}): Promise<TestApi> {
  if (databaseUrl !== undefined) return startOn(databaseUrl, rest);
  const own = await createTestDatabase();
  const api = await startOn(own.url, rest);
  return { ...api, close: () => api.close().then(own.drop) };
}

type Rest = Omit<Options, 'databaseUrl'>;

async function startOn(databaseUrl: string, { temporal, ratePerMinute = 0, routes, log }: Rest): Promise<TestApi> {
  const config = configSchema.parse({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    RATE_LIMIT_PER_MINUTE: ratePerMinute,
    POLICY_PROFILE: 'demo',
    STRIPE_API_KEY: 'sk_test_none',
    STRIPE_WEBHOOK_SECRET: 'whsec_test',
    EASYPOST_API_KEY: 'EZTKnone',
    EASYPOST_WEBHOOK_SECRET: 'test',
    SMTP_URL: 'smtp://127.0.0.1:9',
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
  });
  const database = openDatabase({ url: databaseUrl, poolSize: 6, applicationName: 'test api' });
  const absent = temporal ? null : createTemporalClient(config);
  const client = temporal ?? absent?.client;
  if (!client) throw new Error('there is either a client or an absent one');
  const deps: ApiDeps = {
    database,
    temporal: client,
    processes: createOrderProcesses(client, config.TASK_QUEUE),
    config,
    logger: log ? pino({ level: 'trace' }, log) : pino({ level: config.LOG_LEVEL }),
    ...createProviders(config),
    webhooks: createWebhookRouter,
  };
  const server = createHttpServer(createApp(deps, routes ?? allRoutes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  const keys = await createKeys(deps);

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    // Not closed: a retry of a call to an absent server would throw into nowhere, and what never connected holds nothing.
    await database.close();
  }

  const contract = routes ? createContract(routes) : wholeContract();
  return { url, deps, keys, send: (what, sent = {}) => send({ url, keys, contract }, what, sent), close };
}

async function createKeys({ database }: ApiDeps): Promise<Record<Role, string>> {
  const made = await Promise.all(
    roles.map(async (role) => [role, (await createKey(database.query, { actor: `${role}@test`, role })).secret]),
  );
  return Object.fromEntries(made);
}

type Sender = { readonly url: string; readonly keys: Record<Role, string>; readonly contract: Contract };

async function send({ url, keys, contract }: Sender, what: string, sent: Sent): Promise<Answer> {
  const [method = 'get', path = '/'] = what.split(' ');
  const authorization = sent.authorization === undefined ? `Bearer ${keys[sent.as ?? 'admin']}` : sent.authorization;
  const unsafe = method !== 'get';
  const key = sent.key === undefined && unsafe ? crypto.randomUUID() : sent.key;
  const response = await fetch(url + path, {
    method: method.toUpperCase(),
    headers: {
      ...(authorization !== null && { authorization }),
      ...(key != null && { 'idempotency-key': key }),
      ...(sent.ifMatch !== undefined && { 'if-match': sent.ifMatch }),
      ...(sent.body !== undefined && { 'content-type': 'application/json' }),
      ...sent.headers,
    },
    ...(sent.body !== undefined && { body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body) }),
  });
  const text = await response.text();
  const { status, headers } = response;
  const isJson = headers.get('content-type')?.includes('json') ?? false;
  const parsed = isJson ? JSON.parse(text) : text;
  contract({ method, path, status, headers, body: parsed });
  return { status, headers, body: isJson ? parsed : { text } };
}
