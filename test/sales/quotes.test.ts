/** Quotes: priced, approved above authority, expired, and accepted as one order at the quoted prices. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createScenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { shown, upToProposal } from './evidence.ts';

let world: World;
const shipTo = {
  ...{ name: 'Zoé', line1: '1, rue Sainte-Catherine', city: 'Montréal', region: 'QC', postalCode: 'H2X 1K4' },
  country: 'CA',
};
const dayMs = 86_400_000;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
  await world.api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week });
  await world.api.put('admin', '/v1/approval-limits', {
    limits: [
      { role: 'agent', upTo: { amount: 500, currency: 'CAD' } },
      { role: 'supervisor', upTo: { amount: 5000, currency: 'CAD' } },
    ],
  });
  await putStock(world.database, 'LAMP', 'MTL', 50);
});
afterAll(() => world?.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);

async function deal(): Promise<string> {
  const amount = { amount: 10_000, currency: 'CAD' };
  const body = { customerId: 'CUS-CARD', title: 'Lamps', amount, owner: 'marie', calendar: 'always' };
  const { id } = (await world.api.post('agent', '/v1/opportunities', body)).body;
  await world.api.post('agent', `/v1/opportunities/${id}/advance`, {
    to: 'proposal',
    evidence: shown(...upToProposal),
  });
  return id;
}

type As = 'agent' | 'supervisor' | 'back_office' | 'admin';
const quote = (id: string, more: object = {}, as: As = 'agent') =>
  world.api.post(as, `/v1/opportunities/${id}/quotes`, { lines: [{ sku: 'LAMP', quantity: 2 }], shipTo, ...more });
const send = (id: string, path: string, body: object, as: As = 'agent') =>
  world.api.post(as, `/v1/opportunities/${id}/quotes/${path}`, body);
const card = { payment: { method: 'card', token: 'pm_card_visa' } };

it('is accepted as one order, at the quoted prices, however often it is asked', async () => {
  const id = await deal();
  expect((await quote(id)).body.result).toMatchObject({ quote: 1, state: 'open' });
  expect((await world.api.get('agent', `/v1/opportunities/${id}`)).body).toMatchObject({ missing: [] });
  await rows(sql`update product_prices set amount_minor = 9999 where sku = 'LAMP' and currency = 'CAD'`);
  const answers = await Promise.all([send(id, '1/accept', card), send(id, '1/accept', card)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  await rows(sql`update product_prices set amount_minor = 1999 where sku = 'LAMP' and currency = 'CAD'`);
  const orderId = answers.find(({ status }) => status === 200)?.body.result.order;
  const placed = await rows(sql`select id, net_minor::int as net, channel from orders where channel = 'quote'`);
  expect(placed).toEqual([{ id: orderId, net: 3998, channel: 'quote' }]);
  await world.labelled(`${orderId}-S1`);
  expect((await world.api.get('agent', `/v1/opportunities/${id}/quotes/1`)).body).toMatchObject({
    state: 'accepted',
    orderId,
  });
  const won = { to: 'negotiation', evidence: [] };
  expect((await world.api.post('agent', `/v1/opportunities/${id}/advance`, won)).status).toBe(200);
  const close = { outcome: 'won', reason: 'Accepted' };
  expect((await world.api.post('agent', `/v1/opportunities/${id}/close`, close)).status).toBe(200);
});

it('waits for somebody else with authority when the discount is above its author’s, split over quotes too', async () => {
  const id = await deal();
  // 10 % of 3998 is within an agent's 500; twice that within a day is not.
  expect((await quote(id, { discountBps: 1000 })).body.result).toMatchObject({ state: 'open' });
  const other = await deal();
  const made = (await quote(other, { discountBps: 1000 })).body.result;
  expect(made).toMatchObject({ state: 'awaiting_approval', approverRole: 'supervisor' });
  expect((await send(other, '1/accept', card)).body.code).toBe('quote_not_in_state');
  const decide = (digest: string, as: As) => send(other, '1/decision', { decision: 'approve', digest }, as);
  expect((await decide(made.digest, 'agent')).body.code).toBe('requester_cannot_decide');
  expect((await decide('another', 'supervisor')).body.code).toBe('digest_mismatch');
  expect((await decide(made.digest, 'back_office')).status).toBe(403);
  expect((await decide(made.digest, 'supervisor')).body.result).toMatchObject({ state: 'open' });
  expect((await world.api.get('agent', `/v1/opportunities/${other}`)).body.evidence).toContain('quote_sent');
});

it('needs authority for all that its author gave away that day, and asks whoever has it', async () => {
  const large = { lines: [{ sku: 'LAMP', quantity: 10 }], discountBps: 1500 };
  await quote(await deal(), large);
  const id = await deal();
  const { digest, approverRole } = (await quote(id, large)).body.result;
  expect(approverRole).toBe('admin');
  const asked = () =>
    rows(
      sql`select role, state from tasks where kind = 'quote_approval' and subject like ${`${id}/%`} order by subject`,
    );
  expect(await asked()).toEqual([{ role: 'admin', state: 'open' }]);
  // The discount alone is within a supervisor's limit.
  const decide = (as: As) => send(id, '1/decision', { decision: 'approve', digest }, as);
  expect(await decide('supervisor')).toMatchObject({ status: 403, body: { code: 'above_authority' } });
  expect((await decide('admin')).body.result).toMatchObject({ state: 'open' });
  expect(await asked()).toEqual([{ role: 'admin', state: 'done' }]);
  await quote(id, large);
  await world.api.post('agent', `/v1/opportunities/${id}/close`, { outcome: 'lost', reason: 'x' });
  expect(await asked()).toEqual([
    { role: 'admin', state: 'done' },
    { role: 'admin', state: 'void' },
  ]);
});

it('is ordered once by callers who ask again and again with keys of their own and with the same', async () => {
  const id = await deal();
  await quote(id);
  const keys = ['a', 'a', 'a', 'b', 'b', 'c'].map((key) => `${id}-${key}`);
  const path = `/v1/opportunities/${id}/quotes/1/accept`;
  const answers = await Promise.all(keys.map((key) => world.api.post('agent', path, card, { key })));
  const yes = answers.filter(({ status }) => status === 200);
  expect(new Set(yes.map(({ body }) => body.result.order)).size).toBe(1);
  expect(answers.filter(({ status }) => status !== 200).every(({ body }) => body.code === 'quote_not_in_state')).toBe(
    true,
  );
  const again = await Promise.all(keys.map((key) => world.api.post('agent', path, card, { key })));
  expect(again.map(({ status, body }) => [status, body])).toEqual(answers.map(({ status, body }) => [status, body]));
  const orders = await rows(sql`select order_id from quotes where opportunity_id = ${id}`);
  expect(orders).toEqual([{ order_id: yes[0]?.body.result.order }]);
  const placed = await rows(sql`select 1 from commands where kind = 'place_order' and caller = ${`opportunity/${id}`}`);
  expect(placed).toHaveLength(1);
});

it('refuses what cannot be quoted, replaces the open one, and expires', async () => {
  const id = await deal();
  expect(await quote(id, { lines: [{ sku: 'NONE', quantity: 1 }] })).toMatchObject({
    ...{ status: 422, body: { errors: [{ pointer: '/lines/0/sku', code: 'unknown_sku' }] } },
  });
  await quote(id, { validDays: 30 });
  await quote(id, { validDays: 2 });
  const states = async () =>
    (await world.api.get('agent', `/v1/opportunities/${id}`)).body.quotes.map(({ state }: { state: string }) => state);
  expect(await states()).toEqual(['replaced', 'open']);
  const now = await world.env.currentTimeMs();
  await world.env.sleep(Math.max(0, Date.now() - now) + 3 * dayMs);
  await expect.poll(states).toEqual(['replaced', 'expired']);
  expect((await send(id, '2/accept', card)).body.code).toBe('quote_not_in_state');
  expect((await send(id, '9/accept', card)).status).toBe(404);
});

it('lets a person with a limit of their own give as much alone as that covers, whatever their role may', async () => {
  await rows(sql`insert into staff (id, name, email, role, team, languages, calendar_id, limits)
    values ('agent@test', 'Marie', 'm@example.com', 'agent', 'nobody', '["en"]', 'desk', '{"CAD": 10000000}')`);
  const large = { lines: [{ sku: 'LAMP', quantity: 10 }], discountBps: 1500 };
  expect((await quote(await deal(), large)).body.result).toMatchObject({ state: 'open', approverRole: null });
  await rows(sql`update staff set limits = '{"CAD": 1}' where id = 'agent@test'`);
  const less = (await quote(await deal(), { discountBps: 100 })).body.result;
  expect(less).toMatchObject({ state: 'awaiting_approval' });
  await rows(sql`delete from staff where id = 'agent@test'`);
});

const supervisorsDecide = () =>
  world.api.put('admin', '/v1/approval-limits', {
    limits: [{ role: 'supervisor', upTo: { amount: 1_000_000, currency: 'CAD' } }],
  });

it('whose discount somebody agreed to becomes an order that nobody is asked about again, until more is added', async () => {
  await supervisorsDecide();
  const id = await deal();
  const { digest } = (await quote(id, { discountBps: 5000 })).body.result;
  const agreed = await world.api.post('supervisor', `/v1/approvals/${id}-A1/decision`, {
    decision: 'approve',
    reason: 'a launch',
    digest,
  });
  expect(agreed.body.result, JSON.stringify(agreed.body)).toMatchObject({ state: 'open' });
  const { order } = (await send(id, '1/accept', card)).body.result;
  const scenario = createScenario(world);
  await scenario.packed(`${order}-S1`);
  const { body, version } = await scenario.preview(order, { addLines: [{ sku: 'LAMP', quantity: 1 }] });
  expect((await scenario.confirm(order, body.result.no, version)).status).toBe(200);
  await world.reaches(order, 'awaiting_approval');
  expect(await rows(sql`select reasons from approvals where order_id = ${order}`)).toEqual([
    { reasons: ['discount_above_limit'] },
  ]);
});

it('whose discount its author had the authority for becomes an order that somebody else is asked about', async () => {
  await supervisorsDecide();
  const id = await deal();
  expect((await quote(id, { discountBps: 5000 }, 'supervisor')).body.result).toMatchObject({ state: 'open' });
  const { order } = (await send(id, '1/accept', card)).body.result;
  await world.reaches(order, 'awaiting_approval');
});

it.each(['lost', 'recycled'] as const)(
  'comes to nothing with a deal that is %s, and nobody has to decide on it',
  async (outcome) => {
    const open = await deal();
    const waiting = await deal();
    expect((await quote(open)).body.result.state).toBe('open');
    expect((await quote(waiting, { discountBps: 9000 })).body.result.state).toBe('awaiting_approval');
    const until = new Date((await world.env.currentTimeMs()) + 100 * dayMs).toISOString();
    const close = { outcome, reason: 'Next year', ...(outcome === 'recycled' && { until }) };
    for (const id of [open, waiting]) {
      expect((await world.api.post('agent', `/v1/opportunities/${id}/close`, close)).status).toBe(200);
      expect((await world.api.get('agent', `/v1/opportunities/${id}/quotes/1`)).body.state).toBe('replaced');
    }
    const asked = await rows(sql`select state from tasks where kind = 'quote_approval' and process_id = ${waiting}`);
    const approvals = await rows(sql`select state from approvals where process_id = ${waiting}`);
    expect({ asked, approvals }).toEqual({ asked: [{ state: 'void' }], approvals: [{ state: 'void' }] });
  },
);
