/** Onboardings without Temporal: what time does to a task that is late, and to a customer who says nothing. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { spreadNews } from '../../db/processes/spread-news.ts';
import { renderMessage } from '../../domain/messages/render.ts';
import { codeOf, dayMs, monday, type OnboardingDays, openOnboardingDays } from './onboarding-days.ts';
import { done, meetProspect, publish } from './welcome-desk.ts';

let days: OnboardingDays;

beforeAll(async () => {
  days = await openOnboardingDays();
});
beforeEach(() => days.beginAnew());
afterAll(() => days.close());

describe('a late task', () => {
  it('reminds the customer after 2 and 5 working days in their contact’s French, then owner and manager', async () => {
    const customerId = await meetProspect(days, { locale: 'en' });
    await days.database.query.execute(sql`
      insert into contacts (customer_id, no, name, email, locale, role)
      values (${customerId}, 1, 'Léa', 'lea@example.com', 'fr', 'logistics')`);
    const title = { en: 'Send the addresses', fr: 'Envoyer les adresses' };
    const template = await publish(days, { data: [] }, { data: { title } });
    const id = await days.desk.open({ customerId, template, contact: 1 });
    const at = async (instant: string) => {
      await days.until(id, Date.parse(instant));
      return [(await days.desk.told(id)).filter((step) => step.startsWith('reminder')), await days.openTasks(id)];
    };
    // Due on Thursday the 4th; two working days on it is Monday.
    expect((await days.desk.read(id)).tasks[0].dueAt).toBe('2026-06-04T13:00:00.000Z');
    expect(await at('2026-06-08T12:59:00Z')).toEqual([[], []]);
    expect(await at('2026-06-08T13:00:00Z')).toEqual([['reminder-data-1-2'], []]);
    expect((await at('2026-06-11T13:00:00Z'))[0]).toEqual(['reminder-data-1-2', 'reminder-data-1-5']);
    const owner = { kind: 'onboarding_overdue', role: 'agent', person: 'odile' };
    expect(await at('2026-06-15T13:00:00Z')).toMatchObject([{ length: 2 }, expect.arrayContaining([owner])]);
    const manager = { kind: 'onboarding_overdue', role: 'supervisor', person: 'maud' };
    const [, tasks] = await at('2026-06-18T13:00:00Z');
    expect(tasks).toEqual(expect.arrayContaining([owner, manager]));

    const [mail] = await days.database.sql<{ to: string; locale: 'fr'; params: Record<string, unknown> }[]>`
      select p.email as to, p.locale, m.params || jsonb_build_object('customerName', p.name) as params
      from messages m join contacts p on p.customer_id = m.customer_id and p.no = m.contact_no
      where m.id = ${`${id}-reminder-data-1-2`}`;
    expect(mail?.to).toBe('lea@example.com');
    const { subject, text } = renderMessage('onboarding_reminder', mail?.locale ?? 'fr', mail?.params ?? {});
    expect(subject).toBe(`Rappel\u00a0: Envoyer les adresses (${id})`);
    expect(text).toContain('prévu pour le 4 juin 2026, HAE');

    await done(days.desk.complete(id, 'data'));
    expect(await days.openTasks(id)).toEqual([]);
  });

  it('of ours is never told to the customer, and counts by our calendar where theirs has a holiday', async () => {
    const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
    await done(
      days.api.put('supervisor', '/v1/calendars/ca-qc', { zone: 'America/Toronto', week, holidays: ['2026-06-02'] }),
    );
    const template = await publish(
      days,
      { ours: [], theirs: [] },
      { ours: { side: 'us', dueInDays: 1, evidence: 'file' }, theirs: { dueInDays: 1 } },
    );
    const { id } = await days.begin({ template });
    const { tasks, calendar, customerCalendar } = await days.desk.read(id);
    expect([calendar, customerCalendar]).toEqual(['office@1', 'ca-qc@1']);
    expect(tasks.map(({ dueAt }: { dueAt: string }) => dueAt.slice(0, 10))).toEqual(['2026-06-02', '2026-06-03']);
    await done(days.desk.complete(id, 'theirs'));
    await days.until(id, monday + 14 * dayMs);
    expect((await days.desk.told(id)).filter((step) => step.startsWith('reminder'))).toEqual([]);
    expect((await days.openTasks(id)).map(({ person }) => person)).toEqual(['odile', 'maud']);
    // What it wants to be shown is asked for here too: nobody closes it with a tick.
    const listed = (await days.api.get('agent', `/v1/tasks?process=${id}&person=odile`)).body.data;
    expect(listed).toMatchObject([{ evidenceWanted: 'file', processId: id }]);
    const ticked = days.api.post('admin', `/v1/tasks/${listed[0].id}/completion`, { outcome: 'done' });
    expect(await codeOf(ticked)).toBe('task_evidence_missing');
  });
});

describe('the timeline of the customer', () => {
  it('names a task by its title, also where somebody of us was asked about it', async () => {
    const title = { en: 'Welcome call', fr: 'Appel de bienvenue' };
    const template = await publish(days, { call: [], next: ['call'] }, { call: { title, side: 'us', dueInDays: 1 } });
    const { id, customerId } = await days.begin({ template });
    await days.until(id, monday + 20 * dayMs);
    await done(days.desk.complete(id, 'call'));
    await done(days.desk.reopen(id, 'call'));
    const { data } = (await days.api.get('agent', `/v1/customers/${customerId}/timeline?limit=200`)).body;
    const said = (type: string) =>
      data.filter((entry: { type: string }) => entry.type === type).map(({ what }: { what: object }) => what);
    expect(said('onboarding.task_completed')).toEqual([
      { en: 'Task of the onboarding done: Welcome call', fr: 'Tâche de l’accueil faite\u00a0: Appel de bienvenue' },
    ]);
    expect(said('onboarding.task_reopened')[0].en).toBe('Task of the onboarding reopened: Welcome call');
    expect(said('task.raised')[0].en).toBe('A person is asked to do something: Welcome call');
  });
});

describe('a task that is undone', () => {
  it('is announced and told of anew, and nobody is asked any more about what came after it', async () => {
    const { id } = await days.begin({ template: await publish(days, { data: [], more: ['data'] }) });
    const overdue = async () => (await days.openTasks(id)).filter(({ kind }) => kind === 'onboarding_overdue');
    await days.until(id, monday + 20 * dayMs);
    await done(days.desk.complete(id, 'data'));
    expect(await days.desk.told(id)).toContain('todo-more-1');
    await days.until(id, days.clock.now + 20 * dayMs);
    expect((await overdue()).map(({ person }) => person)).toEqual(['odile', 'maud']);
    await done(days.desk.reopen(id, 'data'));
    expect(await overdue()).toEqual([]);
    await days.until(id, days.clock.now + 8 * dayMs);
    expect(await days.desk.told(id)).toEqual(expect.arrayContaining(['todo-data-2', 'reminder-data-2-2']));
  });
});

describe('a quiet customer', () => {
  it('stalls it, their sponsor is told in their language, and any sign of theirs lets it go on', async () => {
    const customerId = await meetProspect(days, { locale: 'en' });
    await days.database.query.execute(sql`
      insert into contacts (customer_id, no, name, email, locale, role)
      values (${customerId}, 1, 'Guy', 'guy@example.com', 'fr', 'sponsor')`);
    const id = await days.desk.open({ customerId, template: await publish(days, { data: [], more: [] }) });
    expect((await days.desk.read(id)).stallsAt).toBe(new Date(monday + 14 * dayMs).toISOString());
    await days.until(id, monday + 14 * dayMs);
    await days.advance(id);
    expect(await days.desk.read(id)).toMatchObject({ status: 'stalled', waiting: { for: 'sign_of_life' } });
    const told = () =>
      days.database.query.execute(sql`
      select step, contact_no as contact from messages where process = ${`onboarding/${id}`} and template = 'onboarding_stalled' order by step`);
    expect(await told()).toEqual([{ step: 'stalled-1', contact: 1 }]);
    await days.until(id, days.clock.now + 30 * dayMs);
    expect(await told()).toHaveLength(1);

    await done(days.api.post('agent', `/v1/customers/${customerId}/interactions`, { kind: 'opt_out' }));
    await days.advance(id);
    expect(await days.desk.statusOf(id)).toBe('stalled');
    await done(days.api.post('agent', `/v1/customers/${customerId}/interactions`, { kind: 'call' }));
    await spreadNews(days.database, 100);
    const [row] = await days.database.query.execute(
      sql`select nudge_at is not null as nudged from processes where id = ${id}`,
    );
    expect(row).toEqual({ nudged: true });
    await days.advance(id);
    expect(await days.desk.statusOf(id)).toBe('kickoff');
    await days.until(id, days.clock.now + 14 * dayMs);
    await days.advance(id);
    expect((await told()).map(({ step }) => step)).toEqual(['stalled-1', 'stalled-2']);
    await done(days.desk.complete(id, 'data'));
    expect(await days.desk.statusOf(id)).toBe('kickoff');
  });

  it('is asked after by nobody any more once their first order has come, late as it was', async () => {
    const { id, customerId } = await days.begin({ template: await publish(days, { data: [] }) });
    await done(days.desk.complete(id, 'data'));
    await days.until(id, monday + 15 * dayMs);
    expect(await days.openTasks(id)).toMatchObject([{ kind: 'onboarding_stalled', person: 'odile' }]);
    await days.deliverRow(customerId, days.clock.now);
    await days.advance(id);
    expect(await days.desk.statusOf(id)).toBe('completed');
    expect(await days.openTasks(id)).toEqual([]);
  });

  it('is looked after by the sponsor at the customer whom they were merged into', async () => {
    const { id, customerId } = await days.begin({ template: await publish(days, { data: [] }) });
    const kept = await meetProspect(days, { locale: 'en', lifecycle: 'onboarding' });
    await done(days.api.post('supervisor', `/v1/customers/${kept}/merge`, { absorb: customerId, reason: 'the same' }));
    await days.database.query.execute(sql`
      insert into contacts (customer_id, no, name, email, locale, role)
      values (${kept}, 1, 'Guy', 'guy@example.com', 'fr', 'sponsor')`);
    await days.until(id, monday + 15 * dayMs);
    const told = await days.database.query.execute(sql`
      select customer_id as customer, contact_no as contact from messages
      where process = ${`onboarding/${id}`} and template = 'onboarding_stalled'`);
    expect(told).toEqual([{ customer: kept, contact: 1 }]);
  });

  it('puts the stall off with no call of a day to come, nor with a clock that runs a little ahead', async () => {
    const template = await publish(days, { data: [] });
    const { id, customerId } = await days.begin({ template });
    const called = (at: number) =>
      days.api.post('agent', `/v1/customers/${customerId}/interactions`, {
        kind: 'call',
        at: new Date(at).toISOString(),
      });
    const refused = await called(monday + 30 * dayMs);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/at' }] } });
    expect((await days.desk.read(id)).stallsAt).toBe(new Date(monday + 14 * dayMs).toISOString());
    expect((await called(monday + 30_000)).body).toMatchObject({ at: new Date(monday).toISOString() });
    await days.until(id, monday + 14 * dayMs);
    await days.advance(id);
    expect(await days.desk.statusOf(id)).toBe('stalled');
  });

  it('is not stalled while only we have something to do', async () => {
    const template = await publish(days, { ours: [], theirs: ['ours'] }, { ours: { side: 'us' } });
    const { id } = await days.begin({ template });
    await days.until(id, monday + 60 * dayMs);
    expect(await days.desk.read(id)).toMatchObject({
      status: 'kickoff',
      stallsAt: null,
      waiting: { for: 'our_tasks' },
    });
    await done(days.desk.complete(id, 'ours'));
    expect((await days.desk.read(id)).stallsAt).toBe(new Date(days.clock.now + 14 * dayMs).toISOString());
  });
});
