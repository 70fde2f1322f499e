import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countHistory } from '../harness/count-history.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
const always = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  await world.api.put('supervisor', '/v1/calendars/always', { zone: 'America/Toronto', week: always });
  const steps = [
    { delayMinutes: 60, channel: 'email', template: 'cadence_intro' },
    { delayMinutes: 1440, channel: 'email', template: 'cadence_follow_up' },
    { delayMinutes: 1440, channel: 'phone', template: 'cadence_last' },
  ];
  const cadence = { name: 'Three touches', calendar: 'always', steps };
  expect((await world.api.put('supervisor', '/v1/cadences/three', cadence)).status).toBe(200);
});
afterAll(() => world.close());

/** A prospect who may be written to. */
async function prospect(id: string, consent = true): Promise<string> {
  await world.database.query.execute(
    sql`insert into customers (id, name, email, locale, lifecycle) values (${id}, 'P', ${`${id}@example.com`}, 'fr', 'prospect')`,
  );
  if (consent) {
    const said = { channel: 'email', given: true, source: 'form' };
    await world.api.post('agent', `/v1/customers/${id}/consents`, said);
  }
  return id;
}

async function enrol(customerId: string): Promise<string> {
  const answer = await world.api.post('agent', '/v1/cadences/three/enrolments', { customerId, owner: 'Marie' });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

const stateOf = async (id: string) => (await world.api.get('agent', `/v1/enrolments/${id}`)).body;
const touchesOf = async (id: string) =>
  (
    await world.database.query.execute(sql`select step, channel from touches where enrolment_id = ${id} order by at`)
  ).map((row) => `${row.step} ${row.channel}`);

it('touches a prospect at working-time delays, once each, and ends', async () => {
  const id = await enrol(await prospect('CUS-P1'));
  expect(await stateOf(id)).toMatchObject({
    status: 'running',
    waiting: {
      for: 'next_touch',
      until: expect.any(String),
      message: { fr: expect.stringContaining('contact 1 sur 3') },
    },
    actions: [{ kind: 'stop', path: `/v1/enrolments/${id}/stop` }],
  });
  await expect.poll(async () => (await stateOf(id)).status).toBe('running');
  await world.env.sleep('3d');
  await expect.poll(async () => (await stateOf(id)).status).toBe('finished');
  expect(await touchesOf(id)).toEqual(['0 email', '1 email', '2 phone']);
  const sent = await world.database.query.execute(
    sql`select template from messages where customer_id = 'CUS-P1' order by created_at`,
  );
  expect(sent.map((row) => row.template)).toEqual(['cadence_intro', 'cadence_follow_up']);
  const calls = await world.database.query.execute(sql`select 1 from tasks where kind = 'call' and state = 'open'`);
  expect(calls).toHaveLength(1);
  expect((await countHistory(world.env.client, `enrolment/${id}`)).events).toBeLessThanOrEqual(30);
});

it('sends nothing more after a reply, also one that came a moment before', async () => {
  const id = await enrol(await prospect('CUS-P2'));
  await world.env.sleep('2h');
  await expect.poll(() => touchesOf(id)).toEqual(['0 email']);
  const reply = await world.api.post('agent', '/v1/customers/CUS-P2/interactions', { kind: 'reply' });
  expect(reply.body.stopped).toEqual([id]);
  expect(await stateOf(id)).toMatchObject({ status: 'stopped', stoppedBecause: 'reply', waiting: null, actions: [] });
  await world.env.sleep('5d');
  expect(await touchesOf(id)).toEqual(['0 email']);
  await expect(world.env.client.workflow.getHandle(`enrolment/${id}`).result()).resolves.toBe('stopped');
});

it('stops where consent is missing, and after an opt-out everywhere', async () => {
  const without = await enrol(await prospect('CUS-P3', false));
  await world.env.sleep('2h');
  await expect.poll(async () => (await stateOf(without)).stoppedBecause).toBe('consent');
  expect(await touchesOf(without)).toEqual([]);

  const out = await enrol(await prospect('CUS-P4'));
  await world.api.post('agent', '/v1/customers/CUS-P4/interactions', { kind: 'opt_out' });
  expect(await stateOf(out)).toMatchObject({ status: 'stopped', stoppedBecause: 'opt_out' });
});

it('refuses a second enrolment in the same cadence, and a command to one that has ended', async () => {
  const id = await enrol(await prospect('CUS-P5'));
  const again = await world.api.post('agent', '/v1/cadences/three/enrolments', { customerId: 'CUS-P5', owner: 'M' });
  expect(again).toMatchObject({ status: 409, body: { code: 'already_exists' } });
  expect((await world.api.post('agent', `/v1/enrolments/${id}/stop`, {})).status).toBe(200);
  expect(await world.api.post('agent', `/v1/enrolments/${id}/stop`, {})).toMatchObject({
    status: 409,
    body: { code: 'process_closed' },
  });
  expect((await world.api.post('agent', '/v1/enrolments/ENR-0000000/stop', {})).status).toBe(404);
});
