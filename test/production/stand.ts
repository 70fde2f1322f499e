import { writeFileSync } from 'node:fs';
import { compareBooks } from '../../activities/audit/compare-books.ts';
import { configSchema } from '../../config.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { openDatabase } from '../../db/pool.ts';
import { customers } from '../../db/schema/customers.ts';
import { freePort } from '../../process/free-port.ts';
import { createProviders } from '../../process/providers.ts';
import { startSimulators } from '../faults/simulators.ts';
import { createTestApi } from '../harness/api-client.ts';
import { createTestDatabase } from '../harness/postgres.ts';
import { putStock, seed } from '../harness/seed.ts';
import { createLocalEnv } from '../harness/temporal.ts';
import { carrierControl, questions } from '../harness/world.ts';
import { builtEngine, type Running } from './built-engine.ts';
import { startHttpGate } from './http-gate.ts';
import { startTcpSwitch } from './tcp-switch.ts';

export type Stand = Awaited<ReturnType<typeof startStand>>;

/** Somebody whose data must not be found in any log. */
export const person = {
  name: 'Ottoline Whisperwood',
  email: 'ottoline@whisperwood.example',
  line1: '77, allée des Murmures',
  city: 'Québec',
  region: 'QC',
  postalCode: 'G1R 9Z9',
  country: 'CA',
} as const;
const { email, ...address } = person;

/** The build, and everything that a production would have around it: Postgres, Temporal, the vendors, a customer. */
export async function startStand() {
  const [built, testDatabase, env] = await Promise.all([
    builtEngine(),
    createTestDatabase(),
    createLocalEnv(['--log-level', 'error']),
  ]);
  const database = openDatabase({ url: testDatabase.url, poolSize: 5, applicationName: 'test' });
  await seed(database);
  await database.query
    .insert(customers)
    .values({ id: 'CUS-PERSON', name: person.name, email, locale: 'en', billTo: address });
  await putStock(database, 'LAMP', 'MTL', 1000);
  const ports = { api: await freePort(), worker: await freePort() };
  const urls = { api: loopback(ports.api), worker: loopback(ports.worker) };
  const simulators = await startSimulators(urls.api);
  const carrierGate = await startHttpGate(simulators.urls.carrier);
  const temporalLine = await startTcpSwitch(env.address);
  const settings = {
    ...simulators.settings,
    EASYPOST_URL: carrierGate.url,
    DATABASE_URL: testDatabase.url,
    TEMPORAL_ADDRESS: env.address,
    PORT: String(ports.api),
    WORKER_METRICS_PORT: String(ports.worker),
    POLICY_PROFILE: 'demo',
    SHUTDOWN_GRACE_MS: '12000',
    // Everything that is ever written is there to be searched for what must not be.
    LOG_LEVEL: 'debug',
  };
  const api = await createTestApi(urls.api, database);
  const providers = createProviders(configSchema.parse(settings));
  const started: Running[] = [];
  const run = (program: string, env: Readonly<Record<string, string>> = {}) => {
    const running = built.run(program, { ...settings, ...env });
    started.push(running);
    return running;
  };

  return {
    built,
    client: env.client,
    namespace: env.namespace ?? 'default',
    database,
    api,
    urls,
    settings,
    carrier: carrierControl(simulators.urls.carrier),
    carrierGate,
    temporalLine,
    ...questions(database, api),
    place: (key?: string) => api.post('back_office', '/v1/orders', orderOfPerson, { once: true, ...(key && { key }) }),
    /** The same engine by way of another API. */
    placeAt: async (url: string) =>
      (await createTestApi(url, database)).post('back_office', '/v1/orders', orderOfPerson),
    /** Everything that does not hold, of our rows and of the providers' books against them. */
    audit: async () => [...(await runAudit(database)), ...(await compareBooks({ database, ...providers }))],
    run,
    startApi: () => run('api/main.js'),
    startWorker: (env: Readonly<Record<string, string>> = {}) => run('worker.js', env),
    /** Every program that was started through `run`. */
    started: () => started,
    dropDatabase: () => testDatabase.drop(),
    close: async () => {
      if (process.env.TEST_LOG) writeFileSync(process.env.TEST_LOG, started.flatMap((r) => r.lines()).join('\n'));
      await built.stop();
      await Promise.all([simulators.close(), carrierGate.close(), temporalLine.close(), env.teardown()]);
      await database.close();
      await testDatabase.drop();
    },
  };
}

const orderOfPerson = {
  customerId: 'CUS-PERSON',
  currency: 'CAD',
  lines: [{ sku: 'LAMP', quantity: 1 }],
  shipTo: address,
  payment: { method: 'card', token: 'pm_card_visa' },
};

export const loopback = (port: number): string => `http://127.0.0.1:${port}`;
