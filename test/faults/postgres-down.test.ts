import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenStatus } from '../../domain/orders/order-states.ts';
import type { Answer } from '../harness/api-client.ts';
import { seeded } from '../harness/random.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { billTo } from '../harness/seed.ts';
import { orderBody } from '../harness/world.ts';
import { insist } from './blind-caller.ts';
import { type CommitGate, startCommitGate } from './commit-gate.ts';
import { type Engine, startEngine } from './engine.ts';
import { type KillablePostgres, startKillablePostgres } from './killable-postgres.ts';
import { createLives } from './lives.ts';
import { placeImpatient } from './missed-deadlines.ts';
import { createStories, endings, type Stories, type Story } from './stories.ts';

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

type Waiting = { readonly id: string; readonly sku: string };
type Wait = {
  readonly arrange: (sku: string) => Promise<string>;
  readonly goOn: (waiting: Waiting) => Promise<unknown>;
};

const one = (sku: string, more: object = {}) => engine.place({ lines: [{ sku, quantity: 1 }], ...more });
const agentMust = (path: string, body: object) => scenario.must('agent', path, { reason: 'seen', ...body });

/** How an order comes to wait in a status when the database dies, and what makes it go on afterwards. */
const waits = {
  needs_intervention: {
    arrange: async (sku) => {
      await engine.carrier.fault({ op: 'buy', mode: 'refuse' });
      return one(sku);
    },
    goOn: ({ id }) => agentMust(`/v1/orders/${id}/intervention`, { no: 1, resolution: 'retry' }),
  },
  on_hold: {
    arrange: (sku) => one(sku, { shipTo: { ...billTo, postalCode: '123' } }),
    goOn: ({ id }) => agentMust(`/v1/orders/${id}/holds/address/release`, {}),
  },
  awaiting_decision: {
    arrange: (sku) => engine.place({ lines: [{ sku, quantity: 2 }] }),
    goOn: ({ id }) => scenario.must('back_office', `/v1/orders/${id}/decision`, { version: 1, choice: 'drop_short' }),
  },
  backordered: {
    arrange: (sku) => one(sku, { shortagePolicy: 'backorder' }),
    goOn: async ({ sku }) => {
      const body = { lines: [{ sku, locationId: 'MTL', quantity: 1 }] };
      expect((await engine.api.post('warehouse', '/v1/stock/receipts', body)).status).toBe(200);
    },
  },
  awaiting_payment: {
    arrange: (sku) => one(sku, { payment: { method: 'card', token: 'pm_card_chargeDeclined' } }),
    goOn: async () => undefined, // its new card is the request that the dead database refused
  },
  awaiting_approval: {
    arrange: (sku) => one(sku, { discountBps: 2000 }),
    goOn: async ({ id }) => {
      const { id: approval, digest } = await scenario.rows.approval(id);
      const decision = { decision: 'approve', reason: 'seen', digest };
      await scenario.must('supervisor', `/v1/approvals/${approval}/decision`, decision);
    },
  },
  confirmed: {
    arrange: async (sku) => {
      const id = await one(sku);
      await scenario.packed(`${id}-S1`);
      return id;
    },
    goOn: async () => undefined,
  },
  fulfilling: {
    arrange: async (sku) => {
      const id = await one(sku);
      await scenario.send(`${id}-S1`);
      return id;
    },
    goOn: async () => undefined,
  },
} as const satisfies Partial<Record<OpenStatus, Wait>>;
type WaitingStatus = keyof typeof waits;

/** One unit of each is there; of what is waited for, none. */
async function placeWaiting(): Promise<Record<WaitingStatus, Waiting>> {
  const placed: [string, Waiting][] = [];
  for (const [status, { arrange }] of Object.entries<Wait>(waits)) {
    const sku = await scenario.product(`WAITING-${status}`, status === 'backordered' ? {} : { MTL: 1 });
    const id = await arrange(sku);
    await engine.reaches(id, status);
    placed.push([status, { id, sku }]);
  }
  return Object.fromEntries(placed) as Record<WaitingStatus, Waiting>; // one of each
}

/** What the worker is about to write when the database dies: what a vendor has just done, or how an order leaves a status in which it waits for nobody. */
const writes = {
  AUTHORISING: { step: 'authorise', ending: 'placed' },
  LABELLING: { step: 'buy-label', ending: 'placed' },
  CAPTURING: { step: 'capture', ending: 'handed over' },
  received: { step: 'screen', ending: 'placed' },
  allocating: { step: 'reserve', ending: 'placed' },
  cancelling: { step: 'void-label', ending: 'cancelled' },
  delivered: { step: 'deadline', ending: 'handed over' },
} as const satisfies Record<string, { step: string; ending: Story }> &
  Record<Exclude<OpenStatus, WaitingStatus>, unknown>;
type Write = keyof typeof writes;
const writeNames = Object.keys(writes) as Write[]; // Object.keys widens to string[]
/** Tried again by a worker that is left alone with it: steps of a vendor's. */
const outside: readonly Write[] = ['AUTHORISING', 'LABELLING', 'CAPTURING', 'cancelling'];

async function holdBeforeCommit(): Promise<Record<Write, string>> {
  for (const sku of writeNames) await stories.stock(sku);
  const [capturing, cancelling, delivered] = await Promise.all(
    (['CAPTURING', 'cancelling', 'delivered'] as const).map((name) => stories.place(name)),
  );
  if (!capturing || !cancelling || !delivered) throw new Error('three were placed');
  for (const id of [capturing, cancelling, delivered]) await scenario.packed(`${id}-S1`);
  await scenario.send(`${delivered}-S1`);
  await expect.poll(() => scenario.payments(delivered)).toEqual(['captured']);
  const pid = engine.workers[0]?.pid() ?? 0;
  process.kill(pid, 'SIGSTOP');
  const fresh = { AUTHORISING: '', LABELLING: '', received: '', allocating: '' };
  for (const name of ['AUTHORISING', 'LABELLING', 'received', 'allocating'] as const)
    fresh[name] = await stories.place(name);
  // A carrier's word is written by the API; that the claim window is over, by the worker.
  await scenario.scanned(`${delivered}-S1`, 'delivered');
  const ids = { ...fresh, CAPTURING: capturing, cancelling, delivered };
  const holds = writeNames.map((name) =>
    gate.hold({ marker: `order/${ids[name]}/${writes[name].step}/`, at: 'commit', when: 'before' }),
  );
  const commands = [stories.command('handed over', capturing), stories.command('cancelled', cancelling)];
  process.kill(pid, 'SIGCONT');
  expect((await Promise.all(commands)).map((answer) => answer?.status)).toEqual([200, 200]);
  await expect.poll(() => writeNames.filter((_, index) => !holds[index]?.met())).toEqual([]);
  for (const status of ['received', 'allocating', 'cancelling', 'delivered'] as const)
    expect(await engine.statusOf(ids[status])).toBe(status);
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

it('while Postgres is dead every request is refused with 503; afterwards orders go on from any state, deadlines that passed are met, nothing is twice', async () => {
  const waiting = await placeWaiting();
  const impatient = await placeImpatient(engine, scenario);
  const written = await holdBeforeCommit();
  const during = { role: 'back_office', path: '/v1/orders', body: orderBody(), key: 'during' } as const;
  const pay = {
    role: 'back_office',
    path: `/v1/orders/${waiting.awaiting_payment.id}/payment-method`,
    body: { payment: { method: 'card', token: 'pm_card_visa' } },
    key: 'pay',
  } as const;

  await impatient.stillWait();

  await server.kill();
  const answers = await Promise.all([
    ...[during, pay].map(({ role, path, body, key }) => engine.api.post(role, path, body, { key, once: true })),
    ...['/v1/orders', `/v1/orders/${waiting.confirmed.id}`, '/v1/stock?sku=LAMP'].map((path) =>
      engine.api.get('agent', path, { once: true }),
    ),
  ]);
  expect(answers.map(unavailable)).toEqual(
    answers.map(() => ({ status: 503, type: 'application/problem+json', retry: true, code: 'unavailable' })),
  );
  expect((await fetch(`${engine.api.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${engine.api.url}/livez`)).status).toBe(200);
  // It stays away for longer than a vendor is given before a person is asked.
  for (const name of outside) await expect.poll(() => failedForNow(written[name]), { timeout: 120_000 }).toBe(true);
  await impatient.haveRung();
  await server.start();

  expect((await insist([engine.api], during)).status).toBe(202);
  expect((await insist([engine.api], pay)).status).toBe(200);
  for (const [status, { goOn }] of Object.entries<Wait>(waits)) await goOn(waiting[status as WaitingStatus]); // its keys
  for (const [status, { id }] of Object.entries(waiting)) {
    if (status !== 'fulfilling') await scenario.send(`${id}-S1`);
    await scenario.scan(`${id}-S1`, 'delivered');
  }
  for (const { id } of Object.values(waiting)) {
    await engine.reaches(id, 'completed', 60_000);
    const { captures, refunds } = await scenario.booked(id);
    expect([captures.length, refunds, await scenario.labels(id)]).toEqual([1, [], ['S1 sold']]);
  }
  for (const name of writeNames) {
    const books = () => stories.books(written[name], name);
    await expect.poll(books).toEqual(endings[writes[name].ending]);
  }
  await engine.reaches(written.cancelling, 'cancelled');
  await engine.reaches(written.delivered, 'completed');
  await impatient.areMet();
  await expect.poll(() => engine.audit()).toEqual([]);
}, 300_000);

it('fifteen orders live to their end while a backend is killed every 50 ms', async () => {
  const orders = 15;
  const lives = await createLives(engine, scenario, { sku: 'KILLED', orders, random: seeded(23) });
  const killer = startKiller();
  const ids = await Promise.all(Array.from({ length: orders }, (_, index) => lives.live(index))).finally(killer.stop);
  console.log(`backends killed: ${killer.kills()}`);
  expect(killer.kills()).toBeGreaterThan(50);
  await lives.expectBooks(ids);
  await expect.poll(() => engine.audit()).toEqual([]);
}, 300_000);

/** On a slow machine steps are long, and backends that die for ever would let none of them end. */
const mostKills = 300;

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
