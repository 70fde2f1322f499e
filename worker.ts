/** Composition root of the worker process: connections, providers, activities, relay, mailer, schedules, shutdown. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Runtime, Worker } from '@temporalio/worker';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createActivities } from './activities/create-activities.ts';
import { createMailer } from './activities/messages/send-messages.ts';
import { createOrderProcesses } from './api/commands/order-process.ts';
import { startRelay } from './api/commands/relay.ts';
import { loadConfig } from './config.ts';
import { openDatabase } from './db/pool.ts';
import { callDeadlines } from './process/call-deadlines.ts';
import { exitOnConfigError } from './process/exit-on-config-error.ts';
import { freePort } from './process/free-port.ts';
import { createDatabaseCheck, temporalSeesPolling } from './process/health.ts';
import { heartbeats } from './process/heartbeats.ts';
import { hideParameters } from './process/hide-parameters.ts';
import { createLogger } from './process/logger.ts';
import { serveOperations } from './process/operations-server.ts';
import { createProviders } from './process/providers.ts';
import { ensureSchedules } from './process/schedules.ts';
import { registerSearchAttributes } from './process/search-attributes.ts';
import { exitOnCrash, stopOnSignal } from './process/shutdown.ts';
import { createTemporalClient } from './process/temporal.ts';
import { temporalLogger } from './process/temporal-logger.ts';
import { version } from './process/version.ts';
import { connectWorker } from './process/worker-connection.ts';
import { versioningOf } from './process/worker-versioning.ts';
import { workflowSource } from './process/workflow-source.ts';
import { createSmtpMail } from './providers/mail/smtp.ts';

const config = exitOnConfigError(() => loadConfig(process.env));
const { TASK_QUEUE: taskQueue } = config;
const logger = createLogger('parcours-worker', config);
exitOnCrash(logger);
const coreMetrics = `127.0.0.1:${await freePort()}`;
Runtime.install({
  logger: temporalLogger(logger),
  shutdownSignals: [], // ours below: the relay and the mailer stop too
  telemetryOptions: { logging: { forward: {} }, metrics: { prometheus: { bindAddress: coreMetrics } } },
});

const database = openDatabase({
  url: config.DATABASE_URL,
  poolSize: config.DATABASE_POOL,
  applicationName: 'parcours worker',
});
const databaseState = createDatabaseCheck(database);
const { client, connection: clientConnection } = createTemporalClient(config);
const registry = new Registry();
collectDefaultMetrics({ register: registry });
/** Absent as long as Temporal does not answer. */
let engine: Awaited<ReturnType<typeof startEngine>> | undefined;
const operations = await serveOperations({
  host: config.HOST,
  port: config.WORKER_METRICS_PORT,
  ready: async () => (engine ? engine.ready() : false),
  registry,
  more: async () => (await fetch(`http://${coreMetrics}/metrics`)).text(),
});
stopOnSignal(logger, config.SHUTDOWN_GRACE_MS + 10_000, async () => {
  await engine?.stop();
  await operations.close();
  await clientConnection.close();
  await database.close();
});

engine = await startEngine();
logger.info({ taskQueue, port: operations.port, ...version }, 'worker ready');
await engine.finished;

/** Everything that works on orders. It takes nothing new from the call of `stop` on, and ends what is under way. */
async function startEngine() {
  const { connection, namespace } = await connectWorker(config, (err) =>
    logger.warn({ err, address: config.TEMPORAL_ADDRESS }, 'Temporal does not answer yet'),
  );
  await schemaOfThisBuild();
  await prepareNamespace(namespace);
  const processes = createOrderProcesses(client, taskQueue);
  // Of this life alone: in a container a restarted process has the number and the host of the one before.
  const identity = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    identity,
    ...(await workflowSource(config)),
    activities: createActivities({
      database,
      ...createProviders(config),
      nudge: processes.nudge,
      now: async () => Date.now(),
    }),
    interceptors: { activity: [hideParameters, heartbeats, callDeadlines] },
    maxConcurrentActivityTaskExecutions: config.WORKER_SLOTS,
    maxConcurrentLocalActivityExecutions: config.DATABASE_POOL,
    maxCachedWorkflows: config.WORKFLOW_CACHE,
    shutdownGraceTime: config.SHUTDOWN_GRACE_MS,
    shutdownForceTime: config.SHUTDOWN_GRACE_MS + 5000,
    ...versioningOf(config),
  });
  const relay = startRelay({ database, client, processes }, { intervalMs: config.RELAY_INTERVAL_MS, logger });
  const mail = createSmtpMail({ url: config.SMTP_URL, from: config.MAIL_FROM });
  const mailer = createMailer({ database, databaseUrl: config.DATABASE_URL, mail, logger });
  mailer.start();
  const finished = worker.run();
  return {
    finished,
    ready: async () => {
      if (worker.getState() !== 'RUNNING') return false;
      const polling = temporalSeesPolling(client, { namespace, taskQueue, identity });
      return (await databaseState()) === 'up' && (await polling);
    },
    stop: async () => {
      worker.shutdown();
      await Promise.all([finished, relay.stop(), mailer.stop()]);
      mail.close();
      await connection.close();
    },
  };
}

/** A step on a schema older than its code could only fail. A database that does not answer keeps nobody from polling. */
async function schemaOfThisBuild(): Promise<void> {
  while ((await databaseState()) === 'behind') {
    logger.warn('the schema of the database is older than this build: run "parcours migrate"; work begins after it');
    await pause(2000);
  }
}

/** Search attributes and schedules need rights that a production worker may not have: then an administrator makes them. */
async function prepareNamespace(namespace: string): Promise<void> {
  try {
    await registerSearchAttributes(clientConnection, namespace);
    if (config.SCHEDULES) await ensureSchedules(client, taskQueue, config.POLICY_PROFILE);
  } catch (error) {
    logger.warn(
      { err: error },
      'search attributes or schedules could not be made: run "parcours migrate" with the rights to',
    );
  }
}
