import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../process/free-port.ts';
import type { Running } from './built-engine.ts';
import { lostWork } from './lost-work.ts';
import { parsePrometheusText } from './prometheus-text.ts';
import { loopback, person, type Stand, startStand } from './stand.ts';

// The programs of `npm run build`, each a process of its own, told to stop and cut off in the middle of their work. One
// life of one engine, in this order.

let stand: Stand;
let api: Running;
let worker: Running;
/** The number of the first worker, which was told to stop. */
let stopped: number;
/** Every order that was accepted. */
const placed: string[] = [];

beforeAll(async () => {
  stand = await startStand();
  api = stand.startApi();
  worker = stand.startWorker();
}, 120_000);
afterAll(() => stand?.close());

it('says which code runs: version, build and the workflows that it carries', async () => {
  const { stamp, file, run } = stand.built;
  await answersWith(200, `${stand.urls.api}/readyz`);
  await answersWith(200, `${stand.urls.worker}/readyz`);
  const bundle = readFileSync(file('workflow-bundle.js'));
  expect(stamp.bundle).toBe(sha256(bundle));
  expect(bundle.toString()).toMatch(/preloadModules\(\) \{\s*__webpack_require__\(/);
  for (const url of Object.values(stand.urls)) {
    expect(await (await fetch(`${url}/version`)).json()).toEqual(stamp);
  }
  const cli = run('cli/parcours.js', {}, ['--version']);
  expect(await cli.exit).toEqual({ code: 0, signal: null });
  expect(cli.lines()).toEqual([`${stamp.version} (${stamp.build})`]);
});

it('waits for the migration where the schema is older than the build: alive, not ready, and it says what to do', async () => {
  const [latest] = await stand.database.query.execute<{ created_at: number }>(
    sql`delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations) returning created_at`,
  );
  const [port, metricsPort] = [await freePort(), await freePort()];
  const laterApi = stand.run('api/main.js', { PORT: String(port) });
  const laterWorker = stand.startWorker({ WORKER_METRICS_PORT: String(metricsPort) });
  await expect.poll(() => laterWorker.lines().join(), patience).toContain('run \\"parcours migrate\\"');
  await answersWith(503, `${loopback(port)}/readyz`);
  expect(await (await fetch(`${loopback(port)}/readyz`)).json()).toMatchObject({ database: 'behind' });
  expect(await statusOf(`${loopback(metricsPort)}/readyz`)).toBe(503);
  expect(await statusOf(`${loopback(metricsPort)}/livez`)).toBe(200);
  // Those that run already stay ready: a release migrates first.
  expect(await statusOf(`${stand.urls.worker}/readyz`)).toBe(200);

  await stand.database.query.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('again', ${latest?.created_at}::bigint)`,
  );
  await answersWith(200, `${loopback(port)}/readyz`);
  await answersWith(200, `${loopback(metricsPort)}/readyz`);
  for (const later of [laterApi, laterWorker]) {
    later.signal('SIGTERM');
    expect(await later.exit).toEqual({ code: 0, signal: null });
  }
});

it('lets callers keep an idle connection longer than the minute that load balancers do', async () => {
  const { headers } = await fetch(`${stand.urls.api}/livez`);
  expect(Number(headers.get('keep-alive')?.match(/timeout=(\d+)/)?.[1])).toBeGreaterThan(60);
});

it.each(['worker.js', 'api/main.js'])(
  '%s names every problem of its configuration and ends with 2',
  async (program) => {
    const wrong = { DATABASE_URL: 'mysql://db/parcours', PORT: '80800', WORKER_SLOTS: 'none', SMTP_URL: '' };
    const refused = stand.built.run(program, { ...stand.settings, ...wrong });
    expect(await refused.exit).toEqual({ code: 2, signal: null });
    const named = refused.stderr().match(/^ {2}- \w+/gm) ?? [];
    expect(named.map((line) => line.slice(4)).sort()).toEqual(Object.keys(wrong).sort());
    expect(refused.lines()).toEqual([]);
  },
);

it('answers every request that was under way when the API is told to stop', async () => {
  const answered = new Map<string, string>();
  let told = false;
  let answeredSince = 0;
  const keepPlacing = async (caller: number) => {
    for (let n = 1; ; n += 1) {
      const key = `caller-${caller}-order-${n}`;
      const answer = await stand.place(key).catch(() => null);
      if (answer === null) return; // refused at the door
      expect(answer.status).toBe(202);
      answered.set(key, answer.body.id);
      if (told) answeredSince += 1;
    }
  };
  const callers = [1, 2, 3, 4].map(keepPlacing);
  await expect.poll(() => answered.size).toBeGreaterThan(8);
  told = true;
  api.signal('SIGTERM');
  expect(await api.exit).toEqual({ code: 0, signal: null });
  await Promise.all(callers);

  expect(answeredSince).toBeGreaterThan(0);
  const kept = await stand.database.query.execute<{ key: string; subject: string }>(
    sql`select idempotency_key as key, subject from commands`,
  );
  expect(new Map(kept.map(({ key, subject }) => [key, subject]))).toEqual(answered);
  placed.push(...answered.values());
  api = stand.startApi();
  await answersWith(200, `${stand.urls.api}/readyz`);
});

it('ends what it has begun and nothing else when the worker is told to stop under load', async () => {
  const busy = 8;
  holdLabels();
  const underWay = await placeMany(busy);
  await expect.poll(() => stand.carrierGate.held(), patience).toBe(busy);

  const more = placeMany(8);
  worker.signal('SIGTERM');
  await expect.poll(() => worker.lines().join(), patience).toContain('stopping');
  stand.carrierGate.open();
  expect(await worker.exit).toEqual({ code: 0, signal: null });
  placed.push(...underWay, ...(await more));

  // The labels that were under way came back to the worker that had asked for them.
  for (const id of underWay) expect((await stand.shipmentOf(`${id}-S1`))?.state).toBe('labelled');
  stopped = worker.pid;
});

it('is alive and not ready until Temporal gives it work, then finishes all orders with the build they are pinned to', async () => {
  stand.temporalLine.cut();
  worker = stand.startWorker({ TEMPORAL_ADDRESS: stand.temporalLine.address, WORKER_DEPLOYMENT: 'parcours' });
  await answersWith(200, `${stand.urls.worker}/livez`);
  await expect.poll(() => worker.lines().join()).toContain('Temporal does not answer yet');
  expect(await statusOf(`${stand.urls.worker}/readyz`)).toBe(503);
  stand.temporalLine.restore();
  await answersWith(200, `${stand.urls.worker}/readyz`);

  const { build } = stand.built.stamp;
  await makeCurrent('parcours', build);
  const [pinned] = await placeMany(1);
  placed.push(String(pinned));
  await Promise.all(placed.map((id) => finish(id)));

  expect(await versionOf(String(pinned))).toMatchObject({
    behavior: 1, // VERSIONING_BEHAVIOR_PINNED
    deploymentVersion: { deploymentName: 'parcours', buildId: build },
  });
  const lost = await Promise.all(placed.map((id) => lostWork(stand.client, `order/${id}`, stopped)));
  expect(lost.flat()).toEqual([]);
  const parcels: { reference: string }[] = (await stand.carrier.book()).shipments;
  expect(parcels.map(({ reference }) => reference).sort()).toEqual(placed.map((id) => `${id}-S1`).sort());
  expect(await stand.audit()).toEqual([]);
}, 120_000);

it('shows its metrics to Prometheus, the worker those of Temporal too', async () => {
  const [ofApi, ofWorker] = await Promise.all(
    Object.values(stand.urls).map(async (url) => parsePrometheusText(await (await fetch(`${url}/metrics`)).text())),
  );
  expect(ofApi?.get('http_requests_total{method="POST",route="/v1/orders",status="202"}')).toBeGreaterThanOrEqual(16);
  expect(sumOf(ofWorker, 'temporal_workflow_completed')).toBeGreaterThanOrEqual(placed.length);
  for (const page of [ofApi, ofWorker]) expect(page?.get('process_cpu_seconds_total')).toBeGreaterThan(0);
});

it('is not ready while Temporal is away, and lives', async () => {
  stand.temporalLine.cut();
  await answersWith(503, `${stand.urls.worker}/readyz`);
  expect(await statusOf(`${stand.urls.worker}/livez`)).toBe(200);
  stand.temporalLine.restore();
  await answersWith(200, `${stand.urls.worker}/readyz`);
});

it('stops in order while Temporal does not answer: what was accepted is left to the relay', async () => {
  const silence = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silence, 'listening');
  const { port } = silence.address() as AddressInfo; // it listens on TCP
  const apiPort = await freePort();
  const alone = stand.run('api/main.js', { TEMPORAL_ADDRESS: `127.0.0.1:${port}`, PORT: String(apiPort) });
  await answersWith(200, `${loopback(apiPort)}/livez`);
  const accepted = await stand.placeAt(loopback(apiPort));
  expect(accepted.status).toBe(202);
  alone.signal('SIGTERM');
  expect(await alone.exit).toEqual({ code: 0, signal: null });
  expect(alone.lines().join('\n')).toContain('not started yet: the relay will');
  silence.close();
  await stand.labelled(`${accepted.body.id}-S1`, patience.timeout);
});

it('is not ready without Postgres, and lives', async () => {
  await stand.dropDatabase();
  for (const url of Object.values(stand.urls)) {
    await answersWith(503, `${url}/readyz`);
    expect(await statusOf(`${url}/livez`)).toBe(200);
  }
  expect((await stand.place()).status).toBe(503);
});

it('writes JSON with ids and without anything personal, whatever happened', async () => {
  for (const running of [worker, api]) running.signal('SIGTERM');
  expect(await api.exit).toEqual({ code: 0, signal: null });
  // 1 when a step still waits for Postgres: after its grace the worker leaves it to the next one.
  expect([0, 1]).toContain((await worker.exit).code);
  const lines = stand.started().flatMap((running) => running.lines());
  const entries = lines.map((line) => JSON.parse(line));
  for (const entry of entries) {
    expect(entry).toMatchObject({ level: expect.any(Number), time: expect.any(Number), msg: expect.any(String) });
  }
  expect(
    stand
      .started()
      .map((running) => running.stderr())
      .join(''),
  ).toBe('');
  // The log is not empty of what an engineer looks for.
  expect(new Set(entries.map(({ name }) => name))).toEqual(new Set(['parcours-api', 'parcours-worker']));
  expect(entries.filter(({ req }) => req?.id).length).toBeGreaterThan(placed.length);
  expect(entries.filter(({ level }) => level >= 40).length).toBeGreaterThan(0);
  const found = Object.values(person)
    .filter((text) => text.length > 2)
    .filter((text) => lines.some((line) => line.includes(text)));
  expect(found).toEqual([]);
});

/** Patience, not a pause: a process starts in a second on a machine that has nothing else to do. */
const patience = { timeout: 45_000 };

async function answersWith(status: number, url: string): Promise<void> {
  await expect.poll(() => statusOf(url), patience).toBe(status);
}

async function statusOf(url: string): Promise<number> {
  try {
    const answer = await fetch(url);
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return 0;
  }
}

async function placeMany(count: number): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => stand.place()));
  return answers.map(({ body }) => body.id);
}

/** No label is answered; every second one fails at its first try, so that half of them are in the second, patient one. */
function holdLabels(): void {
  const parcels = new Map<string, number>();
  stand.carrierGate.guard(({ path, count }) => {
    if (!path.endsWith('/buy')) return 'pass';
    const place = parcels.get(path) ?? parcels.size;
    parcels.set(path, place);
    return count === 1 && place % 2 === 0 ? 'fail' : 'hold';
  });
}

/** The rest of an order's life: warehouse, carrier, customer. */
async function finish(id: string): Promise<void> {
  await stand.labelled(`${id}-S1`, patience.timeout);
  const handedOver = await stand.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  expect(handedOver).toMatchObject({ status: expect.toSatisfy((status) => status < 300) });
  await stand.carrier.scan(await stand.trackingCode(`${id}-S1`), 'delivered');
  await stand.reaches(id, 'completed', patience.timeout);
}

async function makeCurrent(deploymentName: string, buildId: string): Promise<void> {
  const { client, namespace } = stand;
  const set = () => client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId });
  // Temporal knows the version a moment after its first poll.
  await expect.poll(() => set().then(() => 'set', String)).toBe('set');
}

async function versionOf(orderId: string) {
  const { client, namespace } = stand;
  const execution = { workflowId: `order/${orderId}` };
  const { workflowExecutionInfo } = await client.workflowService.describeWorkflowExecution({ namespace, execution });
  return workflowExecutionInfo?.versioningInfo;
}

function sumOf(values: ReadonlyMap<string, number> | undefined, metric: string): number {
  const found = [...(values ?? [])].filter(([name]) => name === metric || name.startsWith(`${metric}{`));
  return found.reduce((sum, [, value]) => sum + value, 0);
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
