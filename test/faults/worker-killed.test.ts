import { afterAll, beforeAll, expect, it } from 'vitest';
import { customers } from '../../db/schema/customers.ts';
import type { Answer } from '../harness/api-client.ts';
import { createTestDatabase } from '../harness/postgres.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { billTo } from '../harness/seed.ts';
import { type CommitGate, startCommitGate } from './commit-gate.ts';
import { type Engine, startEngine } from './engine.ts';
import { holdAt, type Instant } from './hold-at.ts';
import { createStories, endings, type Stories, type Story } from './stories.ts';

type Effect = {
  readonly what: string;
  readonly story: Story;
  readonly instant: Instant;
  /** What the timeline says once we know of the effect. */
  readonly event?: string;
  /** The carrier fails whenever it is asked for rates, so that the step is given up and the order parked. */
  readonly parks?: true;
};
const effects: readonly Effect[] = [
  {
    what: 'the authorisation',
    story: 'placed',
    instant: { vendor: 'stripe', op: 'authorise' },
    event: 'payment.authorised',
  },
  {
    what: 'the purchase of the label',
    story: 'placed',
    instant: { vendor: 'carrier', op: 'buy' },
    event: 'shipment.labelled',
  },
  { what: 'the mail', story: 'placed', instant: { vendor: 'mail' } },
  {
    what: 'the capture',
    story: 'handed over',
    instant: { vendor: 'stripe', op: 'capture' },
    event: 'payment.captured',
  },
  {
    what: 'the void of the label',
    story: 'cancelled',
    instant: { vendor: 'carrier', op: 'void' },
    event: 'shipment.cancelled',
  },
  {
    what: 'the void of the authorisation',
    story: 'cancelled',
    instant: { vendor: 'stripe', op: 'void' },
    event: 'payment.voided',
  },
  { what: 'the refund', story: 'returned', instant: { vendor: 'stripe', op: 'refund' }, event: 'refund.settled' },
  ...['screen', 'reserve', 'authorise', 'buy-label'].map((step) => commitOf(step, 'placed')),
  commitOf('capture', 'handed over'),
  ...['void-label', 'void-payment'].map((step) => commitOf(step, 'cancelled')),
  commitOf('refund', 'returned'),
  commitOf('command', 'cancelled'),
  commitOf('refresh', 'arrived'),
  commitOf('deadline', 'corrected'),
  { ...commitOf('park', 'placed'), parks: true },
];
const commanded = ({ instant }: Pick<Effect, 'instant'>): boolean =>
  instant.vendor === 'postgres' && instant.step === 'command';
const cases = effects.flatMap((effect, index) =>
  (['before', 'after'] as const).map((when) => ({ ...effect, when, name: `K${index}-${when}`.toUpperCase() })),
);
type Case = (typeof cases)[number];
const titled = cases.map((one) => [`${one.when} ${one.what}`, one] as const);

function commitOf(step: string, story: Story): Effect {
  return { what: `the commit of ${step}`, story, instant: { vendor: 'postgres', step } };
}

let gate: CommitGate;
let engine: Engine;
let scenario: Scenario;
let stories: Stories;
const ids = new Map<string, string>();
const reserving: string[] = [];
const asked: Promise<Answer | null>[] = [];
/** Commands whose own step is held: their callers are told to look later. */
const late: Promise<Answer | null>[] = [];
/** Both have died as they were to: without that, every order below would be waited for in vain. */
let killed = false;
/** Per order, whether it is held at its instant. */
const met = new Map<string, () => Promise<boolean>>();
const idOf = (name: string): string => ids.get(name) ?? '';

beforeAll(async () => {
  const database = await createTestDatabase();
  gate = await startCommitGate(database.url);
  engine = await startEngine({ database, by: { workers: gate.url }, workers: 2 });
  scenario = createScenario(engine);
  stories = createStories(scenario, engine.place);
  for (const { name } of cases) await stories.stock(name);
  const letters = cases.filter(({ instant }) => instant.vendor === 'mail').map(({ name }) => name);
  await engine.database.query
    .insert(customers)
    .values(letters.map((id) => ({ id, name: 'Zoé', email: mailOf(id), locale: 'fr', billTo })));
}, 120_000);
afterAll(async () => {
  await engine.close();
  await gate.close();
});

// Webhooks of the payment provider are held back: the new worker has to find out by itself.
it('two workers die with every order at an instant of its own, and another worker goes on', async () => {
  const later = cases.filter(({ story }) => story !== 'placed');
  await Promise.all(later.map(place));
  await Promise.all(later.map(({ story, name }) => stories.prepare(story, idOf(name))));
  await engine.stripe.webhooks({ hold: true });
  for (const worker of engine.workers) process.kill(worker.pid() ?? 0, 'SIGSTOP');
  await Promise.all(cases.filter(({ story }) => story === 'placed').map(place));
  const plan = async (one: Case) => {
    const orderId = idOf(one.name);
    if (one.parks) await engine.carrier.fault({ op: 'rates', mode: 'error_500', times: 99, match: orderId });
    met.set(one.name, await holdAt({ engine, gate }, { ...one, orderId }));
  };
  await Promise.all(cases.filter((one) => !commanded(one)).map(plan));
  for (const one of later) (commanded(one) ? late : asked).push(stories.command(one.story, idOf(one.name)));
  await Promise.all(cases.filter(commanded).map(plan));
  for (const worker of engine.workers) process.kill(worker.pid() ?? 0, 'SIGCONT');
  await expect.poll(notYet).toEqual([]);
  await holdReservations();

  await Promise.all(engine.workers.map((worker) => worker.end('SIGKILL')));
  // All of them, unless the machine was so busy that a call gave up its eight seconds before the kill.
  expect((await goneOn()).length).toBeLessThan(5);
  await Promise.all([engine.stripe.clearFaults(), engine.carrier.clearFaults()]);
  await engine.workers[0]?.start();
  // The dead workers' lease on a letter is two minutes long: let it be over.
  await engine.database.sql`update messages set next_attempt_at = now() where state = 'queued'`;
  killed = true;
}, 120_000);

const mailOf = (name: string): string => `${name.toLowerCase()}@example.com`;

async function notYet(): Promise<string[]> {
  const all = await Promise.all(cases.map(({ name }) => met.get(name)?.()));
  return cases.filter((_, index) => !all[index]).map(({ what, when }) => `${when} ${what}`);
}

/** Calls of a vendor whose answer we had written when the workers died: those were not killed at their instant. */
async function goneOn(): Promise<string[]> {
  const told = await Promise.all(cases.map(({ name }) => scenario.rows.events(idOf(name))));
  const passed = cases.filter(({ event }, index) => event !== undefined && told[index]?.includes(event));
  return passed.map(({ what, when }) => `${when} ${what}`);
}

async function place(one: Case): Promise<void> {
  const customer = one.instant.vendor === 'mail' ? { customerId: one.name } : {};
  ids.set(one.name, await stories.place(one.name, customer));
}

/**
 * A worker has one reservation on its way at a time, and others wait behind it: so these come last, until one worker
 * hangs before its call and the other one after it.
 */
async function holdReservations(): Promise<void> {
  const sku = await scenario.product('RESERVED', { MTL: 20 });
  const holds = (['before', 'after'] as const).map((when) => gate.hold({ marker: sku, at: 'statement', when }));
  await expect
    .poll(async () => {
      if (reserving.length < 20) reserving.push(await engine.place({ lines: [{ sku, quantity: 1 }] }));
      return holds.map((hold) => hold.met());
    })
    .toEqual([true, true]);
}

it.each(titled)('a worker killed %s: it is done, and done once', async (_, one) => {
  expect(killed).toBe(true);
  if (one.parks) await retryParked(idOf(one.name));
  // On a busy machine a call gives up before the kill, and its patient second try is noticed as dead after a minute.
  await expect.poll(() => stories.books(idOf(one.name), one.name), { timeout: 90_000 }).toEqual(endings[one.story]);
  const told = await scenario.rows.events(idOf(one.name));
  const once = told.filter((type) => /^(payment|refund|shipment)\./.test(type));
  expect(once).toEqual([...new Set(once)]);
});

/** It waits for a person once, who has it tried again. */
async function retryParked(id: string): Promise<void> {
  await engine.reaches(id, 'needs_intervention', 45_000);
  const parked = await engine.database.sql`select no, work, state, code from interventions where order_id = ${id}`;
  expect([...parked]).toEqual([{ no: 1, work: 'buy_label', state: 'open', code: 'provider_unknown' }]);
  expect((await scenario.rows.events(id)).filter((type) => type === 'order.parked')).toHaveLength(1);
  await scenario.must('agent', `/v1/orders/${id}/intervention`, { no: 1, resolution: 'retry', reason: 'seen' });
}

it('workers killed before and after a reservation: each order holds its units once', async () => {
  expect(killed).toBe(true);
  await Promise.all(reserving.map((id) => engine.reaches(id, 'confirmed', 45_000)));
  expect(await scenario.rows.shelf('RESERVED')).toEqual({ MTL: [20, reserving.length] });
  for (const id of reserving) expect(await scenario.rows.ledger(id)).toEqual([{ ordered: 1, reserved: 1 }]);
});

it('a letter that nobody took is sent again; one that was taken comes again under the same Message-ID', async () => {
  expect(killed).toBe(true);
  const copies = async (name: string) => (await engine.mail.inbox(mailOf(name))).map(({ messageId }) => messageId);
  const [before = '', after = ''] = cases.filter(({ instant }) => instant.vendor === 'mail').map(({ name }) => name);
  await expect.poll(() => copies(before)).toHaveLength(1);
  await expect.poll(() => copies(after)).toHaveLength(2);
  expect(new Set(await copies(after)).size).toBe(1);
});

it('an order whose time had come is completed', async () => {
  expect(killed).toBe(true);
  const over = cases.filter(({ story }) => story === 'corrected' || story === 'arrived');
  for (const { name } of over) await engine.reaches(idOf(name), 'completed', 45_000);
});

it('answers every command that was under way, and the audit finds nothing', async () => {
  expect(killed).toBe(true);
  const told = (await Promise.all(asked)).filter((answer) => answer !== null);
  expect(told.map(({ status }) => status)).toEqual(told.map(() => 200));
  for (const answer of await Promise.all(late)) expect([200, 202]).toContain(answer?.status);
  const open = () => engine.database.sql`select id, kind from commands where state = 'accepted'`;
  await expect.poll(async () => [...(await open())]).toEqual([]);
  await engine.stripe.webhooks({ hold: false });
  await expect.poll(() => engine.audit()).toEqual([]);
});
