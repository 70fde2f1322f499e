/** Lists that grow are read page by page: none left out or twice, whatever the size of the page. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startApi, type TestApi } from '../test/harness/api.ts';
import { routes } from './routes.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  const rows = (query: ReturnType<typeof sql>) => api.deps.database.query.execute(query);
  await rows(sql`insert into customers (id, name, email, locale, lifecycle, merged_into) values
    ('CUS-KEPT', 'K', 'k@example.com', 'en', 'prospect', null), ('CUS-MERGED', 'M', 'm@example.com', 'en', 'prospect', 'CUS-KEPT')`);
  await rows(sql`insert into contacts (customer_id, no, name, email, locale, role)
    select c, n, 'A', 'a@example.com', 'en', 'billing' from unnest(array['CUS-KEPT', 'CUS-MERGED']) c, generate_series(1, 4) n`);
  // Several in one instant, and instants that differ by microseconds alone.
  await rows(sql`insert into consents (customer_id, channel, given, source, at, recorded_by)
    select case when n % 3 = 0 then 'CUS-MERGED' else 'CUS-KEPT' end, 'email', n % 2 = 0, 'form',
      timestamptz '2026-03-01' + (n / 3) * interval '1 microsecond', 'test' from generate_series(1, 11) n`);
  await rows(sql`insert into api_keys (id, actor, role, secret_hash, created_at)
    select 'key-' || n, 'web-shop', 'back_office', 'hash-' || n, timestamptz '2026-03-01' + (n / 3) * interval '1 microsecond'
    from generate_series(1, 9) n`);
  await rows(sql`insert into tax_rates (region, tax_class, rate_ppm)
    select r, c, 1 from unnest(array['US-NY', 'CA', 'CA-QC', 'FR']) r, unnest(array['standard', 'books']) c`);
  await rows(
    sql`insert into cadences (id, version, name, calendar_id, steps, created_by) values ('paged', 1, 'P', 'x', '[]', 'test')`,
  );
  await rows(sql`insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
    select 'ENR-' || n, 'enrolment', 'CUS-KEPT', 'running', now(), timestamptz '2026-03-01' + (n / 3) * interval '1 microsecond', 'test' from generate_series(1, 7) n`);
  await rows(sql`insert into enrolments (id, cadence_id, cadence_version, calendar, owner, due_at)
    select 'ENR-' || n, 'paged', 1, 'x@1', 'Marie', now() from generate_series(1, 7) n`);
  // As one of the installation's, in five versions, of which the last two are proposals.
  await rows(sql`insert into decision_tables (id, version, hit_policy, inputs, outputs, rules, created_by, effective_from, activated_by)
    select t, n, d.hit_policy, d.inputs, d.outputs, d.rules, 'test',
      case when n < 4 then timestamptz '2026-03-01' + n * interval '1 day' end, case when n < 4 then 'test' end
    from decision_tables d, unnest(array['paged-a', 'paged-b']) t, generate_series(1, 5) n where d.id = 'claim-risk' and d.version = 1`);
});
afterAll(() => api?.close());

const lists = {
  '/v1/keys': 'data',
  '/v1/tax-rates': 'data',
  '/v1/customers/CUS-KEPT/contacts': 'data',
  '/v1/customers/CUS-KEPT/consents': 'data',
  '/v1/cadences/paged/enrolments': 'data',
  '/v1/decision-tables': 'data',
  '/v1/decision-tables/paged-b': 'versions',
} as const;

async function pages(path: keyof typeof lists, limit: number): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await api.send(`get ${path}?limit=${limit}${cursor}`);
    expect(status, JSON.stringify(body)).toBe(200);
    const rows = body[lists[path]] as unknown[];
    expect(rows.length).toBeLessThanOrEqual(limit);
    all.push(...rows);
    const { next } = body.page as { next: string | null };
    if (next === null) return all;
    cursor = `&cursor=${next}`;
  }
}

it.each(Object.keys(lists) as (keyof typeof lists)[])('%s in pages is the same as whole', async (path) => {
  const whole = await pages(path, 200);
  expect(whole.length).toBeGreaterThanOrEqual(5);
  for (const limit of [1, 3]) expect(await pages(path, limit)).toEqual(whole);
  const foreign = await api.send(`get ${path}?cursor=abc`);
  expect(foreign).toMatchObject({ status: 422, body: { errors: [{ pointer: '/cursor' }] } });
});

it('says on every page of a table which version is in force, and what a customer allows', async () => {
  const table = await api.send('get /v1/decision-tables/paged-a?limit=1');
  expect(table.body).toMatchObject({ inForce: 3, versions: [{ version: 5 }] });
  expect((await api.send('get /v1/decision-tables/nobody')).status).toBe(404);
  const consents = await api.send('get /v1/customers/CUS-KEPT/consents?limit=1');
  expect(consents.body).toMatchObject({ allowed: { email: false, phone: false, sms: false } });
});

/** Lists that come whole: why each of them stays short. */
const whole: Readonly<Record<string, string>> = {
  '/v1/approval-limits': 'two roles by currency',
  '/v1/stock': 'one row per warehouse',
};

it('has no other list that is read whole than those named here with what keeps them short', () => {
  const listed = routes.flatMap(({ method, path, responses, query }) => {
    const schema = responses[200]?.schema;
    const shape = method === 'get' && schema instanceof z.ZodObject ? schema.shape : {};
    const paged = 'page' in shape && Object.keys(query?.shape ?? {}).includes('cursor');
    return 'data' in shape ? [{ path, paged }] : [];
  });
  expect(listed.length).toBeGreaterThan(20);
  const unpaged = listed.filter(({ paged }) => !paged).map(({ path }) => path);
  expect(unpaged.sort()).toEqual(Object.keys(whole).sort());
});
