import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { eq } from 'drizzle-orm';
import { type DestinationStream, pino } from 'pino';
import { compareBooks } from '../../activities/audit/compare-books.ts';
import { type Activities, createActivities } from '../../activities/create-activities.ts';
import { createOrderProcesses } from '../../api/commands/order-process.ts';
import { startRelay } from '../../api/commands/relay.ts';
import { createHttpServer } from '../../api/http-server.ts';
import { createApp } from '../../api/server.ts';
import { createWebhookRouter } from '../../api/webhooks/router.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { type Database, openDatabase } from '../../db/pool.ts';
import { orders } from '../../db/schema/orders.ts';
import { shipments } from '../../db/schema/shipping.ts';
import { callDeadlines } from '../../process/call-deadlines.ts';
import { heartbeats } from '../../process/heartbeats.ts';
import { createEasyPost } from '../../providers/carrier/easypost.ts';
import { createStripePayments } from '../../providers/payment/stripe.ts';
import { startEasyPostSimulator } from '../../simulators/easypost/simulator.ts';
import { stripeSimulatorClient } from '../../simulators/stripe/client.ts';
import { startStripeSimulator } from '../../simulators/stripe/simulator.ts';
import { createTestApi, type TestApi } from './api-client.ts';
import { carrierControl } from './carrier-control.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';
import { seed } from './seed.ts';
import { createLocalEnv, createTimeSkippingEnv, sharedWorkflowBundle } from './temporal.ts';

const secrets = { stripe: 'whsec_test', easypost: 'easypost_test' };

export { carrierControl };

export type World = Awaited<ReturnType<typeof startWorld>>;

type Options = {
  /** `local` is the real dev server on real time; `skipping` jumps over timers. */
  readonly time?: 'local' | 'skipping';
  readonly policy?: 'demo' | 'standard';
  readonly worker?: boolean;
  /** Everything that is logged, in full. */
  readonly log?: DestinationStream;
  /** Where there is no test run to ask for them: a migrated database, bundled workflows, arguments of the dev server. */
  readonly outside?: {
    readonly database: TestDatabase;
    readonly workflowBundle: WorkflowCode;
    readonly serverArgs?: string[];
  };
};

type WorkflowCode = { readonly codePath: string };
/** Another worker than the usual one: other workflow code, or some steps that do something else. */
type WorkerOptions = { readonly workflowBundle?: WorkflowCode; readonly steps?: Partial<Activities> };

/** The whole engine in one process on real parts: Postgres, Temporal, the vendors' SDKs against their simulators, HTTP. */
export async function startWorld({
  time = 'local',
  policy = 'demo',
  worker: withWorker = true,
  log,
  outside,
}: Options = {}) {
  const [testDatabase, env] = await Promise.all([
    outside?.database ?? createTestDatabase(),
    time === 'local' ? createLocalEnv(outside?.serverArgs) : createTimeSkippingEnv(),
  ]);
  const database = openDatabase({ url: testDatabase.url, poolSize: 20 });
  await seed(database);
  // The address first: the simulators post their events to it.
  const server = createHttpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  const stripeServer = await startStripeSimulator({
    webhookSecret: secrets.stripe,
    webhookUrl: `${url}/webhooks/stripe`,
  });
  const carrierServer = await startEasyPostSimulator({
    port: 0,
    webhookSecret: secrets.easypost,
    webhookUrl: `${url}/webhooks/easypost`,
    scanEveryMs: 50,
  });
  const providers = {
    payments: createStripePayments({
      apiKey: 'sk_test',
      webhookSecret: secrets.stripe,
      url: stripeServer.url,
      timeoutMs: 1500,
    }),
    carrier: createEasyPost({
      apiKey: 'EZTK',
      webhookSecret: secrets.easypost,
      baseUrl: carrierServer.url,
      timeoutMs: 1500,
    }),
  };
  const taskQueue = 'parcours-test';
  const processes = createOrderProcesses(env.client, taskQueue);
  const logger = log ? pino({ level: 'trace' }, log) : pino({ level: process.env.TEST_LOG ?? 'silent' });
  const app = createApp({
    database,
    temporal: env.client,
    processes,
    config: { RATE_LIMIT_PER_MINUTE: 0, TASK_QUEUE: taskQueue, POLICY_PROFILE: policy },
    logger,
    ...providers,
    webhooks: createWebhookRouter,
  });
  server.on('request', app);
  const api = await createTestApi(url, database);
  const stripe = stripeSimulatorClient(stripeServer.url);
  const carrier = carrierControl(carrierServer.url);

  const activities = createActivities({
    database,
    ...providers,
    nudge: processes.nudge,
    now: () => env.currentTimeMs(),
  });
  const startWorker = ({ workflowBundle, steps }: WorkerOptions = {}) =>
    runWorker(env, {
      taskQueue,
      workflowBundle: workflowBundle ?? outside?.workflowBundle ?? sharedWorkflowBundle(),
      activities: { ...activities, ...steps },
    });
  let running = withWorker ? await startWorker() : null;
  const relay = startRelay({ database, client: env.client, processes }, { intervalMs: 200, logger });

  return {
    database,
    databaseUrl: testDatabase.url,
    urls: { stripe: stripeServer.url, carrier: carrierServer.url },
    env,
    api,
    stripe,
    carrier,
    providers,
    activities,
    taskQueue,
    /** Everything that does not hold, of our rows and of the providers' books against them. */
    audit: async () => [...(await runAudit(database)), ...(await compareBooks({ database, ...providers }))],
    ...questions(database, api),
    stopWorker: async () => {
      await running?.stop();
      running = null;
    },
    startWorker: async (options: WorkerOptions = {}) => {
      running ??= await startWorker(options);
    },
    close: async () => {
      await relay.stop();
      await running?.stop();
      server.close();
      server.closeAllConnections();
      await Promise.all([stripeServer.close(), carrierServer.close(), env.teardown()]);
      await database.close();
      await testDatabase.drop();
    },
  };
}

type Run = { readonly taskQueue: string; readonly workflowBundle: WorkflowCode; readonly activities: Activities };

async function runWorker(env: TestWorkflowEnvironment, run: Run) {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    ...run,
    interceptors: { activity: [heartbeats, callDeadlines] },
    maxConcurrentActivityTaskExecutions: 20,
    maxConcurrentLocalActivityExecutions: 20,
    shutdownGraceTime: '5s',
    shutdownForceTime: '10s',
  });
  const finished = worker.run();
  return {
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await finished;
    },
  };
}

/** Arranging and looking: what most tests do with a world. */
export function questions(database: Database, api: TestApi) {
  async function statusOf(orderId: string): Promise<string | undefined> {
    const rows = await database.query.select({ status: orders.status }).from(orders).where(eq(orders.id, orderId));
    return rows[0]?.status;
  }

  /** Resolves when the order is in `status`; fails with where it is instead. */
  async function reaches(orderId: string, status: string, patienceMs = 30_000): Promise<void> {
    const deadline = Date.now() + patienceMs;
    let seen: string | undefined;
    while (Date.now() < deadline) {
      seen = await statusOf(orderId);
      if (seen === status) return;
      await pause(75);
    }
    throw new Error(`order ${orderId} is ${seen}, not ${status}, after ${patienceMs} ms`);
  }

  /** Resolves when the parcel has a label that can be handed over. */
  async function labelled(shipmentId: string, patienceMs = 30_000): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      const row = await shipmentOf(shipmentId);
      if (row?.state === 'labelled') return;
      await pause(75);
    }
    throw new Error(`shipment ${shipmentId} is ${(await shipmentOf(shipmentId))?.state}, not labelled`);
  }

  async function shipmentOf(shipmentId: string) {
    const rows = await database.query.select().from(shipments).where(eq(shipments.id, shipmentId));
    return rows[0];
  }

  async function trackingCode(shipmentId: string): Promise<string> {
    const code = (await shipmentOf(shipmentId))?.trackingCode;
    if (!code) throw new Error(`shipment ${shipmentId} has no tracking code`);
    return code;
  }

  return { statusOf, reaches, labelled, shipmentOf, trackingCode, place: (body: object = {}) => place(api, body) };
}

/** Places an order and returns its id. */
async function place(api: TestApi, body: object): Promise<string> {
  const answer = await api.post('back_office', '/v1/orders', orderBody(body));
  if (answer.status !== 202) throw new Error(`not accepted: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

export function orderBody(body: object = {}): object {
  return {
    customerId: 'CUS-CARD',
    currency: 'CAD',
    lines: [{ sku: 'LAMP', quantity: 1 }],
    shipTo: {
      name: 'Zoé Tremblay',
      line1: '1, rue Sainte-Catherine',
      city: 'Montréal',
      region: 'QC',
      postalCode: 'H2X 1K4',
      country: 'CA',
    },
    payment: { method: 'card', token: 'pm_card_visa' },
    ...body,
  };
}
