/** The engine as it runs in production: the programs of the build, each a process of its own, to be killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { compareBooks } from '../../activities/audit/compare-books.ts';
import { type Child, createChild, describeDeath } from '../../cli/stack/child.ts';
import { endProcess } from '../../cli/stack/own-process.ts';
import { withoutSettings } from '../../cli/stack/settings.ts';
import { createStackParts, type StackParts } from '../../cli/stack/stack-parts.ts';
import { startTemporalServer, type TemporalServer } from '../../cli/stack/temporal-server.ts';
import { configSchema } from '../../config.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { openDatabase } from '../../db/pool.ts';
import { freePort } from '../../process/free-port.ts';
import { createProviders } from '../../process/providers.ts';
import { createTemporalClient } from '../../process/temporal.ts';
import { stripeSimulatorClient } from '../../simulators/stripe/client.ts';
import { createTestApi, sameCallersAt } from '../harness/api-client.ts';
import { builtPrograms } from '../harness/built-programs.ts';
import type { TestDatabase } from '../harness/postgres.ts';
import { seed } from '../harness/seed.ts';
import { carrierControl, questions } from '../harness/world.ts';
import { mailControl } from './mail-control.ts';
import { makePeoplePatient } from './patient-people.ts';
import { startSimulators } from './simulators.ts';

export type Engine = Awaited<ReturnType<typeof startEngine>>;

type Options = {
  readonly database: TestDatabase;
  /** How these reach the database; directly when absent. */
  readonly by?: { readonly workers?: string; readonly apis?: string };
  readonly workers?: number;
  readonly apis?: number;
};

/** Starts everything but Postgres. Workers and APIs are told apart by their place in the list. */
export async function startEngine({ database: testDatabase, by = {}, workers = 1, apis = 1 }: Options) {
  const folder = mkdtempSync(path.join(tmpdir(), 'parcours-faults-'));
  const parts = createStackParts();
  const database = openDatabase({ url: testDatabase.url, poolSize: 5, applicationName: 'test' });
  await seed(database);
  await makePeoplePatient(database);
  const apiPorts = await ports(apis);
  const apiUrls = apiPorts.map((port) => `http://127.0.0.1:${port}`);
  const [simulators, temporal, built] = await Promise.all([
    startSimulators(apiUrls[0] ?? ''),
    keptTemporal(folder, parts),
    builtPrograms(),
  ]);
  const settings = {
    DATABASE_URL: testDatabase.url,
    TEMPORAL_ADDRESS: temporal.address,
    WORKFLOW_BUNDLE: inject('workflowBundle'),
    POLICY_PROFILE: 'demo',
    RELAY_INTERVAL_MS: '200',
    // Enough for every order of a test to be held at its own instant.
    DATABASE_POOL: '40',
    WORKER_SLOTS: '40',
    LOG_LEVEL: process.env.TEST_LOG ?? 'warn',
    ...simulators.settings,
  };
  const child = (name: string, program: string, port: number, env: Record<string, string>): Child => {
    const made = createChild({
      name,
      program,
      command: { command: process.execPath, args: [path.join(built, program.replace(/\.ts$/, '.js'))] },
      env: { ...settings, ...env },
      base: withoutSettings(process.env),
      readyUrl: `http://127.0.0.1:${port}/readyz`,
      logFolder: folder,
      onStart: () => {},
      onDeath: (death) => console.error(describeDeath(death)),
    });
    parts.add({ end: () => made.end(), pid: made.pid, signal: 'SIGKILL' });
    return made;
  };
  const workerChildren = (await ports(workers)).map((port, index) =>
    child(`worker-${index + 1}`, 'worker.ts', port, {
      WORKER_METRICS_PORT: String(port),
      DATABASE_URL: by.workers ?? testDatabase.url,
    }),
  );
  const apiChildren = apiPorts.map((port, index) =>
    child(`api-${index + 1}`, 'api/main.ts', port, {
      PORT: String(port),
      DATABASE_URL: by.apis ?? testDatabase.url,
    }),
  );
  await Promise.all([...workerChildren, ...apiChildren].map(({ start }) => start()));
  const api = await createTestApi(apiUrls[0] ?? '', database);
  const config = configSchema.parse(settings);
  const providers = createProviders(config);
  const temporalClient = createTemporalClient(config);

  return {
    database,
    api,
    /** One per API, for the same people with the same keys. */
    callers: apiUrls.map((url) => sameCallersAt(url, api)),
    workers: workerChildren,
    apis: apiChildren,
    temporal,
    temporalClient: temporalClient.client,
    stripe: stripeSimulatorClient(simulators.urls.stripe),
    carrier: carrierControl(simulators.urls.carrier),
    mail: mailControl(simulators.urls.inbox),
    /** Everything that does not hold, of our rows and of the providers' books against them. */
    audit: async () => [...(await runAudit(database)), ...(await compareBooks({ database, ...providers }))],
    ...questions(database, api),
    close: async () => {
      await parts.stop();
      await temporalClient.connection.close();
      await simulators.close();
      await database.close();
      await testDatabase.drop();
      if (!process.env.TEST_LOG) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ports(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < count; n += 1) found.push(await freePort());
  return found;
}

/** A Temporal server on a file, that can be killed and started again where it was. The machine itself does not die here, so nothing waits for its disk. */
async function keptTemporal(folder: string, parts: StackParts) {
  const place = { folder: path.join(folder, 'temporal'), port: await freePort(), pragmas: ['synchronous=off'] };
  let server: TemporalServer = await startTemporalServer(place);
  parts.add({ end: () => server.stop(), pid: () => server.pid, signal: 'SIGKILL' });
  return {
    address: server.address,
    pid: () => server.pid,
    kill: () => endProcess(server.pid, 'SIGKILL'),
    start: async () => {
      server = await startTemporalServer(place);
    },
  };
}
