/** Composition root of the API process. Starts whether or not Postgres and Temporal answer. */
import type { AddressInfo } from 'node:net';
import { createHttpTerminator } from 'http-terminator';
import { loadConfig } from '../config.ts';
import { openDatabase } from '../db/pool.ts';
import { exitOnConfigError } from '../process/exit-on-config-error.ts';
import { createLogger } from '../process/logger.ts';
import { createProviders } from '../process/providers.ts';
import { exitOnCrash, stopOnSignal } from '../process/shutdown.ts';
import { createTemporalClient } from '../process/temporal.ts';
import { version } from '../process/version.ts';
import { letCallsEnd } from './commands/let-calls-end.ts';
import { createOrderProcesses } from './commands/order-process.ts';
import { eventHubOf } from './events/event-hub.ts';
import { createHttpServer } from './http-server.ts';
import { createApp } from './server.ts';
import { createWebhookRouter } from './webhooks/router.ts';

const config = exitOnConfigError(() => loadConfig(process.env));
const logger = createLogger('parcours-api', config);
exitOnCrash(logger);
const database = openDatabase({
  url: config.DATABASE_URL,
  poolSize: config.DATABASE_POOL,
  applicationName: 'parcours api',
});
const { client } = createTemporalClient(config);
const { calls: processes, ended } = letCallsEnd(createOrderProcesses(client, config.TASK_QUEUE));
const app = createApp({
  database,
  temporal: client,
  processes,
  config,
  logger,
  ...createProviders(config),
  webhooks: createWebhookRouter,
});

const server = createHttpServer(app);
const terminator = createHttpTerminator({ server, gracefulTerminationTimeout: config.SHUTDOWN_GRACE_MS });
server.listen(config.PORT, config.HOST, () => {
  const { port } = server.address() as AddressInfo; // it listens on TCP
  logger.info({ host: config.HOST, port, ...version }, 'api ready');
});

stopOnSignal(logger, config.SHUTDOWN_GRACE_MS + 10_000, async () => {
  // Streams never end by themselves: their callers resume elsewhere.
  eventHubOf({ database, logger }).close();
  await terminator.terminate();
  // The connection to Temporal is left to the end of the process: closed, a retry under way would throw into nowhere.
  await ended();
  await database.close();
});
