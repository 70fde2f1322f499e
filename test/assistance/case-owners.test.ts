/** Whose a case is: who is told as its clocks run, who stands in for whom, and who is given the next. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { World } from '../harness/world.ts';
import { caseCalls, openCaseDesk } from './case-calls.ts';
import { levelsOf, tasksAbout } from './case-rows.ts';
import { hire, ok, openCase, type Sleep } from './support-desk.ts';

let world: World;
let sleep: Sleep;

beforeAll(async () => {
  ({ world, sleep } = await openCaseDesk());
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const { read, done, write } = caseCalls(() => world);

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
