import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderWorkflowId, readableId } from '../domain/ids.ts';
import { countPolling } from '../process/health.ts';
import { ensureSchedules } from '../process/schedules.ts';
import { registerSearchAttributes } from '../process/search-attributes.ts';
import { createTestDatabase } from '../test/harness/postgres.ts';
import { runCli } from '../test/harness/run-cli.ts';
import { startRelay } from '../test/harness/tcp-relay.ts';
import { createLocalEnv, sharedWorkflowBundle } from '../test/harness/temporal.ts';

let env: TestWorkflowEnvironment;

beforeAll(async () => {
  env = await createLocalEnv();
});
afterAll(() => env?.teardown());

type Checks = readonly { name: string; state: string; found: string; next?: string }[];

async function checksWith(settings: Readonly<Record<string, string>> = {}): Promise<Checks> {
  const { stdout } = await runCli(['--json', 'doctor'], { TEMPORAL_ADDRESS: env.address, ...settings });
  return JSON.parse(stdout).checks;
}

const workersCheck = async () => (await checksWith()).find(({ name }) => name === 'Workers');

it('tells that the namespace does not exist, and how it is made', async () => {
  const checks = await checksWith({ TEMPORAL_NAMESPACE: 'nowhere' });
  expect(checks.find(({ name }) => name === 'Temporal')).toMatchObject({
    state: 'fail',
    found: expect.stringMatching(/no namespace nowhere: create it \("temporal operator namespace create"\)/),
  });
  expect(checks.filter(({ name }) => name === 'Workers')).toEqual([]);
});

it('tells in time that Temporal took the connection, said who it is, and then nothing more', async () => {
  let silent = false;
  const relay = await startRelay(`tcp://${env.address}`, () => ({
    returns: (chunk) => {
      if (silent) return false;
      // Its version is the answer to a client's greeting.
      silent = /\d\.\d+\.\d/.test(chunk.toString('latin1'));
      return true;
    },
  }));
  const checks = await checksWith({ TEMPORAL_ADDRESS: new URL(relay.url).host }).finally(relay.close);
  expect(silent).toBe(true);
  expect(checks.find(({ name }) => name === 'Temporal')).toMatchObject({
    state: 'fail',
    found: expect.stringMatching(/Temporal does not answer at 127/),
  });
});

it('tells that nobody works on the queue, and who does when somebody works', async () => {
  expect(await workersCheck()).toMatchObject({
    state: 'warn',
    found: 'none asked for work on parcours within two minutes',
    next: expect.stringContaining('start one'),
  });
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'parcours',
    workflowBundle: sharedWorkflowBundle(),
    activities: { sweepStock: async () => null },
  });
  const queue = { namespace: 'default', taskQueue: 'parcours' };
  const seen = await worker.runUntil(async () => {
    await expect.poll(() => countPolling(env.client, queue)).toBe(1);
    return workersCheck();
  });
  expect(seen).toMatchObject({ state: 'ok', found: '1 asked for work on parcours within two minutes' });
});

it('tells that what is new waits, where no worker is of the version that is current', async () => {
  const queue = { namespace: 'default', taskQueue: 'versioned' };
  const startWorker = (buildId: string | null) =>
    Worker.create({
      ...{ connection: env.nativeConnection, taskQueue: queue.taskQueue, workflowBundle: sharedWorkflowBundle() },
      activities: { sweepStock: async () => null },
      ...(buildId && {
        workerDeploymentOptions: {
          version: { deploymentName: 'shop', buildId },
          useWorkerVersioning: true,
          defaultVersioningBehavior: 'PINNED',
        },
      }),
    });
  const seen = async () => (await checksWith({ TASK_QUEUE: queue.taskQueue })).find(({ name }) => name === 'Workers');
  const one = '1 asked for work on versioned within two minutes';
  const pinned = await startWorker('b1');
  await pinned.runUntil(async () => {
    await expect.poll(() => countPolling(env.client, queue)).toBe(1);
    expect(await seen()).toMatchObject({
      state: 'warn',
      found: `${one}, of shop, build b1: what is new waits for no deployment, which is current`,
      next: expect.stringContaining('set-current-version --deployment-name shop --build-id b1 --yes'),
    });
    const current = { namespace: 'default', deploymentName: 'shop', buildId: 'b1' };
    const set = () => env.client.workflowService.setWorkerDeploymentCurrentVersion(current);
    await expect.poll(() => set().then(() => 'set', String)).toBe('set');
    await expect.poll(seen).toMatchObject({ state: 'ok', found: one });
  });
});

it('tells that the schema is older than this build, and how that is mended', async () => {
  const databases = [await createTestDatabase(), await createTestDatabase()];
  const [migrated, empty] = databases.map(({ url }) => url);
  const client = postgres(String(empty), { max: 1, onnotice: () => {} });
  await client`drop schema drizzle cascade`;
  await client.end();
  const seen = await Promise.all([migrated, empty].map((url) => checksWith({ DATABASE_URL: String(url) })));
  const [current, behind] = seen.map((checks) => checks.find(({ name }) => name === 'Database'));
  await Promise.all(databases.map(({ drop }) => drop()));
  expect(current).toMatchObject({ state: 'ok', found: expect.stringMatching(/^Postgres \d+\.\d+$/) });
  expect(behind).toMatchObject({
    state: 'fail',
    found: expect.stringContaining('its schema is older than this build'),
    next: 'run "parcours migrate"',
  });
});

it('tells that the database would give numbers that Temporal knows already, as after a restore to an earlier instant', async () => {
  const { url, drop } = await createTestDatabase();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`select setval('readable_ids', 42)`;
  const lost = orderWorkflowId(readableId('ORD', 43n));
  await env.client.workflow.start('order', { workflowId: lost, taskQueue: 'nobody' });
  const numbers = async () => (await checksWith({ DATABASE_URL: url })).find(({ name }) => name === 'Numbers');
  await expect.poll(numbers).toMatchObject({
    state: 'fail',
    found: `the database has given 42, and Temporal knows ${lost}, which is number 43`,
    next: expect.stringContaining(`"select setval('readable_ids', 43 + 1000000)"`),
  });
  await sql`select setval('readable_ids', 43 + 1000000)`;
  expect(await numbers()).toMatchObject({ state: 'ok', found: '1000043 given, none beyond in Temporal' });
  await env.client.workflow.getHandle(lost).terminate();
  await sql.end();
  await drop();
});

it('tells what an empty namespace lacks, as after a loss of Temporal, and how it gets it', async () => {
  const namespaceCheck = async () => (await checksWith()).find(({ name }) => name === 'Namespace');
  expect(await namespaceCheck()).toMatchObject({
    state: 'warn',
    found: expect.stringMatching(/^default lacks the schedules .*parcours-sweep-stock/),
    next: expect.stringContaining('start a worker'),
  });
  await ensureSchedules(env.client, 'parcours', 'standard');
  expect(await namespaceCheck()).toMatchObject({ state: 'ok' });
  const searchAttributes = ['OrderNumber'];
  await env.connection.operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes });
  const lacking = await namespaceCheck();
  await registerSearchAttributes(env.connection, 'default');
  expect(lacking).toMatchObject({
    state: 'fail',
    found: 'default lacks the search attributes OrderNumber: no process can start',
    next: 'run "parcours migrate --search-attributes"',
  });
});

it('the migration that registers the search attributes says in which namespace they are known now', async () => {
  const { url, drop } = await createTestDatabase();
  const settings = { DATABASE_URL: url, TEMPORAL_ADDRESS: env.address };
  const { code, stdout } = await runCli(['migrate', '--search-attributes'], settings).finally(drop);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^nothing to do: .*\nnamespace default knows the search attributes\n$/),
  });
});

it('tells of the stack that runs on the folder PARCOURS_STATE names', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'parcours-state-'));
  const env = { DATABASE_URL: 'postgres://parcours@127.0.0.1:1/parcours' };
  const running = { owner: process.pid, apiUrl: 'http://127.0.0.1:2', env };
  writeFileSync(path.join(folder, 'running.json'), JSON.stringify(running));
  const seen = await checksWith({ PARCOURS_STATE: folder });
  rmSync(folder, { recursive: true });
  const [ports, database, api] = ['Ports', 'Database', 'API'].map((wanted) => seen.find(({ name }) => name === wanted));
  expect(ports).toMatchObject({ state: 'ok', found: 'the stack runs: http://127.0.0.1:2' });
  // Nobody here has set a DATABASE_URL that could be corrected.
  expect(database).toMatchObject({
    state: 'fail',
    next: expect.stringMatching(/^end the "parcours up" that runs here/),
  });
  expect(api).toMatchObject({
    state: 'fail',
    found: expect.stringMatching(/^nothing answers at http:\/\/127\.0\.0\.1:2 /),
    next: expect.stringMatching(/^end the "parcours up" that runs here/),
  });
});

it.each([
  { says: { status: 'ready' }, code: 200, state: 'ok', found: /is ready$/ },
  { says: { status: 'degraded' }, code: 200, state: 'warn', found: /is degraded$/ },
  { says: { status: 'not_ready' }, code: 503, state: 'fail', found: /is not ready$/ },
  { says: 'hello', code: 200, state: 'fail', found: /is no API of Parcours$/ },
])('tells what the API of PARCOURS_URL says of itself: $says', async ({ says, code, state, found }) => {
  const api = createServer((_request, response) => response.writeHead(code).end(JSON.stringify(says)));
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const address = api.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const seen = await checksWith({ PARCOURS_URL: url }).finally(() => api.close());
  expect(seen.find(({ name }) => name === 'API')).toMatchObject({ state, found: expect.stringMatching(found) });
});

it('finds no fault in a taken port, which nobody need do anything about', async () => {
  const own = createServer().listen(8080, '127.0.0.1');
  // Somebody else on this machine may have it: taken it is in either case.
  await new Promise<void>((resolve) => own.once('listening', resolve).once('error', () => resolve()));
  const seen = (await checksWith()).find(({ name }) => name === 'Ports');
  own.close();
  expect(seen).toMatchObject({
    state: 'ok',
    found: expect.stringMatching(/taken: 8080.*"parcours up" takes other ones/),
  });
});
