/** A discount that nobody decides on goes up level by level, as every other approval does, and then is turned down. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { opportunity } from '../../activities/sales/opportunity.ts';
import { changeProcess } from '../../db/processes/change-process.ts';
import { inTransaction } from '../../db/transaction.ts';
import { startWorld, type World } from '../harness/world.ts';
import { shown, upToProposal } from './evidence.ts';

let world: World;
const hour = 3_600_000;
const shipTo = {
  ...{ name: 'Zoé', line1: '1, rue Sainte-Catherine', city: 'Montréal', region: 'QC', postalCode: 'H2X 1K4' },
  country: 'CA',
};

beforeAll(async () => {
  // Its instants are the test's: what its workflow does when it wakes up is done at them.
  world = await startWorld({ time: 'skipping', worker: false });
  const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
  await world.api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week });
});
afterAll(() => world?.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);

/** A deal with a quote whose discount waits for a supervisor, valid for some days. */
async function asked(validDays = 30): Promise<{ id: string; approval: string; digest: string }> {
  const amount = { amount: 10_000, currency: 'CAD' };
  const body = { customerId: 'CUS-CARD', title: 'Lamps', amount, owner: 'marie', calendar: 'always' };
  const { id } = (await world.api.post('agent', '/v1/opportunities', body)).body;
  await world.api.post('agent', `/v1/opportunities/${id}/advance`, {
    to: 'proposal',
    evidence: shown(...upToProposal),
  });
  const quote = { lines: [{ sku: 'LAMP', quantity: 5 }], shipTo, discountBps: 2000, validDays };
  const { digest } = (await world.api.post('agent', `/v1/opportunities/${id}/quotes`, quote)).body.result;
  return { id, approval: `${id}-A1`, digest };
}

/** Its workflow looks so many hours after it was asked. */
async function pass(id: string, hours: number): Promise<void> {
  const [row] = await rows(
    sql`select (extract(epoch from raised_at) * 1000)::float8 as at from approvals where process_id = ${id}`,
  );
  const options = { id, now: Number(row?.at) + hours * hour, actor: 'parcours', byWorkflow: true };
  await inTransaction(world.database, (tx) => changeProcess(tx, opportunity.store, options, opportunity.advance));
}

/** Who is asked for another quote, and why. */
const neededOf = async (id: string) =>
  (
    await rows(sql`select concat_ws(' ', details ->> 'quote', details ->> 'why', role, person, state) as t
      from tasks where kind = 'quote_needed' and process_id = ${id} order by raised_at`)
  ).map(({ t }) => t);

async function stands(id: string) {
  const [row] = await rows(sql`
    select a.state, a.approver_role as role, q.state as quote, t.role as task, t.state as "taskState",
      (extract(epoch from a.escalates_at - a.raised_at) / 3600)::float8 as next,
      (extract(epoch from a.expires_at - a.raised_at) / 3600)::float8 as over,
      (extract(epoch from p.wake_at - a.raised_at) / 3600)::float8 as wakes
    from approvals a join quotes q on q.opportunity_id = a.process_id join processes p on p.id = a.process_id
    join tasks t on t.process_id = p.id and t.kind = 'quote_approval' where a.process_id = ${id}`);
  return row;
}

const limits = (agent: number, supervisor: number) =>
  world.api.put('admin', '/v1/approval-limits', {
    limits: [
      { role: 'agent', upTo: { amount: agent, currency: 'CAD' } },
      { role: 'supervisor', upTo: { amount: supervisor, currency: 'CAD' } },
    ],
  });

it('asks the next of the ladder when nobody answers, and turns the quote down after the last', async () => {
  await limits(500, 1_000_000);
  const { id, approval } = await asked();
  const first = { state: 'open', role: 'supervisor', quote: 'awaiting_approval', task: 'supervisor' };
  expect(await stands(id)).toMatchObject({ ...first, taskState: 'open', next: 24, over: 72, wakes: 24 });
  const { waiting } = (await world.api.get('agent', `/v1/opportunities/${id}`)).body;
  expect(waiting).toMatchObject({ for: 'approval', who: ['supervisor', 'admin'] });
  expect(waiting.message.en).toContain(approval);
  await pass(id, 23.9);
  expect(await stands(id)).toMatchObject(first);
  await pass(id, 24);
  expect(await stands(id)).toMatchObject({ state: 'open', role: 'admin', task: 'admin', next: null, over: 72 });
  await pass(id, 72);
  expect(await stands(id)).toMatchObject({ state: 'expired', quote: 'rejected', taskState: 'void' });
  const told = await rows(
    sql`select type from events where aggregate_id = ${id} and type like 'approval.%' order by seq`,
  );
  expect(told.map(({ type }) => type)).toEqual(['approval.requested', 'approval.escalated', 'approval.expired']);
  expect(await neededOf(id)).toEqual(['1 unanswered agent open']);
});

it('asks who the plan names, one after another, each with as long', async () => {
  const steps = [{ needs: 'any', approvers: ['role:supervisor'], next: ['role:agent', 'role:admin'] }];
  const plans = [{ from: { amount: 0, currency: 'CAD' }, steps }];
  const { headers } = await world.api.get('admin', '/v1/approval-plans/quote');
  const put = await world.api.put(
    'admin',
    '/v1/approval-plans/quote',
    { plans },
    { headers: { 'if-match': headers.get('etag') ?? '' } },
  );
  expect(put.status, JSON.stringify(put.body)).toBe(200);
  const { id, approval, digest } = await asked();
  expect(await stands(id)).toMatchObject({ next: 24, over: 72 });
  await pass(id, 24);
  expect(await stands(id)).toMatchObject({ role: 'agent', task: 'agent', next: 48, over: 96, wakes: 48 });
  await pass(id, 48);
  expect(await stands(id)).toMatchObject({ role: 'admin', task: 'admin', next: null, over: 96 });
  const decision = { decision: 'approve', reason: 'Fine', digest };
  const decided = await world.api.post('admin', `/v1/approvals/${approval}/decision`, decision);
  expect(decided.body.result, JSON.stringify(decided.body)).toMatchObject({ state: 'open' });
  expect(await stands(id)).toMatchObject({ state: 'approved', quote: 'open', taskState: 'done' });
});

it('is over when the quote is, however long the last one would have had', async () => {
  const { id, approval, digest } = await asked(1);
  await rows(sql`update quotes set expires_at = now() - interval '1 second' where opportunity_id = ${id}`);
  const decide = (path: string) => world.api.post('admin', path, { decision: 'approve', reason: 'x', digest });
  expect((await decide(`/v1/approvals/${approval}/decision`)).body.code).toBe('approval_closed');
  await pass(id, 1);
  expect(await stands(id)).toMatchObject({ state: 'expired', quote: 'expired', taskState: 'void' });
  expect(await neededOf(id)).toEqual(['1 expired agent open']);
  // Another one is made: nobody has to be asked for it any more.
  const another = { lines: [{ sku: 'LAMP', quantity: 5 }], shipTo };
  expect((await world.api.post('agent', `/v1/opportunities/${id}/quotes`, another)).status).toBe(200);
  expect(await neededOf(id)).toEqual(['1 expired agent void']);
});

it('asks the owner for another quote when somebody turned it down, and not once the deal has gone on', async () => {
  const { id, approval, digest } = await asked();
  const decision = { decision: 'reject', reason: 'Too much', digest };
  await world.api.post('admin', `/v1/approvals/${approval}/decision`, decision);
  expect(await neededOf(id)).toEqual(['1 turned_down agent open']);
  await world.api.post('agent', `/v1/opportunities/${id}/close`, { outcome: 'lost', reason: 'No need' });
  expect(await neededOf(id)).toEqual(['1 turned_down agent void']);
});
