import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockForExit } from '../../db/exit/open-exit.ts';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import { openProcess } from '../../db/processes/open-process.ts';
import { raiseTask } from '../../db/tasks/raise-task.ts';
import { inTransaction } from '../../db/transaction.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { placeOrderRow } from '../../test/harness/place-order-row.ts';
import { billTo, seed } from '../../test/harness/seed.ts';

let api: TestApi;
let made = 0;

beforeAll(async () => {
  api = await startApi();
  await seed(api.deps.database);
});
afterAll(() => api?.close());

const rows = (query: ReturnType<typeof sql>) => api.deps.database.query.execute(query);

async function customer(lifecycle = 'active', phone: string | null = null): Promise<string> {
  made += 1;
  const id = `CUS-M${made}`;
  await rows(sql`insert into customers (id, name, email, phone, locale, lifecycle, bill_to)
    values (${id}, ${`Name ${made}`}, ${`${made}@example.com`}, ${phone}, 'en', ${lifecycle}, ${JSON.stringify(billTo)})`);
  return id;
}

const merge = (kept: string, absorb: string) =>
  api.send(`post /v1/customers/${kept}/merge`, { as: 'supervisor', body: { absorb, reason: 'Same person' } });
const unmerge = (id: string) => api.send(`post /v1/customers/${id}/unmerge`, { as: 'supervisor', body: {} });
const snapshot = async (id: string) => [
  ...(await rows(sql`select id, name, email, phone, lifecycle, bill_to, merged_into from customers where id = ${id}`)),
];
const offer = (customerId: string, step: string, now = Date.now()) =>
  inTransaction(api.deps.database, (tx) =>
    tellCustomer(tx, {
      ...{ customerId, process: `enrolment/${customerId}`, step, template: 'cadence_intro', params: { owner: 'Ana' } },
      ...{ commercial: 'offer', now },
    }),
  );

it('answers for both from one place, keeps every row, and is undone exactly', async () => {
  const [kept, absorbed] = [await customer(), await customer('active', '+15145550142')];
  const order = await placeOrderRow(api.deps.database, { customerId: absorbed });
  const before = [await snapshot(kept), await snapshot(absorbed)];

  const merged = await merge(kept, absorbed);
  expect(merged.body).toMatchObject({ id: kept, phone: '+15145550142', mergedInto: null });
  expect((await api.send(`get /v1/customers/${absorbed}`)).body).toMatchObject({
    mergedInto: kept,
    phone: '+15145550142',
  });
  const timeline = (await api.send(`get /v1/customers/${kept}/timeline?limit=200`)).body.data as Record<
    string,
    string
  >[];
  expect(timeline.map(({ customerId, type }) => [customerId, type])).toEqual(
    expect.arrayContaining([
      [absorbed, 'order.received'],
      [absorbed, 'customer.merged'],
      [kept, 'customer.absorbed'],
    ]),
  );
  const listed = (await api.send(`get /v1/orders?customer=${kept}`)).body.data as { id: string; customerId: string }[];
  expect(listed.map(({ id, customerId }) => [id, customerId])).toEqual([[order, absorbed]]);

  expect((await unmerge(absorbed)).body).toMatchObject({ id: absorbed, mergedInto: null });
  expect([await snapshot(kept), await snapshot(absorbed)]).toEqual(before);
  expect((await api.send(`get /v1/orders?customer=${kept}`)).body.data).toEqual([]);
  expect((await unmerge(absorbed)).body.code).toBe('customer_not_merged');
});

it('keeps what was changed since when it is undone', async () => {
  const [kept, absorbed] = [await customer(), await customer('active', '+15145550142')];
  await merge(kept, absorbed);
  await rows(sql`update customers set phone = '+15145550199' where id = ${kept}`);
  await unmerge(absorbed);
  expect(await snapshot(kept)).toMatchObject([{ phone: '+15145550199' }]);
});

it('counts the commercial messages and the consents of both, and writes to the one who answers', async () => {
  const [kept, absorbed] = [await customer(), await customer()];
  const consent = { channel: 'email', given: true, source: 'form' };
  for (const id of [kept, absorbed])
    await api.send(`post /v1/customers/${id}/consents`, { as: 'agent', body: consent });
  expect([await offer(kept, '1'), await offer(absorbed, '1')]).toEqual(['queued', 'queued']);
  await merge(kept, absorbed);
  expect(await offer(absorbed, '2')).toBe('queued');
  expect(await offer(kept, '2')).toEqual({ withheld: 'frequency' });
  const told = await rows(
    sql`select customer_id as c from messages where process like ${`enrolment/${absorbed}`} order by step`,
  );
  expect(told.map(({ c }) => c)).toEqual([absorbed, kept]);
  await api.send(`post /v1/customers/${absorbed}/consents`, { as: 'agent', body: { ...consent, given: false } });
  await api.send(`post /v1/customers/${kept}/consents`, { as: 'agent', body: { ...consent, channel: 'sms' } });
  // Of either is read what counts of both, and who said it.
  for (const id of [kept, absorbed]) {
    const { body } = await api.send(`get /v1/customers/${id}/consents`, { as: 'agent' });
    expect(body.allowed).toEqual({ email: false, phone: false, sms: true });
    const said = body.data as { customerId: string }[];
    expect(said.map(({ customerId }) => customerId)).toEqual([kept, absorbed, absorbed, kept]);
  }
  expect(await offer(kept, '3', Date.now() + 15 * 86_400_000)).toEqual({ withheld: 'consent' });
});

it('takes back what was offered to one who allowed it, when the other has refused it since', async () => {
  const [kept, absorbed] = [await customer(), await customer()];
  const says = (id: string, channel: string, given: boolean) =>
    api.send(`post /v1/customers/${id}/consents`, { as: 'agent', body: { channel, given, source: 'form' } });
  await says(absorbed, 'email', true);
  expect(await offer(absorbed, '1')).toBe('queued');
  const call = await inTransaction(api.deps.database, async (tx) => {
    const about = { kind: 'enrolment', customerId: absorbed, status: 'running' } as const;
    const id = await openProcess(tx, { ...about, now: Date.now(), actor: 'test' });
    return raiseTask(tx, { kind: 'call', subject: `${id}/0`, role: 'agent', now: Date.now() });
  });
  for (const channel of ['email', 'phone']) await says(kept, channel, false);
  expect((await merge(kept, absorbed)).status).toBe(200);
  const [mail] = await rows(sql`select state from messages where process = ${`enrolment/${absorbed}`}`);
  const [task] = await rows(sql`select state from tasks where id = ${call}`);
  expect([mail, task]).toEqual([{ state: 'failed' }, { state: 'void' }]);
});

it('asks the lifecycle of the one who answers', async () => {
  const [kept, absorbed] = [await customer(), await customer()];
  await merge(kept, absorbed);
  await rows(sql`update customers set lifecycle = 'exiting' where id = ${kept}`);
  expect(await offer(absorbed, 'late')).toEqual({ withheld: 'lifecycle' });
});

it('shows and lists who was merged at the stage of the one who answers, to the erasure', async () => {
  const [kept, absorbed] = [await customer(), await customer()];
  const listedAs = async (stage: string) => {
    const { data } = (await api.send(`get /v1/customers?lifecycle=${stage}&limit=200`)).body;
    const listed = data as { id: string; lifecycle: string }[];
    return listed.filter(({ id }) => [kept, absorbed].includes(id)).map(({ id, lifecycle }) => [id, lifecycle]);
  };
  await merge(kept, absorbed);
  for (const stage of ['exiting', 'exited', 'erased']) {
    await rows(sql`update customers set lifecycle = ${stage} where id = ${kept}`);
    expect((await api.send(`get /v1/customers/${absorbed}`)).body).toMatchObject({
      lifecycle: stage,
      mergedInto: kept,
    });
    expect(await listedAs(stage)).toEqual([
      [absorbed, stage],
      [kept, stage],
    ]);
    expect(await listedAs('active')).toEqual([]);
  }
});

it('lets nobody leave in the name of somebody who was merged while they were asked for', async () => {
  const [kept, absorbed] = [await customer(), await customer()];
  await merge(kept, absorbed);
  const answer = await inTransaction(api.deps.database, (tx) => lockForExit(tx, absorbed));
  expect(answer).toMatchObject({ code: 'customer_merged', details: { customer: absorbed, into: kept } });
});

it.each([
  ['active', 'exiting', 'merge_of_leaving'],
  ['exited', 'active', 'merge_of_leaving'],
  ['active', 'erased', 'merge_of_leaving'],
  ['prospect', 'active', 'merge_other_way_round'],
])('refuses %s absorbing %s: %s', async (keptLifecycle, absorbedLifecycle, code) => {
  const [kept, absorbed] = [await customer(keptLifecycle), await customer(absorbedLifecycle)];
  const answer = await merge(kept, absorbed);
  expect([answer.status, answer.body.code]).toEqual([409, code]);
  expect(await snapshot(absorbed)).toMatchObject([{ merged_into: null }]);
});

it('refuses chains, circles and strangers', async () => {
  const [a, b, c] = [await customer(), await customer(), await customer()];
  await merge(a, b);
  expect((await merge(c, a)).body.code).toBe('merge_of_merged');
  expect((await merge(b, c)).body.code).toBe('customer_merged');
  expect((await merge(c, b)).body.code).toBe('customer_merged');
  expect((await merge(a, a)).status).toBe(422);
  expect((await merge(a, 'CUS-0000000')).status).toBe(404);
});

it('refuses while both run through the same, and lets every other open process go on', async () => {
  const [kept, absorbed] = [await customer(), await customer()];
  const open = (id: string, kind: string, of: string, status: string) =>
    rows(sql`insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
      values (${id}, ${kind}, ${of}, ${status}, now(), now(), 'test')`);
  for (const [id, of] of [
    ['CAS-A', kept],
    ['CAS-B', absorbed],
  ] as const)
    await open(id, 'case', of, 'new');
  await open('ONB-A', 'onboarding', kept, 'created');
  await open('ONB-B', 'onboarding', absorbed, 'created');
  const refused = await merge(kept, absorbed);
  expect(refused.body.code).toBe('merge_of_two_processes');
  expect(refused.body.detail).toContain('ONB-A / ONB-B');
  expect(refused.body.detail).not.toContain('CAS');
  await rows(sql`update processes set closed_at = now() where id = 'ONB-B'`);
  expect((await merge(kept, absorbed)).status).toBe(200);
});

it('of two merges that cross each other carries out one', async () => {
  const [a, b] = [await customer(), await customer()];
  const answers = await Promise.all([merge(a, b), merge(b, a)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});
