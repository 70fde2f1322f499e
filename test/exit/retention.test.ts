/** What keeps a customer: the offer, who has to approve it, who is never made one, and what the report makes of it. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noticeEnd } from '../../domain/exit/notice.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { leavingCustomers } from './leaving-customers.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  await putStock(world.database, 'LAMP', 'MTL', 200);
});
afterAll(() => world.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);
const told = async (id: string) =>
  (await rows(sql`select template from messages where process = ${`exit/${id}`} order by created_at, template`)).map(
    ({ template }) => template,
  );

/** One who has spent enough, for long enough, to be offered more than the cap. */
async function dearCustomer(): Promise<string> {
  const customerId = await they.customer();
  await rows(sql`update customers set created_at = now() - interval '3 years' where id = ${customerId}`);
  await rows(sql`insert into orders (id, customer_id, channel, status, currency, net_minor, tax_minor, total_minor,
      shortage_policy, payment_method, payment_token, ship_to, policy, placed_by)
    select ${`ORD-${customerId.slice(4)}`}, id, 'web', 'completed', 'CAD', 600000, 0, 600000, 'ask', 'card', 'pm_card_visa', bill_to,
      (select policy from orders limit 1), 'test' from customers where id = ${customerId}`);
  await rows(sql`insert into payments (id, order_id, no, shipment_no, method, token, currency, amount_minor, captured_minor, handed_over_minor, state)
    values (${`ORD-${customerId.slice(4)}-P1`}, ${`ORD-${customerId.slice(4)}`}, 1, 1, 'card', 'pm_card_visa', 'CAD', 600000, 600000, 600000, 'captured')`);
  return customerId;
}

it('asks somebody else before an offer above the cap, and makes it when they say yes', async () => {
  await they.place('CUS-CARD');
  const id = await they.leave(await dearCustomer(), { reason: 'price' }, 'supervisor');
  const exit = await they.exitOf(id);
  expect(exit).toMatchObject({
    status: 'retention',
    offer: { kind: 'credit', value: { amount: 25_000 }, state: 'awaiting_approval', expiresAt: null },
    waiting: { for: 'approval', who: ['supervisor'] },
  });
  expect(await told(id)).toEqual(['exit_requested']);
  const { approval } = exit.offer;
  const listed = (await world.api.get('supervisor', '/v1/approvals')).body.data;
  expect(listed).toMatchObject([{ id: approval.id, links: { exit: `/v1/exits/${id}` } }]);
  const say = (as: 'agent' | 'supervisor' | 'admin', decision = 'approve', digest = approval.digest) =>
    world.api.post(as, `/v1/approvals/${approval.id}/decision`, { decision, reason: 'worth it', digest });
  expect(await say('supervisor')).toMatchObject({ status: 403, body: { code: 'requester_cannot_decide' } });
  expect(await say('agent')).toMatchObject({ status: 403, body: { code: 'above_authority' } });
  expect(await say('admin', 'approve', '0'.repeat(64))).toMatchObject({ body: { code: 'digest_mismatch' } });
  expect(await world.api.post('agent', `/v1/exits/${id}/offer`, { answer: 'accept' })).toMatchObject({
    body: { code: 'exit_offer_closed' },
  });
  expect((await say('admin')).status).toBe(200);
  expect(await they.exitOf(id)).toMatchObject({ offer: { state: 'open', approval: null }, waiting: { for: 'offer' } });
  expect(await told(id)).toEqual(['exit_requested', 'exit_offer']);
  const stands = sql`expires_at - made_at = stands_days * interval '1 day' and stands_days`;
  expect(await rows(sql`select ${stands} > 2 as long from exit_offers where exit_id = ${id}`)).toEqual([
    { long: true },
  ]);
  expect(await say('admin')).toMatchObject({ body: { code: 'approval_closed' } });
  await they.say(id, 'offer', { answer: 'accept' });
  const [task] = await rows(sql`select kind, details from tasks where subject = ${id}`);
  expect(task).toMatchObject({ kind: 'keep_retention_offer', details: { kind: 'credit', amountMinor: 25_000 } });
});

it('lets the notice run when nobody approves, says no, or the customer says nothing', async () => {
  const [refused, silent] = [
    await they.leave(await dearCustomer(), { reason: 'price' }),
    await they.leave(await dearCustomer(), { reason: 'price' }),
  ];
  const { approval } = (await they.exitOf(refused)).offer;
  const no = { decision: 'reject', reason: 'too dear', digest: approval.digest };
  expect((await world.api.post('supervisor', `/v1/approvals/${approval.id}/decision`, no)).status).toBe(200);
  expect(await they.exitOf(refused)).toMatchObject({ status: 'notice', offer: { state: 'not_approved' } });

  await rows(sql`update approvals set escalates_at = now() - interval '1 minute' where process_id = ${silent}`);
  await they.nudge(silent);
  await expect.poll(async () => (await they.exitOf(silent)).waiting.who).toEqual(['admin']);
  await rows(sql`update approvals set expires_at = now() where process_id = ${silent}`);
  await they.nudge(silent);
  await they.becomes(silent, 'notice');
  expect((await they.exitOf(silent)).offer).toMatchObject({ state: 'not_approved' });

  const unanswered = await they.leave(await they.customer(), { reason: 'service' });
  // The notice runs from the request on, however long the offer stood.
  await rows(sql`update processes set opened_at = opened_at - interval '10 days' where id = ${unanswered}`);
  await rows(sql`update exit_offers set expires_at = now() where exit_id = ${unanswered}`);
  const late = await world.api.post('agent', `/v1/exits/${unanswered}/offer`, { answer: 'accept' });
  // Refused before the process has looked, and after.
  expect(['exit_offer_closed', 'process_not_in_status']).toContain(late.body.code);
  await they.nudge(unanswered);
  await they.becomes(unanswered, 'notice');
  const { offer, openedAt, notice } = await they.exitOf(unanswered);
  expect(offer).toMatchObject({ state: 'expired' });
  const { lastDay } = noticeEnd(Date.parse(openedAt), { kind: 'calendar_months', months: 1 }, notice.zone);
  expect(notice.lastDay).toBe(lastDay);
});

it.each([
  ['non_payment', 'exit_for_non_payment', 'exit_notice_by_us'],
  ['fraud', 'exit_for_fraud', 'exit_notice_by_us'],
  ['death', 'exit_for_death', 'exit_notice_estate'],
  ['insolvency', 'exit_for_insolvency', 'exit_notice_by_us'],
])('by %s makes no offer, and says so in words of its own', async (kind, template, notice) => {
  const id = await they.leave(await they.customer(), { kind }, 'supervisor');
  expect(await they.exitOf(id)).toMatchObject({
    status: 'notice',
    reason: kind,
    offer: null,
    offerAnswer: 'involuntary',
  });
  expect((await told(id)).sort()).toEqual([template, notice].sort());
});

it('is begun without the customer by a supervisor only, and with no reason but its own', async () => {
  const customerId = await they.customer();
  const asked = { customerId, kind: 'fraud' };
  expect(await world.api.post('agent', '/v1/exits', asked)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await world.api.post('supervisor', '/v1/exits', { ...asked, reason: 'price' })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/reason' }] },
  });
});

it('makes the hold-out group no offer, always the same customers, and shows what the offer adds', async () => {
  const heldOut = await Promise.all([0, 1].map(() => they.customer({}, true)));
  for (const customerId of heldOut) {
    const id = await they.leave(customerId, { reason: 'service' });
    expect(await they.exitOf(id)).toMatchObject({ status: 'notice', offerAnswer: 'held_out', offer: null });
    await they.say(id, 'rescind');
    const again = await they.leave(customerId, { reason: 'service' });
    expect(await they.exitOf(again)).toMatchObject({ offerAnswer: 'held_out' });
    await they.endNotice(again);
    await they.becomes(again, 'exporting');
  }
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const report = (await world.api.get('supervisor', `/v1/exits/report?from=${from}`)).body;
  // Each of them stayed once and left once.
  expect(report.heldOut).toEqual({ decided: 4, saved: 2, rate: 0.5 });
  // The one who accepted above; the others have not decided yet.
  expect(report.offered).toEqual({ decided: 1, saved: 1, rate: 1 });
  expect(report.difference).toBe(0.5);
  expect(report.reasons).toContainEqual({ reason: 'fraud', exits: 1, decided: 0, saved: 0, rate: null });
  const none = (await world.api.get('supervisor', '/v1/exits/report?until=2001-01-01T00:00:00Z')).body;
  expect(none).toMatchObject({ offered: { decided: 0, rate: null }, difference: null, reasons: [] });
});

it('asks nobody any more to approve the offer of an exit that was taken back', async () => {
  const id = await they.leave(await dearCustomer(), { reason: 'price' });
  const { approval } = (await they.exitOf(id)).offer;
  await they.say(id, 'rescind');
  expect((await they.exitOf(id)).offer).toMatchObject({ state: 'void', approval: null });
  expect(await rows(sql`select state from approvals where id = ${approval.id}`)).toEqual([{ state: 'void' }]);
});

it('wins a customer back only while their consent survives', async () => {
  const gone = async (consent: boolean) => {
    const customerId = await they.customer();
    if (consent)
      await world.api.post('agent', `/v1/customers/${customerId}/consents`, {
        channel: 'email',
        given: true,
        source: 'form',
      });
    const id = await they.exported(customerId);
    await they.say(id, 'confirm');
    return { customerId, id };
  };
  const [silent, willing] = [await gone(false), await gone(true)];
  expect(await world.api.post('agent', `/v1/exits/${silent.id}/win-back`, {})).toMatchObject({
    body: { code: 'no_surviving_consent' },
  });
  const erasing = (since: ReturnType<typeof sql>) =>
    rows(sql`update exits set erase_started_at = ${since} where id = ${willing.id}`);
  await erasing(sql`now()`);
  expect(await world.api.post('agent', `/v1/exits/${willing.id}/win-back`, {})).toMatchObject({
    body: { code: 'no_surviving_consent' },
  });
  await erasing(sql`null`);
  expect(await they.say(willing.id, 'win-back')).toMatchObject({ status: 'won_back' });
  expect(await rows(sql`select 1 from exit_documents where exit_id = ${willing.id}`)).toEqual([]);
  expect(await they.lifecycleOf(willing.customerId)).toBe('prospect');
  expect(await told(willing.id)).toContain('exit_win_back');
  // Nothing of theirs is erased, and they may leave again once they are a customer again.
  await they.nudge(willing.id);
  expect((await world.api.get('agent', `/v1/customers/${willing.customerId}`)).body.name).toBe('Wilhelmina Quack');
});

it('adds up what one of the staff offers within a day: split into small ones, it is above the cap too', async () => {
  await rows(sql`insert into staff (id, name, email, role, team, languages, calendar_id)
    values ('agent@test', 'Marie', 'm@example.com', 'agent', 'support', '["en"]', 'desk')`);
  const offered = async () =>
    (await they.exitOf(await they.leave(await they.customer(), { reason: 'service' }, 'agent'))) as {
      id: string;
      offer: { state: string; approval: { id: string; digest: string } };
    };
  const [first, second, third] = [await offered(), await offered(), await offered()];
  expect([first, second, third].map(({ offer }) => offer.state)).toEqual(['open', 'open', 'awaiting_approval']);
  const asked = (await world.api.get('supervisor', '/v1/approvals')).body.data;
  expect(asked).toMatchObject([{ id: third.offer.approval.id, amount: { amount: 15_000, currency: 'CAD' } }]);
  // What a customer refused costs nothing, and counts no more: neither now nor for the next.
  await they.say(first.id, 'offer', { answer: 'refuse' });
  expect((await offered()).offer.state).toBe('awaiting_approval');
  const { approval } = third.offer;
  const no = { decision: 'reject', reason: 'too many', digest: approval.digest };
  expect((await world.api.post('supervisor', `/v1/approvals/${approval.id}/decision`, no)).status).toBe(200);
  await they.say(second.id, 'offer', { answer: 'refuse' });
  expect((await offered()).offer.state).toBe('open');
});

it('tries a new offer table on past exits, those too to whom nothing was offered', async () => {
  const nothing = await they.leave(await they.customer(), { reason: 'moving' });
  const something = await they.leave(await they.customer(), { reason: 'service' });
  const table = (await world.api.get('supervisor', '/v1/decision-tables/exit-offer')).body.versions[0];
  const { hitPolicy, inputs, outputs, rules } = table;
  const call = {
    id: 'call-who-moves',
    when: { reason: '"moving"' },
    gives: { offer: 'call', valueMinor: 0, standsDays: 3 },
    text: { en: 'Who moves is called.', fr: 'Qui déménage est appelé.' },
  };
  const body = { hitPolicy, inputs, outputs, rules: [call, ...rules] };
  const proposed = await world.api.post('supervisor', '/v1/decision-tables/exit-offer/versions', body);
  expect(proposed).toMatchObject({ status: 201, body: { version: 2 } });
  const simulate = async (version: number) =>
    (await world.api.post('supervisor', '/v1/decision-tables/exit-offer/simulate', { version })).body;
  const { cases, ...counts } = await simulate(2);
  const [last, before] = cases;
  expect(last).toMatchObject({ process: something, result: 'same', after: { offer: 'credit', valueMinor: 5000 } });
  expect(before).toEqual({
    ...{ process: nothing, result: 'changed' },
    before: { offer: 'none', valueMinor: 0, standsDays: 0 },
    after: { offer: 'call', valueMinor: 0, standsDays: 3 },
    rules: [{ rule: 'call-who-moves', text: { en: 'Who moves is called.', fr: 'Qui déménage est appelé.' } }],
  });
  expect(counts.changed).toBe(cases.filter(({ result }: { result: string }) => result === 'changed').length);
  expect(counts).toMatchObject({ table: 'exit-offer', version: 2, notDecidable: 0 });
  expect(await simulate(1)).toMatchObject({ changed: 0, same: cases.length });
  // Nothing was put in force, and nobody was offered anything by it.
  const again = await they.leave(await they.customer(), { reason: 'moving' });
  expect(await they.exitOf(again)).toMatchObject({ status: 'notice', offer: null, offerAnswer: 'no_offer' });
});

it('is approved by everybody whom a plan names, one step after the other, as whoever runs the shop has set it', async () => {
  const steps = [
    { needs: 'any', approvers: ['role:supervisor'], next: ['role:admin'] },
    { needs: 'all', approvers: ['role:admin'], next: [] },
  ];
  const from = { amount: 20_000, currency: 'CAD' };
  const headers = { 'if-match': '"0"' };
  const set = await world.api.put('admin', '/v1/approval-plans/exit', { plans: [{ from, steps }] }, { headers });
  expect(set.status, JSON.stringify(set.body)).toBe(200);
  const id = await they.leave(await dearCustomer(), { reason: 'price' });
  const { approval } = (await they.exitOf(id)).offer;
  const say = async (as: 'supervisor' | 'admin') => {
    const yes = { decision: 'approve', reason: 'worth it', digest: approval.digest };
    return (await world.api.post(as, `/v1/approvals/${approval.id}/decision`, yes)).body.result?.state;
  };
  expect(await say('supervisor')).toBe('open');
  expect(await they.exitOf(id)).toMatchObject({ offer: { state: 'awaiting_approval' }, waiting: { who: ['admin'] } });
  expect(await say('admin')).toBe('approved');
  expect(await they.exitOf(id)).toMatchObject({ offer: { state: 'open' } });
});
