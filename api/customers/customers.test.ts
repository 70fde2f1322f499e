import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimMessages } from '../../db/messages/claim-messages.ts';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import { inTransaction } from '../../db/transaction.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const billTo = { name: 'Zoé', line1: '1, rue Foy', city: 'Québec', region: 'QC', postalCode: 'G1A', country: 'CA' };
const customer = { name: '  Zoé  ', email: 'zoe@example.org', locale: 'fr', billTo };

it('is added and read by who may, with an ETag and an event without personal data', async () => {
  const creditLimit = { amount: 500_000, currency: 'CAD' };
  const added = await api.send('post /v1/customers', { as: 'back_office', body: { ...customer, creditLimit } });
  expect(added.status).toBe(201);
  expect(added.body).toMatchObject({ name: 'Zoé', phone: null, lifecycle: 'active', creditLimit, billTo, version: 1 });
  expect(added.body.id).toMatch(/^CUS-[0-9A-Z]{7}$/);
  const read = await api.send(`get ${added.headers.get('location')}`, { as: 'agent' });
  expect(read.body).toEqual(added.body);
  expect(read.headers.get('etag')).toBe('"1"');
  const events = await api.deps.database.sql`
    select type, data from events where aggregate = 'customer' and aggregate_id = ${String(added.body.id)}`;
  expect(events.map((event) => ({ ...event }))).toEqual([{ type: 'customer.created', data: { locale: 'fr' } }]);
});

it('without a credit limit buys against payment only', async () => {
  const { body } = await api.send('post /v1/customers', { body: customer });
  expect(body.creditLimit).toBeNull();
});

it('is not found under an unknown id', async () => {
  const { status, body } = await api.send('get /v1/customers/CUS-0000000');
  expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
});

const rows = (query: ReturnType<typeof sql>) => api.deps.database.query.execute(query);
async function add(fields: object = {}): Promise<string> {
  const { body } = await api.send('post /v1/customers', { as: 'back_office', body: { ...customer, ...fields } });
  return String(body.id);
}

describe('a change of a customer', () => {
  it('names the version it was made on, and tells the fields but never their values', async () => {
    const id = await add();
    const body = { email: 'new@example.org', locale: 'en', phone: '+15145550142' };
    const changed = await api.send(`patch /v1/customers/${id}`, { as: 'agent', body, ifMatch: '"1"' });
    expect(changed.body).toMatchObject({ ...body, name: 'Zoé', version: 2 });
    expect(changed.headers.get('etag')).toBe('"2"');
    const [event] = await rows(sql`select data from events where aggregate_id = ${id} and type = 'customer.changed'`);
    expect(event).toEqual({ data: { fields: ['email', 'phone', 'locale'] } });
    const stale = await api.send(`patch /v1/customers/${id}`, { as: 'agent', body: { name: 'X' }, ifMatch: '"1"' });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale_version']);
    expect((await api.send(`patch /v1/customers/${id}`, { as: 'agent', body: { name: 'X' } })).status).toBe(428);
    expect((await api.send(`patch /v1/customers/${id}`, { as: 'agent', body: {}, ifMatch: '"2"' })).status).toBe(422);
  });

  it('leaves the credit limit to who may give credit', async () => {
    const id = await add();
    const body = { creditLimit: { amount: 100, currency: 'CAD' } };
    const asAgent = await api.send(`patch /v1/customers/${id}`, { as: 'agent', body, ifMatch: '"1"' });
    expect([asAgent.status, asAgent.body.code]).toEqual([403, 'forbidden']);
    const given = await api.send(`patch /v1/customers/${id}`, { as: 'supervisor', body, ifMatch: '"1"' });
    expect(given.body.creditLimit).toEqual(body.creditLimit);
    const taken = await api.send(`patch /v1/customers/${id}`, {
      ...{ as: 'supervisor', body: { creditLimit: null }, ifMatch: '"2"' },
    });
    expect(taken.body.creditLimit).toBeNull();
  });

  it('of two in the same instant lets one through', async () => {
    const id = await add();
    const answers = await Promise.all(
      ['A', 'B'].map((name) => api.send(`patch /v1/customers/${id}`, { as: 'agent', body: { name }, ifMatch: '"1"' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

it('lists customers from the newest on, and finds them by a part of their name or address', async () => {
  const ids = [];
  for (const name of ['Ünsal %Gül', 'Ünsal Ay', 'Other'])
    ids.push(await add({ name, email: `${name.length}@list.example` }));
  const listed = async (query: string) =>
    (await api.send(`get /v1/customers?${query}`, { as: 'agent' })).body as {
      data: { id: string }[];
      page: { next: string };
    };
  const first = await listed('limit=2');
  expect(first.data.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  expect((await listed(`limit=1&cursor=${first.page.next}`)).data.map(({ id }) => id)).toEqual([ids[0]]);
  expect((await listed(`search=${encodeURIComponent('ünsal')}`)).data.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  expect((await listed(`search=${encodeURIComponent('%G')}`)).data.map(({ id }) => id)).toEqual([ids[0]]);
  expect((await listed('search=5@list')).data.map(({ id }) => id)).toEqual([ids[2]]);
  expect((await listed('lifecycle=erased')).data).toEqual([]);
});

it('keeps contacts with a role and a language, and nothing of one who is removed', async () => {
  const id = await add();
  const path = `/v1/customers/${id}/contacts`;
  const ana = { name: 'Ana', email: 'ana@example.org', locale: 'fr', role: 'sponsor' };
  const added = await api.send(`post ${path}`, { as: 'agent', body: ana });
  expect(added.body).toMatchObject({ ...ana, customerId: id, no: 1, phone: null });
  await api.send(`post ${path}`, { as: 'agent', body: { ...ana, role: 'billing', locale: 'en' } });
  const changed = await api.send(`patch ${path}/1`, { as: 'agent', body: { locale: 'en' } });
  expect(changed.body).toMatchObject({ ...ana, locale: 'en' });
  expect((await api.send(`delete ${path}/2`, { as: 'agent' })).status).toBe(200);
  expect((await api.send(`delete ${path}/2`, { as: 'agent' })).status).toBe(404);
  const data = (await api.send(`get ${path}`, { as: 'agent' })).body.data as { no: number; locale: string }[];
  expect(data.map(({ no, locale }) => [no, locale])).toEqual([[1, 'en']]);
  const told = await rows(sql`select type, data::text from events where aggregate_id = ${id} order by seq`);
  expect(JSON.stringify(told)).not.toContain('ana');
  expect(told.map(({ type }) => type)).toEqual([
    ...['customer.created', 'customer.contact_added', 'customer.contact_added'],
    ...['customer.contact_changed', 'customer.contact_removed'],
  ]);
});

it('gives nobody the number of a contact who was removed, nor what was to be sent to them', async () => {
  const id = await add();
  const person = { name: 'Ana', email: 'ana@example.org', locale: 'fr', role: 'sponsor' };
  const added = async (more: object) =>
    (await api.send(`post /v1/customers/${id}/contacts`, { as: 'agent', body: { ...person, ...more } })).body.no;
  expect(await added({})).toBe(1);
  await inTransaction(api.deps.database, (tx) =>
    tellCustomer(tx, {
      ...{ customerId: id, contactNo: 1, process: 'onboarding/ONB-1', step: 'welcome', template: 'case_received' },
      ...{ params: { caseId: 'CAS-1' }, now: Date.now() },
    }),
  );
  await api.send(`delete /v1/customers/${id}/contacts/1`, { as: 'agent' });
  expect(await added({ email: 'bert@example.org' })).toBe(2);
  const [own] = await rows(sql`select email from customers where id = ${id}`);
  const due = await claimMessages(api.deps.database, { limit: 200, leaseMs: 1000 });
  expect(due.filter(({ id: message }) => message === 'ONB-1-welcome').map(({ to }) => to)).toEqual([own?.email]);
});

it.each([
  [
    'takes their consent back',
    (id: string) => [`post /v1/customers/${id}/consents`, { channel: 'email', given: false, source: 'call' }],
  ],
  ['opts out', (id: string) => [`post /v1/customers/${id}/interactions`, { kind: 'opt_out' }]],
] as const)('sends nothing commercial any more that still waits when somebody %s', async (_title, said) => {
  const id = await add();
  const consent = { channel: 'email', given: true, source: 'form' };
  await api.send(`post /v1/customers/${id}/consents`, { as: 'agent', body: consent });
  const tell = (step: string, more: object) =>
    inTransaction(api.deps.database, (tx) =>
      tellCustomer(tx, {
        ...{ customerId: id, process: `test/${id}`, step, template: 'case_received', params: { caseId: 'CAS-1' } },
        ...{ now: Date.now(), ...more },
      }),
    );
  expect(await tell('offer', { commercial: 'offer' })).toBe('queued');
  expect(await tell('answer', {})).toBe('queued');
  const [path, body] = said(id);
  expect((await api.send(path as string, { as: 'agent', body: body as object })).status).toBe(201);
  const states = await rows(sql`select step, state, failure from messages where customer_id = ${id} order by step`);
  expect(states).toEqual([
    { step: 'answer', state: 'queued', failure: null },
    { step: 'offer', state: 'failed', failure: 'withheld: consent' },
  ]);
});

it('tells what is allowed now, and what was said', async () => {
  const id = await add();
  for (const given of [true, false, true]) {
    await api.send(`post /v1/customers/${id}/consents`, {
      as: 'agent',
      body: { channel: 'email', given, source: 'form' },
    });
  }
  const { body } = await api.send(`get /v1/customers/${id}/consents`, { as: 'agent' });
  expect(body.allowed).toEqual({ email: true, phone: false, sms: false });
  const data = body.data as { given: boolean }[];
  expect(data.map(({ given }) => given)).toEqual([true, false, true]);
});

it('is at risk and active again by a person’s word, with a reason, and from no other stage', async () => {
  const id = await add();
  const say = (atRisk: boolean) =>
    api.send(`post /v1/customers/${id}/risk`, { as: 'agent', body: { atRisk, reason: 'A call' } });
  expect((await say(true)).body.lifecycle).toBe('at_risk');
  expect((await say(true)).body.code).toBe('lifecycle_not_possible');
  expect((await say(false)).body.lifecycle).toBe('active');
  await rows(sql`update customers set lifecycle = 'exiting' where id = ${id}`);
  for (const atRisk of [true, false]) expect((await say(atRisk)).body.code).toBe('lifecycle_not_possible');
  const types = await rows(sql`select type from events where aggregate_id = ${id} order by seq`);
  expect(types.map(({ type }) => type)).toEqual(['customer.created', 'customer.at_risk', 'customer.active']);
});

it('refuses to change somebody who is erased', async () => {
  const id = await add();
  for (const lifecycle of ['exiting', 'exited', 'erased'])
    await rows(sql`update customers set lifecycle = ${lifecycle} where id = ${id}`);
  const body = { name: 'Back' };
  expect((await api.send(`patch /v1/customers/${id}`, { body, ifMatch: '"1"' })).body.code).toBe('customer_is_erased');
  const contact = { name: 'Ana', email: 'ana@example.org', locale: 'fr', role: 'sponsor' };
  expect((await api.send(`post /v1/customers/${id}/contacts`, { body: contact })).body.code).toBe('customer_is_erased');
});

it('what was said is never said in a time to come, where it would outrank what is said until then', async () => {
  const { body } = await api.send('post /v1/customers', { as: 'back_office', body: customer });
  const say = (given: boolean, at?: number) =>
    api.send(`post /v1/customers/${body.id}/consents`, {
      body: { channel: 'email', given, source: 'form', ...(at && { at: new Date(at).toISOString() }) },
    });
  const tomorrow = await say(true, Date.now() + 86_400_000);
  expect(tomorrow).toMatchObject({ status: 422, body: { errors: [{ in: 'body', pointer: '/at' }] } });
  // A clock half a minute ahead of ours says it now: the refusal after it counts.
  expect((await say(true, Date.now() + 30_000)).status).toBe(201);
  expect((await say(false)).status).toBe(201);
  const read = await api.send(`get /v1/customers/${body.id}/consents`);
  expect(read.body.allowed).toMatchObject({ email: false });
});
