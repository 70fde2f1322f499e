/** Onboardings without Temporal: how they are opened, by which template, and what people do in them. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, dayMs, type OnboardingDays, openOnboardingDays } from './onboarding-days.ts';
import { done, meetProspect, publish } from './welcome-desk.ts';

let days: OnboardingDays;

beforeAll(async () => {
  days = await openOnboardingDays();
});
beforeEach(() => days.beginAnew());
afterAll(() => days.close());

describe('a template', () => {
  const version = (tasks: object[], id = 'circle') =>
    days.api.post('supervisor', `/v1/onboarding-templates/${id}/versions`, { name: { en: 'T', fr: 'T' }, tasks });
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
        detailFr: expect.stringContaining('Ces tâches s’attendent en rond\u00a0: a → c → b → a'),
      },
    });
    expect((await days.api.get('agent', '/v1/onboarding-templates/circle')).status).toBe(404);
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
    const id = await publish(days, { a: [], b: ['a'] });
    const running = await Promise.all(Array.from({ length: 50 }, () => days.begin({ template: id })));
    await done(version([task('a'), task('z', ['a'])], id));
    for (const one of running) {
      const { templateVersion, tasks } = await days.desk.read(one.id);
      const ids = tasks.map((task: { id: string }) => task.id);
      expect({ templateVersion, ids }).toEqual({ templateVersion: 1, ids: ['a', 'b'] });
    }
    const [first] = running;
    await done(days.desk.complete(first?.id ?? '', 'a'));
    expect(await days.desk.states(first?.id ?? '')).toEqual({ a: 'done', b: 'ready' });
    expect(await days.desk.states((await days.begin({ template: id })).id)).toEqual({ a: 'ready', z: 'blocked' });
    const old = await days.api.get('agent', `/v1/onboarding-templates/${id}/versions/1`);
    expect(old.body.tasks.map((one: { id: string }) => one.id)).toEqual(['a', 'b']);
    const rewrite = sql`update onboarding_templates set tasks = '[]' where id = ${id}`;
    await expect(days.database.query.execute(rewrite)).rejects.toThrow();
  });
});

describe('tasks', () => {
  it('are ready in parallel, and none before what it waits for', async () => {
    const template = await publish(days, {
      call: [],
      account: ['call'],
      data: ['call'],
      train: ['account', 'data'],
    });
    const { id } = await days.begin({ template });
    expect(await codeOf(days.desk.complete(id, 'train'))).toBe('task_blocked');
    expect((await done(days.desk.complete(id, 'call'))).result.ready).toEqual(['account', 'data']);
    expect(await codeOf(days.desk.complete(id, 'call'))).toBe('task_done_before');
    expect(await codeOf(days.desk.complete(id, 'nothing'))).toBe('not_found');
    const answers = await Promise.all([days.desk.complete(id, 'account'), days.desk.complete(id, 'data')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await days.desk.states(id)).toMatchObject({ train: 'ready' });
  });

  it('are done with the evidence they ask for, and not without', async () => {
    const template = await publish(
      days,
      { data: [], day: [] },
      { data: { evidence: 'file' }, day: { evidence: 'date' } },
    );
    const { id } = await days.begin({ template });
    expect(await codeOf(days.desk.complete(id, 'data'))).toBe('task_evidence_missing');
    expect(await codeOf(days.desk.complete(id, 'day', 'next week'))).toBe('task_evidence_wrong');
    await done(days.desk.complete(id, 'data', 'customers.csv'));
    await done(days.desk.complete(id, 'day', '2026-06-24'));
    expect((await days.desk.read(id)).tasks).toMatchObject([{ brought: 'customers.csv' }, { brought: '2026-06-24' }]);
  });

  it('undone block whatever came after them, and lead back to their phase', async () => {
    const phases = {
      data: { phase: 'provisioning' },
      train: { phase: 'training' },
      live: { phase: 'go_live' },
    } as const;
    const template = await publish(
      days,
      { call: [], data: ['call'], train: ['data'], live: ['train'], tea: ['call'] },
      phases,
    );
    const { id } = await days.begin({ template });
    for (const task of ['call', 'tea', 'data', 'train']) await done(days.desk.complete(id, task));
    expect(await days.desk.statusOf(id)).toBe('go_live');
    expect((await done(days.desk.reopen(id, 'data'))).result.blocked).toEqual(['train', 'live']);
    expect(await days.desk.states(id)).toEqual({
      call: 'done',
      data: 'ready',
      train: 'blocked',
      live: 'blocked',
      tea: 'done',
    });
    expect(await days.desk.statusOf(id)).toBe('provisioning');
    expect(await codeOf(days.desk.reopen(id, 'train'))).toBe('task_not_done');
    await done(days.desk.complete(id, 'data'));
    expect(await days.desk.states(id)).toMatchObject({ train: 'ready', live: 'blocked' });
    expect((await days.desk.read(id)).actions).toContainEqual(
      expect.objectContaining({
        kind: 'complete',
        subject: 'train',
        path: `/v1/onboardings/${id}/tasks/train/complete`,
      }),
    );
  });
});

describe('opening', () => {
  it('is for one at a time, also when ten ask at once', async () => {
    const customerId = await meetProspect(days);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => days.api.post('agent', '/v1/onboardings', { customerId, owner: 'odile' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
  });

  it('waits for its day when it is told one', async () => {
    const customerId = await meetProspect(days);
    const startAt = new Date(days.clock.now + 3 * dayMs).toISOString();
    const id = await days.desk.open({ customerId, startAt, template: await publish(days, { a: [] }) });
    await days.advance(id);
    expect(await days.desk.read(id)).toMatchObject({ status: 'created', waiting: { for: 'start', until: startAt } });
    expect(await codeOf(days.desk.complete(id, 'a'))).toBe('process_not_in_status');
    expect(await days.desk.told(id)).toEqual([]);
    days.clock.now += 3 * dayMs;
    await days.advance(id);
    expect(await days.desk.statusOf(id)).toBe('kickoff');
    expect(await days.desk.told(id)).toEqual(['welcome', 'todo-a-1']);
  });

  it('leaves an active customer what they are, and refuses who is leaving, who is unknown, and what is', async () => {
    const { id, customerId } = await days.begin({ template: await publish(days, { a: [] }) }, { lifecycle: 'active' });
    await done(days.desk.complete(id, 'a'));
    await days.deliverRow(customerId, days.clock.now);
    await days.advance(id);
    expect([await days.desk.statusOf(id), await days.desk.lifecycleOf(customerId)]).toEqual(['completed', 'active']);
    const open = (body: object) => days.api.post('agent', '/v1/onboardings', { owner: 'odile', ...body });
    const leaver = await meetProspect(days, { lifecycle: 'exiting' });
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
    const { id, customerId } = await days.begin();
    const first = (await days.api.get('agent', '/v1/onboardings?limit=2')).body;
    expect(first.data).toHaveLength(2);
    const second = (await days.api.get('agent', `/v1/onboardings?limit=2&cursor=${first.page.next}`)).body;
    expect(new Set([...first.data, ...second.data].map((one: { id: string }) => one.id)).size).toBe(4);
    const found = (await days.api.get('agent', `/v1/onboardings?customer=${customerId}&owner=odile&status=kickoff`))
      .body.data;
    expect(found).toMatchObject([{ id, tasks: 7, done: 0 }]);
  });
});
