/** Leads by API and CSV, duplicates, merging and its undoing, and what becomes of a lead. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duplicatesOf, duplicatesQuery } from '../../db/sales/find-leads.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ worker: false });
  const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
  await world.api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week });
  for (const id of ['ann', 'bob', 'cat']) {
    await rows(sql`insert into staff (id, name, email, role, team, languages, calendar_id)
      values (${id}, ${id}, ${`${id}@example.com`}, 'agent', 'sales', '["en","fr"]', 'always')`);
  }
});
afterAll(() => world?.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);
const post = (path: string, body: object) => world.api.post('agent', `/v1/leads${path}`, body);
const read = async (id: string) => (await world.api.get('agent', `/v1/leads/${id}`)).body;
const lead = (externalId: string, more: object = {}) => ({
  source: 'web',
  externalId,
  name: 'Zed',
  country: 'CA',
  ...more,
});
const count = async (source: string) => (await rows(sql`select 1 from leads where source = ${source}`)).length;

it('keeps addresses and numbers in one form, and the same lead told again once', async () => {
  const first = await post('', lead('1', { name: 'Ana Roy', email: ' Ana@Example.COM ', phone: '(514) 555-0142' }));
  expect(first).toMatchObject({
    status: 201,
    body: { email: 'ana@example.com', phone: '+15145550142', state: 'open' },
  });
  const again = await post('', lead('1', { name: 'Ana Roy', phone: '+1 514 555 0199' }));
  expect(again).toMatchObject({
    status: 200,
    body: { id: first.body.id, email: null, phone: '+15145550199', version: 2 },
  });
  expect(await post('', lead('2', { phone: '12' }))).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/phone' }] },
  });
  expect(await post('', lead('2'))).toMatchObject({ status: 422, body: { errors: [{ pointer: '/email' }] } });
});

it('has one word in French, which is not the prospect whom it becomes', async () => {
  const { id } = (await post('', lead('piste', { email: 'piste@example.com' }))).body;
  const headers = { 'accept-language': 'fr' };
  const itself = await world.api.post('agent', `/v1/leads/${id}/merge`, { absorb: id }, { headers });
  expect(itself.body.errors).toMatchObject([{ detail: 'Une piste ne peut pas s’absorber elle-même.' }]);
  const deal = { customerId: 'CUS-NONE', title: '40', amount: { amount: 1, currency: 'CAD' } };
  const nobody = await world.api.post('agent', '/v1/opportunities', deal, { headers });
  expect(nobody.body.errors).toMatchObject([{ detail: expect.stringContaining('Convertissez une piste') }]);
});

const csv = [
  'external_id,name,email,phone,country,factor_size',
  'A-1,"Tremblay, Marie",MARIE@example.com,,CA,small',
  'A-2,Bad Mail,not-an-address,,CA,',
  'A-3,Number,,+33 1 42 68 53 00,FR,large',
  'A-1,Twice,twice@example.com,,CA,',
  'A-4,Short,short@example.com',
  ',Nameless,x@example.com,,,',
].join('\n');

it('shows first what an import would do, writes the good rows, and tells the lines of the others', async () => {
  const dry = await post('/imports', { source: 'fair', csv });
  expect(dry).toMatchObject({ status: 200, body: { dryRun: true, rows: 6, created: 2, updated: 0 } });
  expect(dry.body.errors.map(({ line, column }: { line: number; column: string }) => `${line} ${column}`)).toEqual([
    ...['3 email', '5 external_id', '6 phone', '7 external_id'],
  ]);
  expect(dry.body.preview[0]).toMatchObject({
    line: 2,
    name: 'Tremblay, Marie',
    email: 'marie@example.com',
    action: 'create',
  });
  expect(await count('fair')).toBe(0);

  expect((await post('/imports', { source: 'fair', csv, dryRun: false })).body).toMatchObject({
    created: 2,
    updated: 0,
  });
  expect(await count('fair')).toBe(2);
  expect((await post('/imports', { source: 'fair', csv, dryRun: false })).body).toMatchObject({
    created: 0,
    updated: 2,
  });
  expect(await count('fair')).toBe(2);
  const [phone] = await rows(sql`select phone, factors from leads where source = 'fair' and external_id = 'A-3'`);
  expect(phone).toEqual({ phone: '+33142685300', factors: { size: 'large' } });
});

it.each([
  ['no header', 'a,b\n1,2', 'external_id'],
  ['a column that nobody knows', 'external_id,name,wish\n1,2,3', 'wish'],
  ['a first line that is broken', 'external_id,"name\n1,x', 'external_id'],
])('refuses a file with %s, and says why', async (_what, broken, word) => {
  const answer = await post('/imports', { source: 'fair', csv: broken });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/csv' }] } });
  expect(answer.body.errors[0].detail).toContain(word);
});

it('finds who may be the same person, by address, number and a name that reads alike', async () => {
  const { id } = (
    await post('', lead('d0', { name: 'Geneviève Bouchard', email: 'gb@example.com', phone: '4185550100' }))
  ).body;
  const mail = (await post('', lead('d1', { name: 'G. B.', email: 'GB@example.com' }))).body.id;
  const phone = (await post('', lead('d2', { name: 'Unlike', phone: '+1 418 555 0100' }))).body.id;
  const name = (await post('', lead('d3', { name: 'Genevieve Bouchard', email: 'other@example.com' }))).body.id;
  await post('', lead('d4', { name: 'Pierre Gagnon', email: 'pg@example.com' }));
  const found = (await read(id)).duplicates.map((one: { id: string; why: string }) => `${one.id} ${one.why}`);
  expect(found.sort()).toEqual([`${mail} email`, `${phone} phone`, `${name} name`].sort());

  // One name in two companies is two people.
  const named = (no: string, company?: string) =>
    post('', lead(no, { name: 'Ludivine Quintal', email: `${no}@example.com`, ...(company && { company }) }));
  const acme = (await named('d5', 'Acme Lighting')).body.id;
  await named('d6', 'Zinc Foundry');
  const nowhere = (await named('d7')).body.id;
  expect((await read(acme)).duplicates.map((one: { id: string }) => one.id)).toEqual([nowhere]);
});

it('merges two and takes it back; no row is lost', async () => {
  const kept = (await post('', lead('m1', { email: 'm@example.com' }))).body.id;
  const other = (await post('', lead('m2', { phone: '4185550101', company: 'Acme' }))).body.id;
  expect((await post(`/${kept}/merge`, { absorb: other })).body).toMatchObject({
    phone: '+14185550101',
    company: 'Acme',
  });
  expect(await read(other)).toMatchObject({ state: 'merged', mergedInto: kept });
  expect((await post(`/${kept}/merge`, { absorb: other })).body.code).toBe('lead_not_open');
  expect((await post(`/${kept}/merge`, { absorb: kept })).status).toBe(422);

  expect((await post(`/${other}/unmerge`, {})).body).toMatchObject({ state: 'open', mergedInto: null });
  expect(await read(kept)).toMatchObject({ email: 'm@example.com', phone: null, company: null });
  expect((await post(`/${other}/unmerge`, {})).status).toBe(404);
  expect(await rows(sql`select 1 from lead_merges where kept_id = ${kept} and undone_at is not null`)).toHaveLength(1);
});

it('takes back either of two merges exactly, also after its source has told it anew', async () => {
  const kept = (await post('', lead('k1', { email: 'k@example.com' }))).body.id;
  const [a, b] = [
    (await post('', lead('k2', { phone: '4185550111', company: 'First' }))).body.id,
    (await post('', lead('k3', { phone: '+1 418 555 0122', country: 'FR' }))).body.id,
  ];
  await post(`/${kept}/merge`, { absorb: a });
  await post(`/${kept}/merge`, { absorb: b });
  expect(await read(kept)).toMatchObject({ phone: '+14185550111', company: 'First', country: 'CA' });

  // What the source tells is its own; what it does not tell stays as the merges filled it.
  await post('', lead('k1', { email: 'k@example.com', company: 'First' }));
  expect(await read(kept)).toMatchObject({ phone: '+14185550111', company: 'First' });

  await post(`/${a}/unmerge`, {});
  expect(await read(kept)).toMatchObject({ phone: '+14185550122', company: 'First' });
  await post(`/${b}/unmerge`, {});
  expect(await read(kept)).toMatchObject({ email: 'k@example.com', phone: null, company: 'First', state: 'open' });
  expect(await read(a)).toMatchObject({ state: 'open', phone: '+14185550111', company: 'First' });
  expect(await read(b)).toMatchObject({ state: 'open', phone: '+14185550122', country: 'FR' });
  const merges = await rows(sql`select undone_at is not null as undone from lead_merges where kept_id = ${kept}`);
  expect(merges).toEqual([{ undone: true }, { undone: true }]);
});

it('undoes the newest merge first where one absorbed lead had absorbed another', async () => {
  const [x, y, z] = await Promise.all(
    ['x', 'y', 'z'].map(async (n) => (await post('', lead(`c-${n}`, { email: `${n}@chain.example.com` }))).body.id),
  );
  await post(`/${y}/merge`, { absorb: z });
  await post(`/${x}/merge`, { absorb: y });
  expect(await post(`/${z}/unmerge`, {})).toMatchObject({ status: 409, body: { code: 'lead_not_open' } });
  expect((await post(`/${y}/unmerge`, {})).status).toBe(200);
  expect((await post(`/${z}/unmerge`, {})).status).toBe(200);
  const states = await rows(sql`select state, merged_into from leads where external_id in ('c-x', 'c-y', 'c-z')`);
  expect(states).toEqual(Array(3).fill({ state: 'open', merged_into: null }));
});

it('takes over what the source of an absorbed lead tells anew, through those who absorbed it in turn', async () => {
  const told = (more: object) => post('', lead('n-a', { email: 'n-a@example.com', ...more }));
  const a = (await told({ phone: '4185550131' })).body.id;
  const [b, c, d] = await Promise.all(
    ['b', 'c', 'd'].map(async (n) => (await post('', lead(`n-${n}`, { email: `n-${n}@example.com` }))).body.id),
  );
  await post(`/${b}/merge`, { absorb: a });
  await post(`/${c}/merge`, { absorb: b });
  await post(`/${d}/merge`, { absorb: c });
  await told({ phone: '4185550132', company: 'Acme' });
  for (const id of [a, b, c, d]) expect(await read(id)).toMatchObject({ phone: '+14185550132', company: 'Acme' });
  const file = 'external_id,name,email,phone\nn-b,Zed,n-b@example.com,\nn-a,Zed,n-a@example.com,4185550133\n';
  await post('/imports', { source: 'web', csv: file, dryRun: false });
  for (const id of [a, b, c, d]) expect(await read(id)).toMatchObject({ phone: '+14185550133', company: null });

  await post(`/${c}/unmerge`, {});
  expect(await read(d)).toMatchObject({ email: 'n-d@example.com', phone: null, state: 'open' });
  expect(await read(c)).toMatchObject({ phone: '+14185550133', state: 'open' });
});

it('lists leads page by page, of one state or owner', async () => {
  const all: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await world.api.get('agent', `/v1/leads?limit=3${cursor}`);
    all.push(...body.data.map(({ id }: { id: string }) => id));
    if (body.page.next === null) break;
    cursor = `&cursor=${body.page.next}`;
  }
  const [known] = await rows(sql`select count(*)::int as n from leads`);
  expect(all).toHaveLength(Number(known?.n));
  expect(new Set(all).size).toBe(all.length);
  const { body } = await world.api.get('agent', '/v1/leads?state=open&owner=ann');
  expect(body.data.length).toBeGreaterThan(0);
  expect(
    body.data.every(({ owner, state }: { owner: string; state: string }) => owner === 'ann' && state === 'open'),
  ).toBe(true);
});

it('finds duplicates among 20,000 by the indexes, not by reading all', async () => {
  await rows(sql`insert into leads (id, source, external_id, name, email, locale, factors, created_at, updated_at)
    select 'LED-X' || n, 'bulk', n::text, initcap(left(md5(n::text), 7) || ' ' || left(md5((n + 7)::text), 9)), n || '@bulk.example.com', 'en', '{}', now(), now()
    from generate_series(1, 20000) n`);
  await rows(sql`vacuum analyze leads`);
  const [{ name } = { name: '' }] = await rows(sql`select name from leads where id = 'LED-X77'`);
  const one = { id: 'LED-NEW', name: `${name}`, email: '9@bulk.example.com', phone: '+15140000000', company: null };
  const plan = await rows(sql`explain ${duplicatesQuery(one)}`);
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  for (const index of ['leads_name_trgm', 'leads_email', 'leads_phone']) expect(text).toContain(index);
  expect(text).not.toContain('Seq Scan');
  const found = await duplicatesOf(world.database.query, one);
  expect(found.map(({ id, why }) => `${id} ${why}`)).toEqual(['LED-X77 name', 'LED-X9 email']);
});

it('becomes a prospect with a deal, once', async () => {
  const id = (await post('', lead('c1', { name: 'Luc', email: 'luc@example.com', factors: { size: 'small' } }))).body
    .id;
  const body = { title: 'Lamps', amount: { amount: 5000, currency: 'CAD' } };
  const answers = await Promise.all([post(`/${id}/convert`, body), post(`/${id}/convert`, body)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  const after = await read(id);
  const deal = (await world.api.get('agent', `/v1/opportunities/${after.opportunityId}`)).body;
  expect(deal).toMatchObject({ status: 'new', customerId: after.customerId, owner: after.owner });
  expect(deal.factors).toEqual({ source: 'web', country: 'CA', size: 'small' });
  const [customer] = await rows(sql`select lifecycle, email from customers where id = ${after.customerId}`);
  expect(customer).toEqual({ lifecycle: 'prospect', email: 'luc@example.com' });
  // The request that came second left nobody behind.
  expect(await rows(sql`select 1 from customers where email = 'luc@example.com'`)).toHaveLength(1);
});

it.each(['one after another', 'at once'])(
  'gives 30 leads in 10 batches %s to three equal people fairly',
  async (how) => {
    const before = await turns();
    const source = `fair-${how.length}`;
    const batch = async (no: number) => {
      const lines = [0, 1, 2].map((n) => `F-${no}-${n},Name ${no} ${n},f${no}${n}@example.com`);
      const file = ['external_id,name,email', ...lines].join('\n');
      expect((await post('/imports', { source, csv: file, dryRun: false })).body.created).toBe(3);
    };
    const batches = Array.from({ length: 10 }, (_, no) => no);
    if (how === 'at once') await Promise.all(batches.map(batch));
    else for (const no of batches) await batch(no);
    const given = await rows(sql`select count(*)::int as n from leads where source = ${source} group by owner`);
    const counts = given.map((row) => Number(row.n));
    expect(counts).toHaveLength(3);
    expect(sum(counts)).toBe(30);
    const after = await turns();
    expect(Math.max(...after) - Math.min(...after)).toBeLessThanOrEqual(1);
    // Those who were one behind before may be one ahead now.
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    expect(sum(after) - sum(before)).toBe(30);
  },
);

it('takes two files with the same leads in another order at once, each lead once', async () => {
  const ids = Array.from({ length: 200 }, (_, n) => `D-${n}`);
  const file = (of: string[]) =>
    ['external_id,name,email', ...of.map((id) => `${id},Name,${id}@example.com`)].join('\n');
  const answers = await Promise.all(
    [ids, ids.toReversed()].map((of) => post('/imports', { source: 'twice', csv: file(of), dryRun: false })),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await count('twice')).toBe(200);
});

it('lets nobody catch up on what was given while they were away', async () => {
  const now = new Date().toISOString();
  const later = new Date(Date.now() + 86_400_000).toISOString();
  await rows(
    sql`insert into absences (staff_id, no, from_at, until_at) values ('cat', 1, ${now}::timestamptz, ${later}::timestamptz)`,
  );
  const file = (from: number) =>
    ['external_id,name,email', ...[0, 1, 2, 3, 4, 5].map((n) => `G-${from + n},Name,g${from + n}@example.com`)].join(
      '\n',
    );
  await post('/imports', { source: 'away', csv: file(0), dryRun: false });
  const given = async () =>
    (
      await rows(sql`select owner, count(*)::int as n from leads where source = 'away' group by owner order by owner`)
    ).map(({ owner, n }) => `${owner} ${n}`);
  expect(await given()).toEqual(['ann 3', 'bob 3']);
  await rows(sql`delete from absences where staff_id = 'cat'`);
  await post('/imports', { source: 'away', csv: file(6), dryRun: false });
  // At most one more than the others, who were one ahead or behind.
  const [, , cat] = await given();
  expect(['cat 2', 'cat 3', 'cat 4']).toContain(cat);

  await rows(sql`update staff set active = false where id = 'cat'`);
  await post('/imports', { source: 'away', csv: file(12), dryRun: false });
  expect((await given())[2]).toBe(cat);
  await rows(sql`update staff set active = true where id = 'cat'`);
});

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const turns = async () => (await rows(sql`select turns from seller_turns`)).map((row) => Number(row.turns));
