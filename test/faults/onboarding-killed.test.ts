/** Onboardings whose worker is killed at each of their steps, before and after its commit: all is told and done once. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../harness/postgres.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { createDesk, done, meetProspect, openWelcomeDesk, publish } from '../onboarding/welcome-desk.ts';
import { type CommitGate, startCommitGate } from './commit-gate.ts';
import { type Engine, startEngine } from './engine.ts';

const dayMs = 86_400_000;
const moments = ['welcome', 'overdue', 'first order', 'check-in'] as const;
type Moment = (typeof moments)[number];
type Life = {
  readonly moment: Moment;
  readonly when: 'before' | 'after';
  readonly customerId: string;
  readonly id: string;
  readonly orderId: string;
};

let gate: CommitGate;
let engine: Engine;
let scenario: Scenario;
let desk: ReturnType<typeof createDesk>;
let template: string;
const lives: Life[] = [];

beforeAll(async () => {
  const database = await createTestDatabase();
  gate = await startCommitGate(database.url);
  engine = await startEngine({ database, by: { workers: gate.url } });
  scenario = createScenario(engine);
  await scenario.product('FIRST', { MTL: 20 });
  await openWelcomeDesk(engine);
  desk = createDesk(engine);
  template = await publish(engine, { data: [] }, { data: { dueInDays: 1 } });
}, 120_000);
afterAll(async () => {
  await engine?.close();
  await gate?.close();
});

const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  engine.database.query.execute<T>(query);

/** Check-ins come when the test says so. */
const askIn = (id: string, ms: number) =>
  rows(
    sql`update onboardings set policy = ${JSON.stringify({ checkIns: [{ day: 30, afterMs: ms }] })}::jsonb where id = ${id}`,
  );

/** Everything of it that needs a worker, up to the step at which that one will be killed. */
async function prepare(moment: Moment): Promise<Omit<Life, 'moment' | 'when'>> {
  const customerId = await meetProspect(engine);
  if (moment === 'welcome' || moment === 'overdue') return { customerId, id: '', orderId: '' };
  const id = await desk.open({ customerId, template });
  await askIn(id, dayMs);
  await done(desk.complete(id, 'data'));
  await expect.poll(() => desk.told(id)).toContain('welcome');
  const orderId = await engine.place({ customerId, lines: [{ sku: 'FIRST', quantity: 1 }] });
  await scenario.send(`${orderId}-S1`);
  if (moment === 'check-in') {
    await scenario.scanned(`${orderId}-S1`, 'delivered');
    await expect.poll(() => desk.statusOf(id)).toBe('completed');
  }
  return { customerId, id, orderId };
}

/** What happens while no worker runs, and has to be acted upon. */
const meanwhile = {
  welcome: async ({ customerId }) => desk.open({ customerId, template }),
  overdue: async ({ customerId }) => {
    await rows(sql`insert into contacts (customer_id, no, name, email, locale, role)
      values (${customerId}, 1, 'Guy', ${`guy-${customerId}@example.com`}, 'fr', 'sponsor')`);
    const id = await desk.open({ customerId, template });
    await rows(sql`update onboardings set start_at = now() - interval '60 days' where id = ${id}`);
    return id;
  },
  'first order': async ({ id, orderId }) => {
    await scenario.scanned(`${orderId}-S1`, 'delivered');
    return id;
  },
  'check-in': async ({ id }) => {
    await askIn(id, 1);
    await rows(sql`update processes set nudge_at = now() where id = ${id}`);
    return id;
  },
} satisfies Record<Moment, (life: Pick<Life, 'customerId' | 'id' | 'orderId'>) => Promise<string>>;

it('the worker dies before and after the commit of each step, and another one goes on', async () => {
  const asked = moments.flatMap((moment) => (['before', 'after'] as const).map((when) => ({ moment, when })));
  const prepared = await Promise.all(asked.map(async (one) => ({ ...one, ...(await prepare(one.moment)) })));
  const [worker] = engine.workers;
  const pid = worker?.pid() ?? 0;
  process.kill(pid, 'SIGSTOP');
  for (const life of prepared) lives.push({ ...life, id: await meanwhile[life.moment](life) });
  const holds = lives.map(({ id, when }) => gate.hold({ marker: `onboarding/${id}/`, at: 'commit', when }));
  process.kill(pid, 'SIGCONT');
  await expect.poll(() => lives.filter((_, index) => !holds[index]?.met())).toEqual([]);
  await worker?.end('SIGKILL');
  await worker?.start();
  // The dead worker's lease on a letter is two minutes long: let it be over.
  await rows(sql`update messages set next_attempt_at = now() where state = 'queued'`);
}, 180_000);

const ofMoment = (moment: Moment): Life[] => lives.filter((life) => life.moment === moment);
const toldOf = async ({ id }: Life) => (await desk.told(id)).map((step) => step.replace(/-\d+(?=-|$)/, '')).sort();
const tasksOf = async ({ id }: Life) =>
  (
    await rows<{ kind: string; role: string }>(
      sql`select kind, role from tasks where process_id = ${id} order by kind, role`,
    )
  ).map(({ kind, role }) => `${kind} ${role}`);

it('the first step is made once: welcomed, and told what is to do', async () => {
  for (const life of ofMoment('welcome')) {
    await expect.poll(() => toldOf(life)).toEqual(['todo-data', 'welcome']);
    expect(await desk.statusOf(life.id)).toBe('kickoff');
    expect((await desk.events(life.id)).filter((type) => type === 'onboarding.started')).toHaveLength(1);
  }
});

it('a late task is told of once: the customer, the owner, the manager, and the sponsor', async () => {
  for (const life of ofMoment('overdue')) {
    await expect.poll(() => desk.statusOf(life.id)).toBe('stalled');
    expect(await toldOf(life)).toEqual(['reminder-data-5', 'stalled', 'todo-data', 'welcome']);
    expect(await tasksOf(life)).toEqual([
      'onboarding_overdue agent',
      'onboarding_overdue supervisor',
      'onboarding_stalled agent',
    ]);
  }
});

it('the first delivered order activates once, and makes the customer active once', async () => {
  for (const life of [...ofMoment('first order'), ...ofMoment('check-in')]) {
    await expect.poll(() => desk.statusOf(life.id)).toBe('completed');
    const events = await desk.events(life.id);
    for (const once of ['onboarding.activated', 'onboarding.finished', 'onboarding.completed'])
      expect(events.filter((type) => type === once)).toHaveLength(1);
    expect(await desk.read(life.id)).toMatchObject({ activatedBy: life.orderId });
    const became = sql`select 1 from events where aggregate_id = ${life.customerId} and type = 'customer.active'`;
    expect(await rows(became)).toHaveLength(1);
  }
});

it('after the end the customer is asked once how it goes', async () => {
  for (const life of ofMoment('check-in')) {
    await expect.poll(async () => (await desk.told(life.id)).filter((step) => step === 'check-in-30')).toHaveLength(1);
    expect(await rows(sql`select outcome from onboarding_check_ins where onboarding_id = ${life.id}`)).toEqual([
      { outcome: 'told' },
    ]);
  }
});

it('the reminder comes by mail, in French, under one Message-ID; the sponsor’s letter too', async () => {
  for (const { id, customerId } of ofMoment('overdue')) {
    const letters = async (to: string, subject: string) =>
      (await engine.mail.inbox(to)).filter((letter) => letter.subject === subject);
    const reminded = () => letters(`${customerId}@example.com`, `Rappel\u00a0: data (${id})`);
    await expect.poll(reminded).not.toEqual([]);
    const copies = await reminded();
    expect(new Set(copies.map(({ messageId }) => messageId)).size).toBe(1);
    expect(copies[0]?.text).toMatch(/Ceci était prévu pour le .+ et votre accueil .+ attend/s);
    await expect.poll(() => letters(`guy-${customerId}@example.com`, `L’accueil ${id} est à l’arrêt`)).not.toEqual([]);
  }
});

it('the audit finds nothing', async () => {
  await expect.poll(() => engine.audit()).toEqual([]);
});
