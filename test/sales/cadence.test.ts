import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockCustomer } from '../../db/customers/move-lifecycle.ts';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import { inTransaction } from '../../db/transaction.ts';
import { type Sleep, sleeperOf } from '../assistance/support-desk.ts';
import { countHistory } from '../harness/count-history.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let sleep: Sleep;
const good = { delayMinutes: 60, channel: 'email', template: 'cadence_intro' };
const always = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  sleep = sleeperOf(world);
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
  await sleep('3d');
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
  await sleep('2h');
  await expect.poll(() => touchesOf(id)).toEqual(['0 email']);
  const reply = await world.api.post('agent', '/v1/customers/CUS-P2/interactions', { kind: 'reply' });
  expect(reply.body.stopped).toEqual([id]);
  expect(await stateOf(id)).toMatchObject({ status: 'stopped', stoppedBecause: 'reply', waiting: null, actions: [] });
  await sleep('5d');
  expect(await touchesOf(id)).toEqual(['0 email']);
  await expect(world.env.client.workflow.getHandle(`enrolment/${id}`).result()).resolves.toBe('stopped');
});

it('stops at once where the reply is noted on a deal', async () => {
  const customerId = await prospect('CUS-DEAL');
  const id = await enrol(customerId);
  const deal = {
    customerId,
    title: 'Lamps',
    amount: { amount: 5000, currency: 'CAD' },
    owner: 'marie',
    calendar: 'always',
  };
  const opened = await world.api.post('agent', '/v1/opportunities', deal);
  expect(opened.status, JSON.stringify(opened.body)).toBe(201);
  const says = (kind: string) => world.api.post('agent', `/v1/opportunities/${opened.body.id}/interactions`, { kind });
  expect((await says('call')).status).toBe(200);
  expect(await stateOf(id)).toMatchObject({ status: 'running' });
  expect((await says('reply')).status).toBe(200);
  expect(await stateOf(id)).toMatchObject({ status: 'stopped', stoppedBecause: 'reply' });
  await expect(world.env.client.workflow.getHandle(`enrolment/${id}`).result()).resolves.toBe('stopped');
});

it('goes on after a reply of before the enrolment, whenever somebody tells it', async () => {
  const customerId = await prospect('CUS-BEFORE');
  const reply = (at: string) =>
    world.api.post('agent', `/v1/customers/${customerId}/interactions`, { kind: 'reply', at });
  const before = new Date(Date.now() - 3_600_000).toISOString();
  // Known before, so that only the step looks at it; and told since.
  expect((await reply(before)).status).toBe(201);
  const id = await enrol(customerId);
  expect((await reply(before)).body.stopped).toEqual([]);
  await sleep('2h');
  await expect.poll(() => touchesOf(id)).toEqual(['0 email']);
  const { openedAt } = await stateOf(id);
  expect((await reply(openedAt)).body.stopped).toEqual([id]);
});

it('waits where there were enough messages lately, and leaves the next touch its whole delay', async () => {
  const id = await enrol(await prospect('CUS-FULL'));
  const now = Date.now();
  for (const no of [1, 2, 3])
    await inTransaction(world.database, (tx) =>
      tellCustomer(tx, {
        ...{ customerId: 'CUS-FULL', process: 'enrolment/other', step: `touch-${no}`, template: 'cadence_last', now },
        ...{ params: { owner: 'Marie' }, commercial: 'offer' },
      }),
    );
  await sleep('13d');
  expect(await stateOf(id)).toMatchObject({ status: 'running', nextStep: 0 });
  await sleep('47h');
  await expect.poll(() => touchesOf(id)).toEqual(['0 email']);
  const [first] = await world.database.query.execute<{ at: string }>(
    sql`select to_json(at) #>> '{}' as at from touches where enrolment_id = ${id}`,
  );
  const due = Date.parse((await stateOf(id)).waiting.until);
  expect(due - Date.parse(first?.at ?? '')).toBe(24 * 3_600_000);
});

it('stops where consent is missing, and after an opt-out everywhere', async () => {
  const without = await enrol(await prospect('CUS-P3', false));
  await sleep('2h');
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

it('sends nothing after a reply that is being written while a touch waits for the prospect', async () => {
  const id = await enrol(await prospect('CUS-P6'));
  let slept: Promise<void> = Promise.resolve();
  await inTransaction(world.database, async (tx) => {
    await lockCustomer(tx, 'CUS-P6');
    await tx.execute(
      sql`insert into interactions (customer_id, kind, at, recorded_by) values ('CUS-P6', 'reply', ${new Date(Date.now()).toISOString()}::timestamptz, 'mail')`,
    );
    // Time stands still while a step is at work: it goes on after this transaction.
    slept = sleep('2h');
    const waiting = () => world.database.query.execute(sql`select 1 from pg_locks where not granted`);
    await expect.poll(async () => (await waiting()).length).toBeGreaterThan(0);
    expect(await stateOf(id)).toMatchObject({ status: 'running', nextStep: 0 });
  });
  await slept;
  await expect.poll(async () => (await stateOf(id)).status).toBe('stopped');
  expect(await stateOf(id)).toMatchObject({ stoppedBecause: 'reply' });
  expect(await touchesOf(id)).toEqual([]);
  expect(await world.database.query.execute(sql`select 1 from messages where customer_id = 'CUS-P6'`)).toEqual([]);
});

it.each(['CUS-KEPT', 'CUS-MERGED'])(
  'sends nothing after a reply of anybody who is one with the prospect: %s',
  async (who) => {
    const [kept, absorb] = [await prospect(`CUS-KEPT-${who}`), await prospect(`CUS-MERGED-${who}`)];
    const id = await enrol(absorb);
    const merged = await world.api.post('supervisor', `/v1/customers/${kept}/merge`, { absorb, reason: 'the same' });
    expect(merged.status).toBe(200);
    // Of a moment before: nobody has told the cadence.
    await world.database.query.execute(
      sql`insert into interactions (customer_id, kind, at, recorded_by) values (${`${who}-${who}`}, 'reply', ${new Date(Date.now()).toISOString()}::timestamptz, 'mail')`,
    );
    await sleep('2h');
    await expect.poll(() => stateOf(id)).toMatchObject({ status: 'stopped', stoppedBecause: 'reply' });
    expect(await touchesOf(id)).toEqual([]);
  },
);

it('calls nobody who asked not to be called, nor who has left', async () => {
  const calls = {
    name: 'Calls',
    calendar: 'always',
    steps: [{ delayMinutes: 60, channel: 'phone', template: 'cadence_intro' }],
  };
  expect((await world.api.put('supervisor', '/v1/cadences/calls', calls)).status).toBe(200);
  const enrolled = async (customerId: string) =>
    (await world.api.post('agent', '/v1/cadences/calls/enrolments', { customerId, owner: 'Marie' })).body.id;
  await Promise.all(['CUS-P7', 'CUS-P8', 'CUS-P9'].map((id) => prospect(id, false)));
  await world.api.post('agent', '/v1/customers/CUS-P8/consents', { channel: 'phone', given: false, source: 'call' });
  const [plain, refused, gone] = await Promise.all(['CUS-P7', 'CUS-P8', 'CUS-P9'].map(enrolled));
  for (const lifecycle of ['onboarding', 'active', 'exiting']) {
    await world.database.query.execute(
      sql`update customers set lifecycle = ${lifecycle}, bill_to = '{}' where id = 'CUS-P9'`,
    );
  }
  await sleep('2h');
  await expect.poll(async () => (await stateOf(plain)).status).toBe('finished');
  await expect.poll(async () => (await stateOf(refused)).stoppedBecause).toBe('consent');
  await expect.poll(async () => (await stateOf(gone)).stoppedBecause).toBe('lifecycle');
  expect(
    (await world.api.post('agent', '/v1/cadences/calls/enrolments', { customerId: 'CUS-P9', owner: 'M' })).body.code,
  ).toBe('customer_cannot_buy');
  expect(
    (await world.api.post('agent', '/v1/cadences/calls/enrolments', { customerId: 'CUS-NO', owner: 'M' })).status,
  ).toBe(404);
});

it('calls nobody who asked not to be called as the customer whom they were merged into', async () => {
  const calls = { name: 'Calls', calendar: 'always', steps: [{ ...good, channel: 'phone' }] };
  expect((await world.api.put('supervisor', '/v1/cadences/calls-merged', calls)).status).toBe(200);
  const [kept, absorb] = [await prospect('CUS-CALLS-KEPT'), await prospect('CUS-CALLS-MERGED')];
  const enrolled = await world.api.post('agent', '/v1/cadences/calls-merged/enrolments', {
    ...{ customerId: absorb, owner: 'Marie' },
  });
  await world.api.post('agent', `/v1/customers/${kept}/consents`, { channel: 'phone', given: false, source: 'call' });
  const merged = await world.api.post('supervisor', `/v1/customers/${kept}/merge`, { absorb, reason: 'the same' });
  expect(merged.status).toBe(200);
  await sleep('2h');
  await expect.poll(() => stateOf(enrolled.body.id)).toMatchObject({ status: 'stopped', stoppedBecause: 'consent' });
});

it('asks nobody to make a call that is not to be made any more', async () => {
  const call = { delayMinutes: 60, channel: 'phone', template: 'cadence_intro', stopIf: ['reply', 'call'] };
  const later = { ...call, delayMinutes: 14_400 };
  const steps = { 'call-once': [call], 'call-twice': [call, later] };
  for (const [id, of] of Object.entries(steps)) {
    const cadence = { name: id, calendar: 'always', steps: of };
    expect((await world.api.put('supervisor', `/v1/cadences/${id}`, cadence)).status).toBe(200);
  }
  const enrolled = async (cadence: keyof typeof steps) => {
    const customerId = await prospect(`CUS-${randomUUID().slice(0, 8)}`);
    const path = `/v1/cadences/${cadence}/enrolments`;
    const { id } = (await world.api.post('agent', path, { customerId, owner: 'Marie' })).body;
    return { customerId, id };
  };
  const once = await Promise.all(Array.from({ length: 4 }, () => enrolled('call-once')));
  const twice = await Promise.all(Array.from({ length: 4 }, () => enrolled('call-twice')));
  await sleep('2h');
  const asked = async ({ id }: { id: string }) =>
    (await world.database.query.execute(sql`select state from tasks where kind = 'call' and process_id = ${id}`)).map(
      ({ state }) => state,
    );
  for (const one of [...once, ...twice]) await expect.poll(() => asked(one)).toEqual(['open']);
  const says = ({ customerId }: { customerId: string }, what: string, body: object) =>
    world.api.post('agent', `/v1/customers/${customerId}/${what}`, body);
  const [optsOut, refuses, allows, leaves] = once as [Enrolled, Enrolled, Enrolled, Enrolled];
  const [replies, called, byHand, optsOutToo] = twice as [Enrolled, Enrolled, Enrolled, Enrolled];
  for (const one of [optsOut, optsOutToo]) await says(one, 'interactions', { kind: 'opt_out' });
  await says(refuses, 'consents', { channel: 'phone', given: false, source: 'call' });
  await says(allows, 'consents', { channel: 'phone', given: true, source: 'call' });
  await says(allows, 'consents', { channel: 'email', given: false, source: 'call' });
  for (const lifecycle of ['onboarding', 'active']) {
    await world.database.query.execute(
      sql`update customers set lifecycle = ${lifecycle}, bill_to = '{}' where id = ${leaves.customerId}`,
    );
  }
  expect((await world.api.post('agent', '/v1/exits', { customerId: leaves.customerId })).status).toBe(201);
  await says(replies, 'interactions', { kind: 'reply' });
  await says(called, 'interactions', { kind: 'call' });
  await world.api.post('agent', `/v1/enrolments/${byHand.id}/stop`, {});
  const states = { optsOut, refuses, allows, leaves, replies, called, byHand, optsOutToo };
  const left = await Promise.all(
    Object.entries(states).map(async ([who, one]) => [who, ...(await asked(one))].join(' ')),
  );
  expect(left).toEqual([
    ...['optsOut void', 'refuses void', 'allows open', 'leaves void', 'replies void'],
    // Whoever made the call closes what asked for it.
    ...['called open', 'byHand void', 'optsOutToo void'],
  ]);
});
type Enrolled = { readonly customerId: string; readonly id: string };

it.each([
  ['no step', [], 'too_small', '/steps'],
  ['more steps than anybody reads', Array(21).fill(good), 'too_big', '/steps'],
  ['a channel that nobody knows', [{ ...good, channel: 'fax' }], 'not_an_option', '/steps/0/channel'],
  ['a template that nobody wrote', [good, { ...good, template: 'spam' }], 'not_an_option', '/steps/1/template'],
  ['a way back to a step before', [good, { ...good, next: 0 }], 'unknown_field', '/steps/1/next'],
  ['a stop that nobody can cause', [{ ...good, stopIf: ['thunder'] }], 'not_an_option', '/steps/0/stopIf/0'],
  ['time that runs backwards', [{ ...good, delayMinutes: -1 }], 'too_small', '/steps/0/delayMinutes'],
])('refuses a cadence with %s, and keeps the version before', async (_what, steps, code, pointer) => {
  const answer = await world.api.put('supervisor', '/v1/cadences/three', { name: 'Three', calendar: 'always', steps });
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
  expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer, code }));
  expect((await world.api.get('agent', '/v1/cadences/three')).body).toMatchObject({
    version: 1,
    name: 'Three touches',
  });
});

it('refuses a cadence on a calendar that does not exist, and to enrol in a cadence that does not', async () => {
  const nowhere = { name: 'Three', calendar: 'nowhere', steps: [good] };
  const answer = await world.api.put('supervisor', '/v1/cadences/three', nowhere);
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/calendar', code: 'unknown_calendar' }] } });
  expect(answer.body.errors[0].detail).toBe(
    'Calendar nowhere does not exist. Publish it with PUT /v1/calendars/nowhere.',
  );
  expect(
    (await world.api.post('agent', '/v1/cadences/none/enrolments', { customerId: 'CUS-P1', owner: 'M' })).status,
  ).toBe(404);
});
