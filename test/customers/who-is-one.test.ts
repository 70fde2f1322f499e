/** What counts per customer counts over everybody who was merged into one, whichever of the two it is asked of. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leavingCustomers } from '../exit/leaving-customers.ts';
import type { Answer } from '../harness/api-client.ts';
import { billTo, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { shown, upToProposal } from '../sales/evidence.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  await putStock(world.database, 'LAMP', 'MTL', 100);
  const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
  await ok(world.api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week }));
  const steps = [{ delayMinutes: 1440, channel: 'phone', template: 'cadence_last' }];
  await ok(world.api.put('supervisor', '/v1/cadences/spring', { name: 'Spring', calendar: 'always', steps }));
});
afterAll(() => world.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);
const ok = async (asked: Promise<Answer>) => {
  const { status, body } = await asked;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body;
};
const merge = (kept: string, absorb: string) =>
  ok(world.api.post('supervisor', `/v1/customers/${kept}/merge`, { absorb, reason: 'the same person' }));
const onAccount = { lines: [{ sku: 'LAMP', quantity: 1 }], payment: { method: 'account' } };
const lamp = 2298;

it('has one credit limit, of who answers, for what both owe', async () => {
  const limit = { amount: 2 * lamp, currency: 'CAD' };
  const kept = await they.customer({ creditLimit: limit });
  const absorbed = await they.customer({ creditLimit: { amount: 10_000_000, currency: 'CAD' } });
  await they.delivered(absorbed, onAccount);
  await merge(kept, absorbed);
  await they.delivered(kept, onAccount);
  for (const customerId of [kept, absorbed]) {
    const over = await they.place(customerId, onAccount);
    await world.reaches(over, 'on_hold');
    const holds = await rows(sql`select kind, details from holds where order_id = ${over} and state = 'open'`);
    expect(holds).toMatchObject([{ kind: 'credit', details: { limitMinor: 2 * lamp, exposureMinor: 2 * lamp } }]);
  }
});

it('counts the orders of both where it is asked whether many were placed in a short time', async () => {
  const [kept, absorbed] = [await they.customer(), await they.customer()];
  await they.place(absorbed, { lines: [{ sku: 'LAMP', quantity: 1 }] });
  await merge(kept, absorbed);
  await rows(sql`
    insert into orders select (jsonb_populate_record(o, jsonb_build_object('id', 'ORD-EARLY' || n, 'status', 'completed'))).*
    from orders o, generate_series(1, 10) n where o.customer_id = ${absorbed}`);
  const order = await they.place(kept, { lines: [{ sku: 'LAMP', quantity: 1 }] });
  const points = async () =>
    (
      await rows(
        sql`select data -> 'points' as points from events where aggregate_id = ${order} and type = 'order.screened'`,
      )
    )[0];
  await expect.poll(points).toMatchObject({ points: [{ code: 'many_orders_in_a_short_time' }] });
});

it('counts the claims of both within the year', async () => {
  const [kept, absorbed] = [await they.customer(), await they.customer()];
  const claimed = async (customerId: string): Promise<string> => {
    const orderId = await they.delivered(customerId, { lines: [{ sku: 'LAMP', quantity: 1 }] });
    const claim = { orderId, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }], evidence: [] };
    return (await ok(world.api.post('back_office', '/v1/claims', claim))).id;
  };
  await claimed(absorbed);
  const long = await claimed(absorbed);
  await rows(sql`update processes set opened_at = opened_at - interval '366 days' where id = ${long}`);
  await merge(kept, absorbed);
  const second = await claimed(kept);
  const asked = await rows(sql`
    select (inputs ->> 'claimsInYear')::int as claims from claim_evaluations where claim_id = ${second} and table_id = 'claim-risk'`);
  expect(asked).toEqual([{ claims: 1 }]);
});

it('accepts one offer to stay within 12 months, and weighs what both have spent', async () => {
  const [kept, absorbed] = [await they.customer(), await they.customer()];
  await they.delivered(absorbed, { lines: [{ sku: 'LAMP', quantity: 1 }] });
  const first = await they.leave(absorbed, { reason: 'quality' });
  await they.say(first, 'offer', { answer: 'accept' });
  await merge(kept, absorbed);
  await rows(
    sql`update payments p set amount_minor = 900000, captured_minor = 900000 from orders o where o.id = p.order_id and o.customer_id = ${absorbed}`,
  );
  const again = await they.leave(kept, { reason: 'quality' });
  expect(await they.exitOf(again)).toMatchObject({ offerAnswer: 'accepted_lately', offer: null });
  const [told] = await rows(sql`select inputs ->> 'valueBand' as band from exit_evaluations where exit_id = ${again}`);
  expect(told).toEqual({ band: 'high' });
  await rows(
    sql`update payments p set amount_minor = ${lamp}, captured_minor = ${lamp} from orders o where o.id = p.order_id and o.customer_id = ${absorbed}`,
  );
});

async function prospect(id: string): Promise<string> {
  await rows(
    sql`insert into customers (id, name, email, locale, lifecycle) values (${id}, 'P', ${`${id}@example.com`}, 'fr', 'prospect')`,
  );
  return id;
}

it('runs through a cadence once at a time', async () => {
  const [kept, absorbed] = [await prospect('CUS-ONE'), await prospect('CUS-TWO')];
  const enrol = (customerId: string) =>
    world.api.post('agent', '/v1/cadences/spring/enrolments', { customerId, owner: 'Marie' });
  const running = (await ok(enrol(absorbed))).id;
  await merge(kept, absorbed);
  expect((await enrol(kept)).body.code).toBe('already_exists');
  // Whoever of them answers has answered.
  await ok(world.api.post('agent', `/v1/customers/${kept}/interactions`, { kind: 'opt_out' }));
  expect((await ok(world.api.get('agent', `/v1/enrolments/${running}`))).status).toBe('stopped');
  const { data } = await ok(world.api.get('agent', `/v1/cadences/spring/enrolments?customer=${kept}&status=stopped`));
  expect(data).toMatchObject([
    { id: running, customerId: absorbed, cadence: 'spring', nextStep: 0, owner: 'Marie', stoppedBecause: 'opt_out' },
  ]);
  expect((await world.api.get('agent', '/v1/cadences/nobody/enrolments')).status).toBe(404);
});

it('is won with the address that the deal brings, also by a deal of who was merged', async () => {
  const [kept, absorbed] = [await prospect('CUS-WON'), await prospect('CUS-DEAL')];
  const amount = { amount: 100_000, currency: 'CAD' };
  const deal = { customerId: absorbed, title: 'Lamps', amount, owner: 'marie', calendar: 'always' };
  const { id } = await ok(world.api.post('agent', '/v1/opportunities', deal));
  await merge(kept, absorbed);
  const evidence = shown(...upToProposal, 'quote_sent', 'quote_accepted');
  await ok(world.api.post('agent', `/v1/opportunities/${id}/advance`, { to: 'negotiation', evidence }));
  const won = { outcome: 'won', reason: 'best offer', billTo };
  await ok(world.api.post('agent', `/v1/opportunities/${id}/close`, won));
  const { lifecycle, billTo: address } = await ok(world.api.get('agent', `/v1/customers/${kept}`));
  expect({ lifecycle, address }).toEqual({ lifecycle: 'onboarding', address: billTo });
});

it('is onboarded once, also where both are asked for at the same time', async () => {
  const [kept, absorbed] = [await prospect('CUS-NEW'), await prospect('CUS-NEW-TOO')];
  await merge(kept, absorbed);
  const begin = (customerId: string) =>
    world.api.post('agent', '/v1/onboardings', { customerId, owner: 'marie', calendar: 'always', billTo });
  const asked = await Promise.all([kept, absorbed, kept, absorbed].map(begin));
  expect(asked.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  const codes = asked.filter(({ status }) => status === 409).map(({ body }) => body.code);
  expect(new Set(codes)).toEqual(new Set(['already_exists']));
});

it('finds the tasks of both', async () => {
  const [kept, absorbed] = [await prospect('CUS-ASKED'), await prospect('CUS-ASKED-TOO')];
  await rows(sql`insert into tasks (id, kind, subject, role, customer_id, details, raised_at)
    values ('call-both', 'call', 'x', 'agent', ${absorbed}, '{}', now())`);
  await merge(kept, absorbed);
  const { data } = await ok(world.api.get('agent', `/v1/tasks?customer=${kept}`));
  expect(data.map(({ id }: { id: string }) => id)).toEqual(['call-both']);
});

it('leaves the books sound', async () => {
  await rows(sql`delete from orders where id like 'ORD-EARLY%'`);
  expect(await world.audit()).toEqual([]);
});
