/** Onboardings without Temporal: what people do through the API, and what time does, at instants of the test's choice. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '../../db/pool.ts';
import { spreadNews } from '../../db/processes/spread-news.ts';
import { inTransaction } from '../../db/transaction.ts';
import { renderMessage } from '../../domain/messages/render.ts';
import { onboardingMoves } from '../../domain/onboarding/onboarding-states.ts';
import { moveLife } from '../customers/move-life.ts';
import { type TestApi as Api, startApi } from '../harness/api.ts';
import { createTestApi, type TestApi } from '../harness/api-client.ts';
import { advanceOnboarding } from '../harness/live-onboarding.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { seed } from '../harness/seed.ts';
import { createDesk, done, meetProspect, openWelcomeDesk, publish } from './welcome-desk.ts';

let testDatabase: TestDatabase;
let database: Database;
let server: Api;
let api: TestApi;
let desk: ReturnType<typeof createDesk>;
let now: number;

/** Monday, nine o'clock in Montréal. */
const monday = Date.parse('2026-06-01T13:00:00Z');
const dayMs = 86_400_000;
/** A day after the end, in the demo's profile. */
const demoDayMs = 200;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await seed(database);
  server = await startApi({ databaseUrl: testDatabase.url });
  api = await createTestApi(server.url, database);
  await openWelcomeDesk({ api });
  desk = createDesk({ api, database });
  vi.spyOn(Date, 'now').mockImplementation(() => now);
});
beforeEach(() => {
  now = monday;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server.close();
  await database.close();
  await testDatabase.drop();
});

const world = () => ({ api, database });
const advance = (id: string) => advanceOnboarding(database, id, now);

/** Lets time pass as its workflow does: it wakes up whenever something is due, until then. */
async function until(id: string, instant: number): Promise<void> {
  for (;;) {
    const progress = await advance(id);
    if (progress.closed || progress.until === null || progress.until > instant) break;
    now = progress.until;
  }
  now = instant;
}

/** An order of theirs that was brought to the door: its row alone, as its process leaves it. */
async function deliverRow(customerId: string, at: number): Promise<string> {
  const orderId = `ORD-${Math.floor(at % 1_000_000_000)}-${Math.random().toString(36).slice(2, 8)}`;
  const instant = new Date(at).toISOString();
  await database.query.execute(sql`
    insert into orders (id, customer_id, status, currency, net_minor, tax_minor, total_minor, ship_to, payment_method,
      policy, placed_by, placed_at, channel, version, shortage_policy)
    values (${orderId}, ${customerId}, 'received', 'CAD', 0, 0, 0, '{}', 'account', '{}', 'test', ${instant}, 'web', 0, 'ask')`);
  await database.query.execute(sql`update orders set delivered_at = ${instant} where id = ${orderId}`);
  return orderId;
}

async function begin(more: object = {}, customer: Parameters<typeof meetProspect>[1] = {}) {
  const customerId = await meetProspect(world(), customer);
  const id = await desk.open({ customerId, ...more });
  await advance(id);
  return { id, customerId };
}

const codeOf = async (asked: ReturnType<TestApi['post']>): Promise<string> => (await asked).body.code;
const openTasks = (id: string) =>
  database.query.execute<{ kind: string; role: string; person: string | null }>(
    sql`select kind, role, person from tasks where process_id = ${id} and state = 'open' order by raised_at, kind`,
  );

describe('a template', () => {
  const version = (tasks: object[], id = 'circle') =>
    api.post('supervisor', `/v1/onboarding-templates/${id}/versions`, { name: { en: 'T', fr: 'T' }, tasks });
  const task = (id: string, dependsOn: string[] = [], more: object = {}) => ({
    ...{ id, title: { en: id, fr: id }, phase: 'kickoff', side: 'us', dueInDays: 1, dependsOn },
    ...more,
  });

  it('with a circle is refused by its name, in both languages, and is not kept', async () => {
    const refused = await version([task('start'), task('a', ['start', 'c']), task('b', ['a']), task('c', ['b'])]);
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'template_cycle',
        detail: expect.stringContaining('a → c → b → a'),
        detailFr: expect.stringContaining('Ces tâches s’attendent en rond : a → c → b → a'),
      },
    });
    expect((await api.get('agent', '/v1/onboarding-templates/circle')).status).toBe(404);
  });

  it('is refused for everything else that is wrong at once, each with its place', async () => {
    const refused = await version([
      task('a', ['x']),
      task('a'),
      task('b', [], { ladder: [{ afterDays: 1, tell: 'customer' }] }),
    ]);
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])).toEqual([
      ['/tasks/0/dependsOn', 'unknown_dependency'],
      ['/tasks/1', 'duplicate'],
      ['/tasks/2/ladder', 'bad_ladder'],
    ]);
    expect((await version([])).body.errors).toMatchObject([{ pointer: '/tasks', code: 'empty' }]);
  });

  it('never changes: a new version leaves 50 running ones alone, and the next one follows it', async () => {
    const id = await publish(world(), { a: [], b: ['a'] });
    const running = await Promise.all(Array.from({ length: 50 }, () => begin({ template: id })));
    await done(version([task('a'), task('z', ['a'])], id));
    for (const one of running) {
      const { templateVersion, tasks } = await desk.read(one.id);
      const ids = tasks.map((task: { id: string }) => task.id);
      expect({ templateVersion, ids }).toEqual({ templateVersion: 1, ids: ['a', 'b'] });
    }
    const [first] = running;
    await done(desk.complete(first?.id ?? '', 'a'));
    expect(await desk.states(first?.id ?? '')).toEqual({ a: 'done', b: 'ready' });
    expect(await desk.states((await begin({ template: id })).id)).toEqual({ a: 'ready', z: 'blocked' });
    const old = await api.get('agent', `/v1/onboarding-templates/${id}/versions/1`);
    expect(old.body.tasks.map((one: { id: string }) => one.id)).toEqual(['a', 'b']);
    const rewrite = sql`update onboarding_templates set tasks = '[]' where id = ${id}`;
    await expect(database.query.execute(rewrite)).rejects.toThrow();
  });
});

describe('tasks', () => {
  it('are ready in parallel, and none before what it waits for', async () => {
    const template = await publish(world(), {
      call: [],
      account: ['call'],
      data: ['call'],
      train: ['account', 'data'],
    });
    const { id } = await begin({ template });
    expect(await codeOf(desk.complete(id, 'train'))).toBe('task_blocked');
    expect((await done(desk.complete(id, 'call'))).result.ready).toEqual(['account', 'data']);
    expect(await codeOf(desk.complete(id, 'call'))).toBe('task_done_before');
    expect(await codeOf(desk.complete(id, 'nothing'))).toBe('not_found');
    const answers = await Promise.all([desk.complete(id, 'account'), desk.complete(id, 'data')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await desk.states(id)).toMatchObject({ train: 'ready' });
  });

  it('are done with the evidence they ask for, and not without', async () => {
    const template = await publish(
      world(),
      { data: [], day: [] },
      { data: { evidence: 'file' }, day: { evidence: 'date' } },
    );
    const { id } = await begin({ template });
    expect(await codeOf(desk.complete(id, 'data'))).toBe('task_evidence_missing');
    expect(await codeOf(desk.complete(id, 'day', 'next week'))).toBe('task_evidence_wrong');
    await done(desk.complete(id, 'data', 'customers.csv'));
    await done(desk.complete(id, 'day', '2026-06-24'));
    expect((await desk.read(id)).tasks).toMatchObject([{ brought: 'customers.csv' }, { brought: '2026-06-24' }]);
  });

  it('undone block whatever came after them, and lead back to their phase', async () => {
    const phases = {
      data: { phase: 'provisioning' },
      train: { phase: 'training' },
      live: { phase: 'go_live' },
    } as const;
    const template = await publish(
      world(),
      { call: [], data: ['call'], train: ['data'], live: ['train'], tea: ['call'] },
      phases,
    );
    const { id } = await begin({ template });
    for (const task of ['call', 'tea', 'data', 'train']) await done(desk.complete(id, task));
    expect(await desk.statusOf(id)).toBe('go_live');
    expect((await done(desk.reopen(id, 'data'))).result.blocked).toEqual(['train', 'live']);
    expect(await desk.states(id)).toEqual({
      call: 'done',
      data: 'ready',
      train: 'blocked',
      live: 'blocked',
      tea: 'done',
    });
    expect(await desk.statusOf(id)).toBe('provisioning');
    expect(await codeOf(desk.reopen(id, 'train'))).toBe('task_not_done');
    await done(desk.complete(id, 'data'));
    expect(await desk.states(id)).toMatchObject({ train: 'ready', live: 'blocked' });
    expect((await desk.read(id)).actions).toContainEqual(
      expect.objectContaining({
        kind: 'complete',
        subject: 'train',
        path: `/v1/onboardings/${id}/tasks/train/complete`,
      }),
    );
  });
});

describe('a late task', () => {
  it('reminds the customer after 2 and 5 working days in their contact’s French, then owner and manager', async () => {
    const customerId = await meetProspect(world(), { locale: 'en' });
    await database.query.execute(sql`
      insert into contacts (customer_id, no, name, email, locale, role)
      values (${customerId}, 1, 'Léa', 'lea@example.com', 'fr', 'logistics')`);
    const title = { en: 'Send the addresses', fr: 'Envoyer les adresses' };
    const template = await publish(world(), { data: [] }, { data: { title } });
    const id = await desk.open({ customerId, template, contact: 1 });
    const at = async (instant: string) => {
      await until(id, Date.parse(instant));
      return [(await desk.told(id)).filter((step) => step.startsWith('reminder')), await openTasks(id)];
    };
    // Due on Thursday the 4th; two working days on it is Monday.
    expect((await desk.read(id)).tasks[0].dueAt).toBe('2026-06-04T13:00:00.000Z');
    expect(await at('2026-06-08T12:59:00Z')).toEqual([[], []]);
    expect(await at('2026-06-08T13:00:00Z')).toEqual([['reminder-data-1-2'], []]);
    expect((await at('2026-06-11T13:00:00Z'))[0]).toEqual(['reminder-data-1-2', 'reminder-data-1-5']);
    const owner = { kind: 'onboarding_overdue', role: 'agent', person: 'odile' };
    expect(await at('2026-06-15T13:00:00Z')).toMatchObject([{ length: 2 }, expect.arrayContaining([owner])]);
    const manager = { kind: 'onboarding_overdue', role: 'supervisor', person: 'maud' };
    const [, tasks] = await at('2026-06-18T13:00:00Z');
    expect(tasks).toEqual(expect.arrayContaining([owner, manager]));

    const [mail] = await database.sql<{ to: string; locale: 'fr'; params: Record<string, unknown> }[]>`
      select p.email as to, p.locale, m.params || jsonb_build_object('customerName', p.name) as params
      from messages m join contacts p on p.customer_id = m.customer_id and p.no = m.contact_no
      where m.id = ${`${id}-reminder-data-1-2`}`;
    expect(mail?.to).toBe('lea@example.com');
    const { subject, text } = renderMessage('onboarding_reminder', mail?.locale ?? 'fr', mail?.params ?? {});
    expect(subject).toBe(`Rappel : Envoyer les adresses (${id})`);
    expect(text).toContain('prévu pour le 4 juin 2026');

    await done(desk.complete(id, 'data'));
    expect(await openTasks(id)).toEqual([]);
  });

  it('of ours is never told to the customer, and counts by our calendar where theirs has a holiday', async () => {
    const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
    await done(
      api.put('supervisor', '/v1/calendars/ca-qc', { zone: 'America/Toronto', week, holidays: ['2026-06-02'] }),
    );
    const template = await publish(
      world(),
      { ours: [], theirs: [] },
      { ours: { side: 'us', dueInDays: 1, evidence: 'file' }, theirs: { dueInDays: 1 } },
    );
    const { id } = await begin({ template });
    const { tasks, calendar, customerCalendar } = await desk.read(id);
    expect([calendar, customerCalendar]).toEqual(['office@1', 'ca-qc@1']);
    expect(tasks.map(({ dueAt }: { dueAt: string }) => dueAt.slice(0, 10))).toEqual(['2026-06-02', '2026-06-03']);
    await done(desk.complete(id, 'theirs'));
    await until(id, monday + 14 * dayMs);
    expect((await desk.told(id)).filter((step) => step.startsWith('reminder'))).toEqual([]);
    expect((await openTasks(id)).map(({ person }) => person)).toEqual(['odile', 'maud']);
    // What it wants to be shown is asked for here too: nobody closes it with a tick.
    const listed = (await api.get('agent', `/v1/tasks?process=${id}&person=odile`)).body.data;
    expect(listed).toMatchObject([{ evidenceWanted: 'file', processId: id }]);
    const ticked = api.post('admin', `/v1/tasks/${listed[0].id}/completion`, { outcome: 'done' });
    expect(await codeOf(ticked)).toBe('task_evidence_missing');
  });
});

describe('a quiet customer', () => {
  it('stalls it, their sponsor is told in their language, and any sign of theirs lets it go on', async () => {
    const customerId = await meetProspect(world(), { locale: 'en' });
    await database.query.execute(sql`
      insert into contacts (customer_id, no, name, email, locale, role)
      values (${customerId}, 1, 'Guy', 'guy@example.com', 'fr', 'sponsor')`);
    const id = await desk.open({ customerId, template: await publish(world(), { data: [], more: [] }) });
    expect((await desk.read(id)).stallsAt).toBe(new Date(monday + 14 * dayMs).toISOString());
    await until(id, monday + 14 * dayMs);
    await advance(id);
    expect(await desk.read(id)).toMatchObject({ status: 'stalled', waiting: { for: 'sign_of_life' } });
    const told = () =>
      database.query.execute(sql`
      select step, contact_no as contact from messages where process = ${`onboarding/${id}`} and template = 'onboarding_stalled' order by step`);
    expect(await told()).toEqual([{ step: 'stalled-1', contact: 1 }]);
    await until(id, now + 30 * dayMs);
    expect(await told()).toHaveLength(1);

    await done(api.post('agent', `/v1/customers/${customerId}/interactions`, { kind: 'call' }));
    await spreadNews(database, 100);
    const [row] = await database.query.execute(
      sql`select nudge_at is not null as nudged from processes where id = ${id}`,
    );
    expect(row).toEqual({ nudged: true });
    await advance(id);
    expect(await desk.statusOf(id)).toBe('kickoff');
    await until(id, now + 14 * dayMs);
    await advance(id);
    expect((await told()).map(({ step }) => step)).toEqual(['stalled-1', 'stalled-2']);
    await done(desk.complete(id, 'data'));
    expect(await desk.statusOf(id)).toBe('kickoff');
  });

  it('puts the stall off with no call of a day to come, nor with a clock that runs a little ahead', async () => {
    const template = await publish(world(), { data: [] });
    const { id, customerId } = await begin({ template });
    const called = (at: number) =>
      api.post('agent', `/v1/customers/${customerId}/interactions`, { kind: 'call', at: new Date(at).toISOString() });
    const refused = await called(monday + 30 * dayMs);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/at' }] } });
    expect((await desk.read(id)).stallsAt).toBe(new Date(monday + 14 * dayMs).toISOString());
    expect((await called(monday + 30_000)).body).toMatchObject({ at: new Date(monday).toISOString() });
    await until(id, monday + 14 * dayMs);
    await advance(id);
    expect(await desk.statusOf(id)).toBe('stalled');
  });

  it('is not stalled while only we have something to do', async () => {
    const template = await publish(world(), { ours: [], theirs: ['ours'] }, { ours: { side: 'us' } });
    const { id } = await begin({ template });
    await until(id, monday + 60 * dayMs);
    expect(await desk.read(id)).toMatchObject({ status: 'kickoff', stallsAt: null, waiting: { for: 'our_tasks' } });
    await done(desk.complete(id, 'ours'));
    expect((await desk.read(id)).stallsAt).toBe(new Date(now + 14 * dayMs).toISOString());
  });
});

describe('the first delivered order', () => {
  const finished = (events: string[]) =>
    events.filter((type) => /activated|finished|completed$/.test(type) && !/task/.test(type));

  it('activates once, whatever is delivered after it and however often it looks', async () => {
    const { id, customerId } = await begin({ template: await publish(world(), { a: [] }) });
    const [first] = [await deliverRow(customerId, now + 1000), await deliverRow(customerId, now + 2000)];
    await spreadNews(database, 100);
    now += 5000;
    const once = await advance(id);
    expect(await advance(id)).toEqual(once);
    const { activatedBy, timeToFirstValueMs, status } = await desk.read(id);
    expect({ activatedBy, timeToFirstValueMs, status }).toEqual({
      activatedBy: first,
      timeToFirstValueMs: 1000,
      status: 'kickoff',
    });
    await done(desk.complete(id, 'a'));
    expect(await desk.statusOf(id)).toBe('completed');
    await deliverRow(customerId, now + 3000);
    const after = await advance(id);
    expect(await advance(id)).toEqual(after);
    expect(finished(await desk.events(id))).toEqual([
      'onboarding.activated',
      'onboarding.finished',
      'onboarding.completed',
    ]);
    const moved = sql`select 1 from events where aggregate_id = ${customerId} and type = 'customer.active'`;
    expect(await database.query.execute(moved)).toHaveLength(1);
  });

  it('ends it when everything else was done before, and only then', async () => {
    const { id, customerId } = await begin({ template: await publish(world(), { a: [] }) });
    await done(desk.complete(id, 'a'));
    await advance(id);
    expect(await desk.read(id)).toMatchObject({ status: 'verification', waiting: { for: 'first_order' } });
    expect(await desk.lifecycleOf(customerId)).toBe('onboarding');
    await deliverRow(customerId, now + 1000);
    await advance(id);
    expect(await desk.statusOf(id)).toBe('completed');
    expect(await desk.lifecycleOf(customerId)).toBe('active');
    expect(await codeOf(desk.reopen(id, 'a'))).toBe('process_closed');
  });

  it('of the time before does not count', async () => {
    const customerId = await meetProspect(world());
    await deliverRow(customerId, now - dayMs);
    const id = await desk.open({ customerId, template: await publish(world(), { a: [] }) });
    await done(desk.complete(id, 'a'));
    await advance(id);
    expect(await desk.read(id)).toMatchObject({ status: 'verification', activatedAt: null });
  });
});

describe('after the end', () => {
  async function completed() {
    const { id, customerId } = await begin({ template: await publish(world(), { a: [] }) });
    await done(desk.complete(id, 'a'));
    await deliverRow(customerId, now);
    await advance(id);
    return { id, customerId };
  }
  const asked = async (id: string) => (await desk.told(id)).filter((step) => step.startsWith('check-in'));
  const outcomes = async (id: string) =>
    (await desk.read(id)).checkIns.map(({ outcome }: { outcome: string }) => outcome);

  it('asks thrice and closes', async () => {
    const { id } = await completed();
    const before = now;
    for (const day of [30, 60, 90]) {
      now = before + day * demoDayMs;
      expect((await advance(id)).closed).toBe(day === 90);
    }
    expect(await asked(id)).toEqual(['check-in-30', 'check-in-60', 'check-in-90']);
  });

  it('asks nobody who is leaving at that instant, and asks again who stays', async () => {
    const { id, customerId } = await completed();
    const before = now;
    const move = (to: 'exiting' | 'active') => inTransaction(database, (tx) => moveLife(tx, customerId, to));
    await move('exiting');
    now = before + 30 * demoDayMs;
    await advance(id);
    expect(await asked(id)).toEqual([]);
    await move('active');
    now = before + 60 * demoDayMs;
    await advance(id);
    expect(await asked(id)).toEqual(['check-in-60']);
    expect(await outcomes(id)).toEqual(['withheld', 'told', null]);
  });

  it('asks once when several were missed', async () => {
    const { id } = await completed();
    now += 100 * demoDayMs;
    await advance(id);
    expect(await asked(id)).toEqual(['check-in-90']);
    expect(await outcomes(id)).toEqual(['missed', 'missed', 'told']);
  });
});

describe('ending before the end', () => {
  const phases = ['kickoff', 'provisioning', 'training', 'go_live', 'verification'] as const;

  it('is possible in every open status, and nothing is sent after it', async () => {
    const chain = Object.fromEntries(
      phases.map((phase, no) => [phase.replace('_', '-'), no === 0 ? [] : [phases[no - 1]?.replace('_', '-') ?? '']]),
    );
    const template = await publish(
      world(),
      chain,
      Object.fromEntries(phases.map((phase) => [phase.replace('_', '-'), { phase }])),
    );
    const reach = {
      created: async () =>
        desk.open({ customerId: await meetProspect(world()), template, startAt: new Date(now + dayMs).toISOString() }),
      stalled: async () => {
        const { id } = await begin({ template });
        await until(id, monday + 14 * dayMs);
        await advance(id);
        return id;
      },
      ...Object.fromEntries(
        phases.map((phase, no) => [
          phase,
          async () => {
            const { id } = await begin({ template });
            for (const done_ of phases.slice(0, no)) await done(desk.complete(id, done_.replace('_', '-')));
            return id;
          },
        ]),
      ),
    };
    const open = Object.entries(onboardingMoves).filter(([, to]) => to.length > 0);
    expect(Object.keys(reach).sort()).toEqual(open.map(([status]) => status).sort());
    for (const [status, arrive] of Object.entries(reach)) {
      now = monday;
      const id = await arrive();
      expect(await desk.statusOf(id)).toBe(status);
      await done(desk.cancel(id));
      expect(await desk.read(id)).toMatchObject({
        status: 'cancelled',
        cancelReason: 'they start next year',
        actions: [],
      });
      const before = await desk.told(id);
      now += 100 * dayMs;
      expect(await advance(id)).toMatchObject({ closed: true, until: null });
      expect(await desk.told(id)).toEqual(before);
      expect(await openTasks(id)).toEqual([]);
      expect(await codeOf(desk.cancel(id))).toBe('process_closed');
    }
  });

  it('is what an exit does, which is re-read before anything else is done', async () => {
    const { id, customerId } = await begin({ template: await publish(world(), { a: [], b: [] }) });
    await done(desk.complete(id, 'b'));
    await deliverRow(customerId, now);
    await inTransaction(database, (tx) => moveLife(tx, customerId, 'exiting'));
    expect(await codeOf(desk.complete(id, 'a'))).toBe('customer_leaving');
    await spreadNews(database, 100);
    await advance(id);
    expect(await desk.read(id)).toMatchObject({ status: 'cancelled', cancelReason: 'customer exiting' });
    expect(await desk.lifecycleOf(customerId)).toBe('exiting');
  });
});

describe('opening', () => {
  it('is for one at a time, also when ten ask at once', async () => {
    const customerId = await meetProspect(world());
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.post('agent', '/v1/onboardings', { customerId, owner: 'odile' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
  });

  it('waits for its day when it is told one', async () => {
    const customerId = await meetProspect(world());
    const startAt = new Date(now + 3 * dayMs).toISOString();
    const id = await desk.open({ customerId, startAt, template: await publish(world(), { a: [] }) });
    await advance(id);
    expect(await desk.read(id)).toMatchObject({ status: 'created', waiting: { for: 'start', until: startAt } });
    expect(await codeOf(desk.complete(id, 'a'))).toBe('process_not_in_status');
    expect(await desk.told(id)).toEqual([]);
    now += 3 * dayMs;
    await advance(id);
    expect(await desk.statusOf(id)).toBe('kickoff');
    expect(await desk.told(id)).toEqual(['todo-a-1', 'welcome']);
  });

  it('leaves an active customer what they are, and refuses who is leaving, who is unknown, and what is', async () => {
    const { id, customerId } = await begin({ template: await publish(world(), { a: [] }) }, { lifecycle: 'active' });
    await done(desk.complete(id, 'a'));
    await deliverRow(customerId, now);
    await advance(id);
    expect([await desk.statusOf(id), await desk.lifecycleOf(customerId)]).toEqual(['completed', 'active']);
    const open = (body: object) => api.post('agent', '/v1/onboardings', { owner: 'odile', ...body });
    const leaver = await meetProspect(world(), { lifecycle: 'exiting' });
    expect(await codeOf(open({ customerId: leaver }))).toBe('customer_cannot_buy');
    for (const [body, pointer] of [
      [{ customerId: 'CUS-NOBODY' }, '/customerId'],
      [{ customerId, template: 'none' }, '/template'],
      [{ customerId, calendar: 'none' }, '/calendar'],
      [{ customerId, contact: 7 }, '/contact'],
    ] as const) {
      expect((await open(body)).body.errors).toMatchObject([{ pointer }]);
    }
  });

  it('is listed page by page, and found by customer and owner', async () => {
    const { id, customerId } = await begin();
    const first = (await api.get('agent', '/v1/onboardings?limit=2')).body;
    expect(first.data).toHaveLength(2);
    const second = (await api.get('agent', `/v1/onboardings?limit=2&cursor=${first.page.next}`)).body;
    expect(new Set([...first.data, ...second.data].map((one: { id: string }) => one.id)).size).toBe(4);
    const found = (await api.get('agent', `/v1/onboardings?customer=${customerId}&owner=odile&status=kickoff`)).body
      .data;
    expect(found).toMatchObject([{ id, tasks: 7, done: 0 }]);
  });
});
