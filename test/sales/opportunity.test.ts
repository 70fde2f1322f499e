/** A deal from its first call to its end, on the whole engine with time that can be skipped. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closedDeals } from '../../db/sales/past-deals.ts';
import { opportunityMoves } from '../../domain/sales/opportunity-stages.ts';
import { countHistory } from '../harness/count-history.ts';
import { startWorld, type World } from '../harness/world.ts';
import { shown, upToProposal } from './evidence.ts';

let world: World;
const always = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
const dayMs = 86_400_000;
const billTo = {
  ...{ name: 'P', line1: '1, rue Sainte-Catherine', city: 'Montréal', region: 'QC', postalCode: 'H2X 1K4' },
  country: 'CA',
};

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  await world.api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week: always });
});
afterAll(() => world?.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);

async function open(customerId: string, more: object = {}): Promise<string> {
  await rows(
    sql`insert into customers (id, name, email, locale, lifecycle) values (${customerId}, 'P', 'p@example.com', 'fr', 'prospect')`,
  );
  const amount = { amount: 100_000, currency: 'CAD' };
  const body = {
    customerId,
    title: 'Lamps',
    amount,
    owner: 'marie',
    calendar: 'always',
    factors: { country: 'CA' },
    ...more,
  };
  const answer = await world.api.post('agent', '/v1/opportunities', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

const send = (id: string, what: string, body: object) =>
  world.api.post('agent', `/v1/opportunities/${id}/${what}`, body);
const stateOf = async (id: string) => (await world.api.get('agent', `/v1/opportunities/${id}`)).body;
const lifecycleOf = async (id: string) =>
  (await rows(sql`select lifecycle from customers where id = ${id}`))[0]?.lifecycle;
const stagesOf = async (id: string) =>
  (await rows(sql`select coalesce(stage, kind) as s from stage_log where opportunity_id = ${id} order by no`)).map(
    (row) => row.s,
  );

/** Who was told at which level, and whose it is where it is one person's. */
const toldOf = async (id: string) =>
  (
    await rows(sql`select concat_ws(' ', details->>'percent', role, person, state) as t from tasks where kind = 'stage_overdue'
      and details->>'opportunity' = ${id} order by (details->>'percent')::int, role`)
  ).map(({ t }) => t);

it('tells more people as the time in a stage is used up, each once, and leaves them alone once it goes on', async () => {
  const id = await open('CUS-SLA');
  const told = () => toldOf(id);
  await world.env.sleep('30h');
  await expect.poll(told).toEqual(['50 agent open']);
  await world.env.sleep('20h');
  await expect.poll(told).toEqual([...['50 agent open', '80 agent open', '100 agent open', '100 supervisor open']]);
  expect((await stateOf(id)).firedLevels).toEqual([50, 80, 100]);
  expect((await send(id, 'advance', { to: 'contacted', evidence: shown('contact_made') })).status).toBe(200);
  expect((await told()).every((one) => String(one).endsWith('void'))).toBe(true);
  expect((await stateOf(id)).firedLevels).toEqual([]);
});

it('goes from stage to stage with evidence, is won, and its prospect becomes a customer in the same transaction', async () => {
  const id = await open('CUS-W');
  expect(await stateOf(id)).toMatchObject({
    ...{ status: 'new', missing: ['contact_made'] },
    waiting: { for: 'evidence', message: { fr: expect.stringContaining('contact_made') } },
  });
  for (const [to, ...criteria] of [
    ['contacted', 'contact_made'],
    ['qualified', 'need_confirmed', 'decision_maker_known'],
    ['proposal', 'budget_confirmed', 'timeline_confirmed'],
    ['negotiation', 'quote_sent'],
  ]) {
    expect((await send(id, 'advance', { to, evidence: shown(...criteria) })).status).toBe(200);
  }
  const won = { outcome: 'won', reason: 'Best service', evidence: shown('quote_accepted'), promises: ['Training'] };
  expect(await send(id, 'close', won)).toMatchObject({ status: 409, body: { code: 'bill_to_missing' } });
  expect(await stateOf(id)).toMatchObject({ status: 'negotiation', missing: ['quote_accepted'] });
  expect((await send(id, 'close', { ...won, billTo })).status).toBe(200);
  expect(await stateOf(id)).toMatchObject({ status: 'won', waiting: null, actions: [], promises: ['Training'] });
  expect(await lifecycleOf('CUS-W')).toBe('onboarding');
  const customer = await world.api.get('agent', '/v1/customers/CUS-W');
  expect(customer.body.billTo).toMatchObject({ city: 'Montréal' });
  expect(await stagesOf(id)).toEqual(['new', 'contacted', 'qualified', 'proposal', 'negotiation', 'won']);
  await expect
    .poll(async () => (await world.env.client.workflow.getHandle(`opportunity/${id}`).describe()).status.name)
    .toBe('COMPLETED');
  const { events } = await countHistory(world.env.client, `opportunity/${id}`);
  expect(events).toBeLessThanOrEqual(30 + 4 * 5);
  process.stdout.write(`opportunity won: ${events} events\n`);
});

it('refuses to skip stages with the list of what is missing, and skips them once all is shown', async () => {
  const id = await open('CUS-SKIP');
  const refused = await send(id, 'advance', { to: 'proposal', evidence: shown('contact_made', 'budget_confirmed') });
  expect(refused).toMatchObject({ status: 409, body: { code: 'stage_criteria_missing' } });
  expect(
    refused.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`),
  ).toEqual([...['/evidence need_confirmed', '/evidence decision_maker_known', '/evidence timeline_confirmed']]);
  expect(refused.body.errors[0].detail).toBe('a confirmed need (contacted)');
  expect(refused.body.detail).toContain('a confirmed need (need_confirmed), who decides (decision_maker_known)');
  expect(refused.body.detailFr).toContain('un besoin confirmé (need_confirmed)');
  expect(refused.body.detail).not.toContain('budget_confirmed');
  // A refusal writes nothing, the evidence neither.
  expect(await stateOf(id)).toMatchObject({ status: 'new', evidence: [] });

  const all = shown(...upToProposal);
  expect((await send(id, 'advance', { to: 'proposal', evidence: all })).status).toBe(200);
  expect(await stagesOf(id)).toEqual(['new', 'contacted', 'qualified', 'proposal']);

  expect((await send(id, 'regress', { to: 'proposal', reason: 'x' })).body.code).toBe('stage_not_reachable');
  const back = { to: 'contacted', reason: 'Wrong person', withdraw: ['decision_maker_known'] };
  expect((await send(id, 'regress', back)).status).toBe(200);
  expect(await stateOf(id)).toMatchObject({ status: 'contacted', missing: ['decision_maker_known'] });
});

it('sleeps, and its time in the stage goes on exactly where it stood', async () => {
  const id = await open('CUS-SNOOZE');
  const before = await stateOf(id);
  const until = new Date((await world.env.currentTimeMs()) + 20 * dayMs).toISOString();
  expect((await send(id, 'snooze', { until, reason: 'On holiday' })).status).toBe(200);
  const [row] = await rows(sql`select clock from opportunities where id = ${id}`);
  const left =
    2 * dayMs - ((row?.clock as { consumedMs: number } | undefined) ?? { consumedMs: Number.NaN }).consumedMs;
  expect(await stateOf(id)).toMatchObject({ stageDueAt: null, snoozedUntil: until, waiting: { for: 'snooze', until } });
  expect(await send(id, 'snooze', { until, reason: 'again' })).toMatchObject({
    status: 409,
    body: { code: 'already_snoozed' },
  });
  await world.env.sleep('20d');
  await expect.poll(async () => (await stateOf(id)).snoozedUntil).toBeNull();
  expect(Date.parse((await stateOf(id)).stageDueAt)).toBe(Date.parse(until) + left);
  expect(Date.parse(before.stageDueAt)).toBeLessThan(Date.parse(until));
  expect(await stagesOf(id)).toEqual(['new', 'snoozed', 'woken']);
});

it('is put off for months and begins again by itself', async () => {
  const id = await open('CUS-LATER');
  const until = new Date((await world.env.currentTimeMs()) + 200 * dayMs).toISOString();
  expect((await send(id, 'close', { outcome: 'recycled', reason: 'Next budget', until })).status).toBe(200);
  expect(await stateOf(id)).toMatchObject({
    status: 'recycled',
    recycledUntil: until,
    waiting: { for: 'time', until },
  });
  expect((await send(id, 'advance', { to: 'contacted', evidence: shown('contact_made') })).body.code).toBe(
    'process_not_in_status',
  );
  await world.env.sleep('201d');
  await expect.poll(async () => (await stateOf(id)).status).toBe('new');
  expect(await rows(sql`select 1 from tasks where kind = 'deal_returned' and subject = ${id}`)).toHaveLength(1);
  expect((await send(id, 'close', { outcome: 'lost', reason: 'No need' })).status).toBe(200);
  expect((await send(id, 'close', { outcome: 'lost', reason: 'No need' })).body.code).toBe('process_closed');
  // Nobody is to look at it any more.
  const returned = await rows(sql`select state from tasks where kind = 'deal_returned' and subject = ${id}`);
  expect(returned).toEqual([{ state: 'void' }]);
});

it('that is lost while it is put off died in the stage from which it was put off', async () => {
  const id = await open('CUS-DIED', { team: 'parked' });
  expect((await send(id, 'advance', { to: 'contacted', evidence: shown('contact_made') })).status).toBe(200);
  const until = new Date((await world.env.currentTimeMs()) + 200 * dayMs).toISOString();
  expect((await send(id, 'close', { outcome: 'recycled', reason: 'Next budget', until })).status).toBe(200);
  expect((await send(id, 'close', { outcome: 'lost', reason: 'No need' })).status).toBe(200);
  expect(await stagesOf(id)).toEqual(['new', 'contacted', 'recycled', 'lost']);
  expect(await closedDeals(world.database.query, 'parked')).toMatchObject([{ id, won: false, lastStage: 'contacted' }]);
});

it('refuses what is incomplete or has gone by', async () => {
  const id = await open('CUS-BAD');
  const past = '2020-01-01T00:00:00Z';
  expect((await send(id, 'snooze', { until: past, reason: 'x' })).status).toBe(422);
  expect((await send(id, 'close', { outcome: 'recycled', reason: 'x' })).status).toBe(422);
  expect((await send(id, 'close', { outcome: 'lost' })).status).toBe(422);
  const deal = { title: 'x', amount: { amount: 1, currency: 'CAD' }, owner: 'm' };
  for (const [wrong, pointer] of [
    [{ customerId: 'CUS-NONE', calendar: 'always' }, '/customerId'],
    [{ customerId: 'CUS-BAD', calendar: 'none' }, '/calendar'],
    [{ customerId: 'CUS-BAD' }, '/calendar'],
  ] as const) {
    const answer = await world.api.post('agent', '/v1/opportunities', { ...deal, ...wrong });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  }
  expect((await send(id, 'close', { outcome: 'won', reason: 'x', billTo })).body.code).toBe('stage_criteria_missing');
  expect((await send('OPP-0000000', 'advance', { to: 'contacted' })).status).toBe(404);
  await rows(sql`update customers set lifecycle = 'onboarding', bill_to = '{}' where id = 'CUS-BAD'`);
  await rows(sql`update customers set lifecycle = 'exiting' where id = 'CUS-BAD'`);
  const body = {
    customerId: 'CUS-BAD',
    title: 'x',
    amount: { amount: 1, currency: 'CAD' },
    owner: 'm',
    calendar: 'always',
  };
  expect((await world.api.post('agent', '/v1/opportunities', body)).body.code).toBe('customer_cannot_buy');
});

it('lets two who advance it at one instant move it once', async () => {
  const id = await open('CUS-RACE');
  const body = { to: 'contacted', evidence: shown('contact_made') };
  const answers = await Promise.all([send(id, 'advance', body), send(id, 'advance', body), send(id, 'advance', body)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect(await stagesOf(id)).toEqual(['new', 'contacted']);
});

it('is changed on the version that was read, or not at all', async () => {
  const id = await open('CUS-MATCH');
  const read = await world.api.get('agent', `/v1/opportunities/${id}`);
  const etag = read.headers.get('etag') ?? '';
  const on = (version: string) => ({ headers: { 'if-match': version } });
  await send(id, 'interactions', { kind: 'call' });
  const body = { to: 'contacted', evidence: shown('contact_made') };
  const stale = await world.api.post('agent', `/v1/opportunities/${id}/advance`, body, on(etag));
  expect(stale).toMatchObject({ status: 412, body: { code: 'stale_version' } });
  expect(await stagesOf(id)).toEqual(['new']);
  // Its own process may change it between the two: then it is read once more, as every caller does who is told so.
  const onTheNewest = async () => {
    const now = (await world.api.get('agent', `/v1/opportunities/${id}`)).headers.get('etag') ?? '';
    return (await world.api.post('agent', `/v1/opportunities/${id}/advance`, body, on(now))).status;
  };
  await expect.poll(onTheNewest).toBe(200);
  expect(await stagesOf(id)).toEqual(['new', 'contacted']);
});

const sells = (person: string) =>
  rows(sql`insert into staff (id, name, email, role, team, languages, calendar_id)
    values (${person}, ${person}, ${`${person}@example.com`}, 'agent', 'sales', '["fr"]', 'always') on conflict do nothing`);

it('goes to somebody else when its owner lets it stand for half as long again, and to nobody where there is nobody', async () => {
  await Promise.all(['ann', 'marie'].map(sells));
  const id = await open('CUS-PASS');
  const alone = await open('CUS-ALONE', { team: 'nobody' });
  const soon = new Date((await world.env.currentTimeMs()) + dayMs).toISOString();
  expect((await send(id, 'interactions', { kind: 'call', nextStep: { what: 'Call', dueAt: soon } })).status).toBe(200);
  await world.env.sleep('4d');
  await expect.poll(async () => (await stateOf(id)).owner).toBe('ann');
  expect(await toldOf(id)).toEqual([
    ...['50 agent ann open', '80 agent ann open', '100 agent ann open', '100 supervisor open'],
    ...['150 admin open', '150 supervisor open'],
  ]);
  // Who looks at one of them finds who has the deal now, and what else its owner was to see to went with it.
  const named = await rows(sql`select distinct details ->> 'owner' as owner from tasks where process_id = ${id}`);
  expect(named).toEqual([{ owner: 'ann' }]);
  const step = await rows(sql`select person, state from tasks where kind = 'next_step_overdue' and process_id = ${id}`);
  expect(step).toEqual([{ person: 'ann', state: 'open' }]);
  await expect.poll(async () => (await stateOf(alone)).firedLevels).toEqual([50, 80, 100, 150]);
  expect((await stateOf(alone)).owner).toBe('marie');
  const events = await rows(sql`select data from events where aggregate_id = ${id} and type = 'opportunity.passed_on'`);
  expect(events).toEqual([{ data: { owner: 'ann', from: 'marie' } }]);
});

it('tells its owner once that the next step is overdue, but not while it sleeps, and leaves them alone once another is planned', async () => {
  await sells('marie');
  const nobodyElse = { team: 'nobody' };
  const [id, asleep] = [await open('CUS-STEP', nobodyElse), await open('CUS-ASLEEP', nobodyElse)];
  const at = async (days: number) => new Date((await world.env.currentTimeMs()) + days * dayMs).toISOString();
  const plan = async (of: string, what: string, days: number) =>
    send(of, 'interactions', { kind: 'call', nextStep: { what, dueAt: await at(days) } });
  for (const one of [id, asleep]) expect((await plan(one, 'Send the brochure', 1)).status).toBe(200);
  await send(asleep, 'snooze', { until: await at(30), reason: 'On holiday' });
  const told = async () =>
    (
      await rows(sql`select concat_ws(' ', subject, role, person, state) as t from tasks where kind = 'next_step_overdue'
      and subject in (${id}, ${asleep}) order by raised_at`)
    ).map(({ t }) => t);
  await world.env.sleep('25h');
  await expect.poll(told).toEqual([`${id} agent marie open`]);
  expect((await plan(id, 'Call again', 5)).status).toBe(200);
  expect(await told()).toEqual([`${id} agent marie void`]);
});

it('that was put off is lost when its customer has left meanwhile', async () => {
  const id = await open('CUS-GONE');
  const until = new Date((await world.env.currentTimeMs()) + 30 * dayMs).toISOString();
  await send(id, 'close', { outcome: 'recycled', reason: 'Next budget', until });
  for (const lifecycle of ['onboarding', 'exiting', 'exited']) {
    await rows(sql`update customers set lifecycle = ${lifecycle}, bill_to = '{}' where id = 'CUS-GONE'`);
  }
  await world.env.sleep('31d');
  await expect.poll(async () => (await stateOf(id)).status).toBe('lost');
  expect(await rows(sql`select 1 from tasks where kind = 'deal_returned' and subject = ${id}`)).toEqual([]);
});

it('knows the same moves in the database as in the rules', async () => {
  const stored = await rows(
    sql`select from_status || '>' || to_status as m from process_moves where kind = 'opportunity'`,
  );
  const legal = Object.entries(opportunityMoves).flatMap(([from, tos]) => tos.map((to) => `${from}>${to}`));
  expect(stored.map((row) => row.m).sort()).toEqual(legal.sort());
});
