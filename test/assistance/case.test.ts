import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { caseMoves } from '../../domain/assistance/case-states.ts';
import { countHistory } from '../harness/count-history.ts';
import { placeOrderRow } from '../harness/place-order-row.ts';
import type { World } from '../harness/world.ts';
import { meetProspect } from '../onboarding/welcome-desk.ts';
import { caseCalls, openCaseDesk } from './case-calls.ts';
import { levelsOf, toldOf } from './case-rows.ts';
import { ok, openCase, type Sleep } from './support-desk.ts';

let world: World;
let sleep: Sleep;

beforeAll(async () => {
  ({ world, sleep } = await openCaseDesk());
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const { read, statusOf, send, done, move, write } = caseCalls(() => world);

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
