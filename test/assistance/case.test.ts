import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CaseStatus, caseMoves } from '../../domain/assistance/case-states.ts';
import { countHistory } from '../harness/count-history.ts';
import { placeOrderRow } from '../harness/place-order-row.ts';
import { startWorld, type World } from '../harness/world.ts';
import { meetProspect } from '../onboarding/welcome-desk.ts';
import { levelsOf, tasksAbout, toldOf } from './case-rows.ts';
import { hire, ok, openCase, openDesk, type Sleep, sleeperOf } from './support-desk.ts';

let world: World;
let sleep: Sleep;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping', policy: 'standard' });
  await openDesk(world.api);
  for (const id of ['marie', 'paul']) await hire(world.api, id);
  sleep = sleeperOf(world);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const read = async (id: string) => (await world.api.get('agent', `/v1/cases/${id}`)).body;
const statusOf = async (id: string): Promise<CaseStatus> => (await read(id)).status;
const send = (id: string, what: string, body: object) => world.api.post('agent', `/v1/cases/${id}/${what}`, body);
const done = (id: string, what: string, body: object) => ok(send(id, what, body));
const move = (id: string, to: string, reason?: string) => done(id, 'status', { to, ...(reason && { reason }) });
const write = (id: string, direction: string) => done(id, 'messages', { direction, body: 'Some words.' });

it('lets the database take the moves of the table and no other', async () => {
  const rows = await world.database.query.execute<{ move: string }>(
    sql`select from_status || ' → ' || to_status as move from process_moves where kind = 'case'`,
  );
  const table = Object.entries(caseMoves).flatMap(([from, tos]) => tos.map((to) => `${from} → ${to}`));
  expect(rows.map((row) => row.move).sort()).toEqual(table.sort());
});

it('goes from the customer’s question to their rating, within its budget of history', async () => {
  const id = await openCase(world.api);
  expect(await read(id)).toMatchObject({
    status: 'new',
    waiting: { for: 'triage', message: { fr: expect.stringContaining(id) } },
    owner: expect.stringMatching(/marie|paul/),
    clocks: [
      { clock: 'first_response', state: 'running', targetMinutes: 240 },
      { clock: 'resolution', state: 'running' },
    ],
  });
  await move(id, 'triaged');
  await move(id, 'in_progress');
  await write(id, 'outbound');
  await write(id, 'inbound');
  expect((await read(id)).clocks).toMatchObject([
    { clock: 'first_response', state: 'stopped', dueAt: null },
    { clock: 'next_response', no: 1, state: 'running' },
    { clock: 'resolution', state: 'running' },
  ]);
  await write(id, 'outbound');
  await move(id, 'resolved');
  expect((await read(id)).clocks.map(({ state }: { state: string }) => state)).toEqual(Array(3).fill('stopped'));
  await sleep('8d');
  await expect.poll(() => statusOf(id)).toBe('closed');
  await expect(world.env.client.workflow.getHandle(`case/${id}`).result()).resolves.toBe('closed');
  expect((await toldOf(world, id)).sort()).toEqual(
    ['case_received', 'case_reply', 'case_reply', 'case_resolved', 'case_satisfaction'].sort(),
  );
  expect(await levelsOf(world, id)).toEqual([]);
  const messages = 3;
  const { events } = await countHistory(world.env.client, `case/${id}`);
  expect(events).toBeLessThanOrEqual(25 + 4 * messages);
});

it('tells more and more people as a clock runs, once each, and gives the case to somebody else', async () => {
  const id = await openCase(world.api);
  const { owner } = await read(id);
  await sleep('7h');
  await expect
    .poll(() => levelsOf(world, id))
    .toEqual(['first_response 1 50', 'first_response 1 80', 'first_response 1 100', 'first_response 1 150']);
  const other = (await read(id)).owner;
  expect([owner, other].sort()).toEqual(['marie', 'paul']);
  const told = await tasksAbout(world, id);
  expect(told.map(({ subject, role }) => `${subject.slice(id.length + 1)} ${role}`).sort()).toEqual([
    'first_response/1/100/owner agent',
    'first_response/1/100/supervisor supervisor',
    'first_response/1/150/admin admin',
    'first_response/1/150/supervisor supervisor',
    'first_response/1/50/owner agent',
    'first_response/1/80/owner agent',
  ]);
  // What its owner was asked is asked of who has it now.
  expect(told.map(({ person }) => person).filter((person) => person !== null)).toEqual([other, other, other]);
  await write(id, 'outbound');
  expect((await tasksAbout(world, id)).map(({ state }) => state)).toEqual(Array(6).fill('void'));
  expect((await read(id)).clocks[0]).toMatchObject({ state: 'stopped', fired: [50, 80, 100, 150] });
});

it('tells the delegate of an owner who is away, and nobody’s work goes to who is away', async () => {
  const away = (from: number, until: number, delegate: string) => ({
    ...{ from: new Date(from).toISOString(), until: new Date(until).toISOString(), delegate },
  });
  await hire(world.api, 'zoe', { team: 'returns' });
  await hire(world.api, 'max', { team: 'returns', active: true, capacity: 0 });
  const id = await openCase(world.api, { team: 'returns', priority: 'urgent' });
  expect((await read(id)).owner).toBe('zoe');
  const [from, until] = [Date.now() - 1000, Date.now() + 365 * 86_400_000];
  await ok(world.api.post('supervisor', '/v1/staff/zoe/absences', away(from, until, 'max')));
  const circle = await world.api.post('supervisor', '/v1/staff/max/absences', away(from, until, 'zoe'));
  expect(circle).toMatchObject({
    status: 409,
    body: { code: 'delegation_circle', detail: expect.stringContaining('max → zoe → max') },
  });
  const twice = await world.api.post('supervisor', '/v1/staff/zoe/absences', away(from + 1, until, 'max'));
  expect(twice).toMatchObject({ status: 409, body: { code: 'absence_overlaps' } });
  await sleep('40m');
  await expect.poll(async () => (await tasksAbout(world, id)).map(({ person }) => person)).toEqual(['max']);
  // Zoé is away and Max takes none, so a supervisor is asked.
  const unowned = await openCase(world.api, { team: 'returns' });
  expect((await read(unowned)).owner).toBeNull();
  expect(await tasksAbout(world, unowned)).toMatchObject([{ kind: 'case_owner', role: 'supervisor', state: 'open' }]);
  await done(unowned, 'assignment', { owner: 'max' });
  expect(await tasksAbout(world, unowned)).toMatchObject([{ state: 'done' }]);
});

it('asks nobody who is away and hands over to nobody: a supervisor is asked', async () => {
  await hire(world.api, 'ivo', { team: 'parts' });
  const id = await openCase(world.api, { team: 'parts', priority: 'urgent' });
  expect((await read(id)).owner).toBe('ivo');
  const [from, until] = [Date.now() - 1000, Date.now() + 365 * 86_400_000].map((at) => new Date(at).toISOString());
  await ok(world.api.post('supervisor', '/v1/staff/ivo/absences', { from, until }));
  await sleep('35m');
  const asked = async () => (await tasksAbout(world, id)).map(({ role, person }) => `${role} ${person}`);
  await expect.poll(asked).toEqual(['supervisor null']);
});

it('asks nobody who has left: what was theirs is for anybody of the role, and a supervisor hears of the next', async () => {
  await hire(world.api, 'lea', { team: 'repairs' });
  const id = await openCase(world.api, { team: 'repairs', priority: 'urgent' });
  const asked = async () => (await tasksAbout(world, id)).map(({ role, person }) => `${role} ${person}`);
  await sleep('35m');
  await expect.poll(asked).toEqual(['agent lea']);
  await hire(world.api, 'lea', { team: 'repairs', active: false });
  expect(await asked()).toEqual(['agent null']);
  await sleep('15m');
  await expect.poll(asked).toEqual(['agent null', 'supervisor null']);
});

it('says of who has left us that they have, and not that nobody knows them', async () => {
  await hire(world.api, 'ida', { team: 'gone', active: false });
  const id = await openCase(world.api, { team: 'gone' });
  const give = (owner: string) => world.api.post('supervisor', `/v1/cases/${id}/assignment`, { owner });
  const instants = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  const absent = (delegate: string) =>
    world.api.post('supervisor', '/v1/staff/marie/absences', { from: instants[0], until: instants[1], delegate });
  for (const asked of [give, absent]) {
    const refused = await asked('ida');
    expect(refused).toMatchObject({ status: 409, body: { code: 'staff_inactive' } });
    expect(refused.body.detail).toBe(
      'ida is inactive and is given no work. Name somebody else, or take them up again with PUT /v1/staff/ida.',
    );
    expect(await asked('nobody')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
});

it('reminds a customer who is waited for, then counts the case as resolved, and takes an answer as a reopening', async () => {
  const id = await openCase(world.api, { priority: 'low' });
  for (const to of ['triaged', 'in_progress']) await move(id, to);
  await write(id, 'outbound');
  for (const to of ['waiting_customer', 'waiting_third_party'])
    expect(await send(id, 'status', { to })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/reason' }] } });
  await move(id, 'waiting_customer', 'asked for a photo');
  expect(await read(id)).toMatchObject({ waiting: { for: 'customer', until: expect.any(String) } });
  expect((await read(id)).clocks.at(-1)).toMatchObject({ clock: 'resolution', state: 'paused', dueAt: null });
  // 16, 24 and 40 working hours.
  await sleep('81h');
  await expect.poll(() => statusOf(id)).toBe('resolved');
  expect((await toldOf(world, id)).filter((template) => /reminder|unanswered/.test(template)).sort()).toEqual([
    'case_reminder',
    'case_reminder',
    'case_unanswered',
  ]);
  await write(id, 'inbound');
  expect(await read(id)).toMatchObject({ status: 'in_progress' });
  expect((await read(id)).clocks.slice(1)).toMatchObject([
    { clock: 'next_response', no: 1, state: 'running' },
    { clock: 'resolution', state: 'running' },
  ]);
  const messages = 2;
  expect((await countHistory(world.env.client, `case/${id}`)).events).toBeLessThanOrEqual(25 + 4 * messages);
  // Sooner than the watch would have looked.
  await sleep('5h');
  await expect.poll(() => levelsOf(world, id)).toContain('next_response 1 50');
  // Told of each resolution, and closed by hand.
  await move(id, 'resolved');
  await move(id, 'closed');
  expect((await toldOf(world, id)).filter((template) => template === 'case_satisfaction')).toHaveLength(1);
  expect(await send(id, 'messages', { direction: 'inbound', body: 'Too late.' })).toMatchObject({
    status: 409,
    body: { code: 'process_closed' },
  });
});

it('is reopened until its window has passed, and not afterwards, though nobody has closed it yet', async () => {
  const ids = [await openCase(world.api), await openCase(world.api)] as const;
  for (const id of ids) for (const to of ['triaged', 'in_progress', 'resolved']) await move(id, to);
  const [inTime, late] = ids;
  await move(inTime, 'in_progress');
  await world.database.query.execute(
    sql`update processes set status_since = status_since - interval '7 days' where id = ${late}`,
  );
  expect((await send(late, 'status', { to: 'in_progress' })).body.code).toBe('case_window_over');
});

it('asks a supervisor to call a detractor, and does not let them put it aside without an outcome', async () => {
  const id = await openCase(world.api);
  expect((await send(id, 'satisfaction', { score: 1 })).body.code).toBe('process_not_in_status');
  for (const to of ['triaged', 'in_progress', 'resolved', 'closed']) await move(id, to);
  expect((await done(id, 'satisfaction', { score: 3, comment: 'Slow.' })).result.detractor).toBe(true);
  expect((await send(id, 'satisfaction', { score: 9 })).body.code).toBe('already_exists');
  const [task] = await world.database.query.execute<{ id: string }>(
    sql`select id from tasks where kind = 'detractor_follow_up' and subject = ${id} and role = 'supervisor'`,
  );
  const complete = (outcome: string) => world.api.post('supervisor', `/v1/tasks/${task?.id}/completion`, { outcome });
  expect((await complete('  ')).status).toBe(422);
  await expect(
    world.database.query.execute(sql`update tasks set state = 'void' where id = ${task?.id ?? ''}`),
  ).rejects.toThrow();
  expect((await complete('Called: a credit was given.')).status).toBe(200);
});

it('puts at risk an active customer who would advise others against us, once, and nobody else', async () => {
  const rated = async (lifecycle: string, ...scores: readonly number[]) => {
    const customerId = await meetProspect(world, { lifecycle });
    for (const score of scores) {
      const id = await openCase(world.api, { customerId });
      for (const to of ['triaged', 'in_progress', 'resolved', 'closed']) await move(id, to);
      expect((await done(id, 'satisfaction', { score })).result.detractor).toBe(score <= 6);
    }
    const { lifecycle: stands } = (await world.api.get('agent', `/v1/customers/${customerId}`)).body;
    const became = await world.database.query.execute<{ became: string }>(sql`
      select type || ' from ' || (data ->> 'from') || ' because ' || (data ->> 'because') as became
      from events where aggregate_id = ${customerId} and type in ('customer.at_risk', 'customer.active') order by seq`);
    return [stands, ...became.map((row) => row.became)];
  };
  const fell = 'customer.at_risk from active because detractor';
  expect(await rated('active', 7)).toEqual(['active']);
  expect(await rated('active', 6)).toEqual(['at_risk', fell]);
  expect(await rated('active', 0, 3, 10)).toEqual(['at_risk', fell]);
  for (const other of ['prospect', 'onboarding', 'exiting']) expect(await rated(other, 1)).toEqual([other]);
});

it('keeps the time used up when the priority, the service level or the calendar changes', async () => {
  const id = await openCase(world.api);
  await sleep('1h');
  const weekends = Array(7)
    .fill([])
    .with(6, [{ fromMinute: 0, untilMinute: 60 }]);
  await ok(world.api.put('supervisor', '/v1/calendars/sundays', { zone: 'UTC', week: weekends }));
  const tight = { firstResponseMinutes: 60, nextResponseMinutes: 60, resolutionMinutes: 600 };
  const targets = { low: tight, normal: tight, high: tight, urgent: tight };
  await ok(world.api.put('supervisor', '/v1/service-levels/sundays', { calendar: 'sundays', targets }));
  await done(id, 'priority', { priority: 'high' });
  expect((await read(id)).clocks[0]).toMatchObject({ targetMinutes: 120 });
  const consumed = (await read(id)).clocks[0].consumedMinutes;
  await done(id, 'priority', { sla: 'sundays' });
  expect(await read(id)).toMatchObject({ priority: 'high', sla: 'sundays', calendar: 'sundays@1' });
  expect((await read(id)).clocks[0]).toMatchObject({ targetMinutes: 60, consumedMinutes: consumed });
  expect((await send(id, 'priority', { sla: 'none' })).body.code).toBe('not_found');
});

it('merges one case into another of the same customer, once, whoever asks from which side', async () => {
  const [a, b] = [await openCase(world.api), await openCase(world.api)];
  const foreign = await openCase(world.api, { customerId: 'CUS-ACCOUNT' });
  expect((await send(a, 'merge', { into: foreign })).body.code).toBe('case_cannot_merge');
  expect((await send(a, 'merge', { into: a })).body.code).toBe('case_cannot_merge');
  expect((await send(a, 'merge', { into: 'CAS-0000000' })).status).toBe(404);
  await write(b, 'outbound');
  const answers = await Promise.all([send(a, 'merge', { into: b }), send(b, 'merge', { into: a })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const [gone, kept] = answers[0].status === 200 ? [a, b] : [b, a];
  expect(await read(gone)).toMatchObject({ status: 'merged', mergedInto: kept, waiting: null, actions: [] });
  expect(await read(kept)).toMatchObject({ status: 'new', merged: [gone] });
  const owed = (await read(kept)).clocks.filter(
    ({ clock, state }: { clock: string; state: string }) => clock !== 'resolution' && state === 'running',
  );
  expect(owed).toHaveLength(1);
});

it('takes cases and orders of two customers who have become one for the same person’s, and not before', async () => {
  const [kept, absorbed] = [await meetProspect(world), await meetProspect(world)];
  const [a, b] = [await openCase(world.api, { customerId: kept }), await openCase(world.api, { customerId: absorbed })];
  const orderId = await placeOrderRow(world.database, { customerId: absorbed });
  const about = { customerId: kept, subject: 'Where is it?', body: 'Where?', channel: 'email', orderId };
  const ask = () => world.api.post('back_office', '/v1/cases', about);
  expect((await send(b, 'merge', { into: a })).body.code).toBe('case_cannot_merge');
  expect((await ask()).status).toBe(422);
  await ok(world.api.post('supervisor', `/v1/customers/${kept}/merge`, { absorb: absorbed, reason: 'Same person' }));
  await done(b, 'merge', { into: a });
  expect(await read(a)).toMatchObject({ merged: [b] });
  const asked = await ask();
  expect(asked.status).toBe(201);
  // Whoever reads a case of either finds what was ordered as the other.
  for (const id of [a, b, asked.body.id]) expect(await read(id)).toMatchObject({ orders: [{ id: orderId }] });
});

it('gives equal people equal shares of new cases, and lists each person’s', async () => {
  for (const id of ['ann', 'ben', 'cid']) await hire(world.api, id, { team: 'spares' });
  const ids = await Promise.all(Array.from({ length: 9 }, () => openCase(world.api, { team: 'spares' })));
  const { data } = (await world.api.get('agent', '/v1/cases?team=spares&limit=5')).body;
  expect(data).toHaveLength(5);
  expect(data[0]).toMatchObject({ dueAt: expect.any(String) });
  for (const id of ['ann', 'ben', 'cid']) {
    expect((await world.api.get('agent', `/v1/cases?owner=${id}`)).body.data).toHaveLength(3);
  }
  expect(new Set(ids).size).toBe(9);
});

it('refuses a move that the table has not, what back office may not say, and an order of somebody else', async () => {
  const id = await openCase(world.api);
  expect((await send(id, 'status', { to: 'resolved' })).body).toMatchObject({
    code: 'case_cannot_move',
    detail: expect.stringContaining('triaged'),
  });
  const asOffice = { direction: 'outbound', body: 'Hello' };
  expect((await world.api.post('back_office', `/v1/cases/${id}/messages`, asOffice)).body.code).toBe('forbidden');
  const orderId = await world.place();
  const about = { customerId: 'CUS-ACCOUNT', subject: 'S', body: 'B', channel: 'phone', orderId };
  const strange = await world.api.post('agent', '/v1/cases', about);
  expect(strange).toMatchObject({ status: 422, body: { errors: [{ pointer: '/orderId' }] } });
  const own = await openCase(world.api, { orderId });
  expect(await read(own)).toMatchObject({
    orderId,
    orders: expect.arrayContaining([expect.objectContaining({ id: orderId })]),
  });
  const written = (await world.api.get('agent', `/v1/cases/${own}/messages`)).body.data;
  expect(written).toMatchObject([{ no: 1, direction: 'inbound', author: 'CUS-CARD' }]);
});
