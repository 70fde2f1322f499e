import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '../harness/api-client.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { orderBody } from '../harness/world.ts';
import { insist } from './blind-caller.ts';
import { type CommitGate, startCommitGate } from './commit-gate.ts';
import { type Engine, startEngine } from './engine.ts';
import { type KillablePostgres, startKillablePostgres } from './killable-postgres.ts';
import { createLives } from './lives.ts';
import { createStories, endings, type Stories } from './stories.ts';

let server: KillablePostgres;
let gate: CommitGate;
let engine: Engine;
let scenario: Scenario;
let stories: Stories;

beforeAll(async () => {
  server = await startKillablePostgres();
  gate = await startCommitGate(server.url);
  engine = await startEngine({ database: server, by: { workers: gate.url } });
  scenario = createScenario(engine);
  stories = createStories(scenario, engine.place);
}, 120_000);
afterAll(async () => {
  await engine.close();
  await gate.close();
});

/** Orders that wait for somebody when the database dies. */
const waiting = {
  awaiting_payment: { payment: { method: 'card', token: 'pm_card_chargeDeclined' } },
  awaiting_approval: { discountBps: 2000 },
  confirmed: {},
} as const;

async function placeWaiting() {
  const sku = await scenario.product('WAITING', { MTL: 5 });
  const entries = Object.entries(waiting).map(async ([status, more]) => {
    const id = await engine.place({ lines: [{ sku, quantity: 1 }], ...more });
    await engine.reaches(id, status);
    return [status, id] as const;
  });
  const ids = Object.fromEntries(await Promise.all(entries)) as Record<keyof typeof waiting, string>; // one pair per status
  await scenario.packed(`${ids.confirmed}-S1`);
  return ids;
}

/** Orders whose worker is about to write what a vendor has just done. */
async function holdBeforeCommit() {
  const steps = { AUTHORISING: 'authorise', LABELLING: 'buy-label', CAPTURING: 'capture' } as const;
  for (const sku of Object.keys(steps)) await stories.stock(sku);
  const capturing = await stories.place('CAPTURING');
  await scenario.packed(`${capturing}-S1`);
  const pid = engine.workers[0]?.pid() ?? 0;
  process.kill(pid, 'SIGSTOP');
  const [authorising, labelling] = await Promise.all([stories.place('AUTHORISING'), stories.place('LABELLING')]);
  const ids = { AUTHORISING: authorising, LABELLING: labelling, CAPTURING: capturing };
  const holds = (['AUTHORISING', 'LABELLING', 'CAPTURING'] as const).map((name) =>
    gate.hold({ marker: `order/${ids[name]}/${steps[name]}/`, at: 'commit', when: 'before' }),
  );
  const handedOver = stories.command('handed over', capturing);
  process.kill(pid, 'SIGCONT');
  expect((await handedOver)?.status).toBe(200);
  await expect.poll(() => holds.map((hold) => hold.met())).toEqual([true, true, true]);
  return ids;
}

/** The engine has tried the order's step as often as it tries a vendor, and the database did not answer once. */
async function failedForNow(orderId: string): Promise<boolean> {
  const { events } = await engine.temporalClient.workflow.getHandle(`order/${orderId}`).fetchHistory();
  return (events ?? []).some((event) => event.activityTaskFailedEventAttributes);
}

const unavailable = ({ status, headers, body }: Answer) => ({
  status,
  type: headers.get('content-type')?.split(';')[0],
  retry: Number(headers.get('retry-after')) > 0,
  code: body.code,
});

it('while Postgres is dead every request is refused with 503; afterwards orders go on from any state, nothing is twice', async () => {
  const ids = await placeWaiting();
  const written = await holdBeforeCommit();
  const during = { role: 'back_office', path: '/v1/orders', body: orderBody(), key: 'during' } as const;
  const pay = {
    role: 'back_office',
    path: `/v1/orders/${ids.awaiting_payment}/payment-method`,
    body: { payment: { method: 'card', token: 'pm_card_visa' } },
    key: 'pay',
  } as const;

  await server.kill();
  const answers = await Promise.all([
    ...[during, pay].map(({ role, path, body, key }) => engine.api.post(role, path, body, { key })),
    ...['/v1/orders', `/v1/orders/${ids.confirmed}`, '/v1/stock?sku=LAMP'].map((path) => engine.api.get('agent', path)),
  ]);
  expect(answers.map(unavailable)).toEqual(
    answers.map(() => ({ status: 503, type: 'application/problem+json', retry: true, code: 'unavailable' })),
  );
  expect((await fetch(`${engine.api.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${engine.api.url}/livez`)).status).toBe(200);
  // It stays away for longer than a vendor is given before a person is asked.
  for (const id of Object.values(written)) await expect.poll(() => failedForNow(id), { timeout: 30_000 }).toBe(true);
  await server.start();

  expect((await insist([engine.api], during)).status).toBe(202);
  expect((await insist([engine.api], pay)).status).toBe(200);
  const { id: approval, digest } = await scenario.rows.approval(ids.awaiting_approval);
  const decision = { decision: 'approve', reason: 'seen', digest };
  await scenario.must('supervisor', `/v1/approvals/${approval}/decision`, decision);
  await scenario.must('warehouse', `/v1/shipments/${ids.confirmed}-S1/hand-over`, {});
  await engine.reaches(ids.awaiting_payment, 'confirmed', 60_000);
  await engine.reaches(ids.awaiting_approval, 'confirmed', 60_000);
  await expect.poll(() => scenario.payments(ids.confirmed), { timeout: 60_000 }).toEqual(['captured']);
  const books = (name: keyof typeof written) => stories.books(written[name], name);
  await expect.poll(() => books('AUTHORISING'), { timeout: 60_000 }).toEqual(endings.placed);
  await expect.poll(() => books('LABELLING'), { timeout: 60_000 }).toEqual(endings.placed);
  await expect.poll(() => books('CAPTURING'), { timeout: 60_000 }).toEqual(endings['handed over']);
  await expect.poll(() => engine.audit(), { timeout: 30_000 }).toEqual([]);
}, 180_000);

it('thirty orders live to their end while a backend is killed every 50 ms', async () => {
  const orders = 30;
  const sku = await scenario.product('KILLED', { MTL: orders });
  const lives = createLives(engine, scenario, sku);
  const killer = startKiller();
  const ids = await Promise.all(Array.from({ length: orders }, (_, index) => lives.live(lives.kindOf(index)))).finally(
    killer.stop,
  );
  console.log(`backends killed: ${killer.kills()}`);
  expect(killer.kills()).toBeGreaterThan(50);
  for (const [index, id] of ids.entries()) await lives.expectBooks(lives.kindOf(index), id);
  const gone = ids.filter((_, index) => lives.kindOf(index) === 'delivered').length;
  await expect.poll(() => scenario.rows.shelf(sku)).toEqual({ MTL: [orders - gone, 0] });
  await expect.poll(() => engine.audit(), { timeout: 30_000 }).toEqual([]);
}, 300_000);

/** On a slow machine steps are long, and backends that die for ever would let none of them end. */
const mostKills = 600;

/** Ends one backend of the worker or the API after the other, whatever it is doing. */
function startKiller() {
  const admin = postgres(server.url, { max: 1, connection: { application_name: 'killer' }, onnotice: () => {} });
  let stopping = false;
  let kills = 0;
  const running = run();

  async function run(): Promise<void> {
    while (!stopping && kills < mostKills) {
      const killed = await admin`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name in ('parcours worker', 'parcours api') order by random() limit 1`;
      kills += killed.length;
      await pause(50);
    }
    await admin.end({ timeout: 1 });
  }

  return {
    kills: () => kills,
    stop: async () => {
      stopping = true;
      await running;
    },
  };
}
