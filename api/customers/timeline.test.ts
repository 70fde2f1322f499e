import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { timelineQuery } from '../../db/customers/read-timeline.ts';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import { raiseTask } from '../../db/tasks/raise-task.ts';
import { inTransaction } from '../../db/transaction.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { placeOrderRow } from '../../test/harness/place-order-row.ts';
import { seed } from '../../test/harness/seed.ts';
import { shownEntry } from './timeline-route.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seed(api.deps.database);
});
afterAll(() => api?.close());

const rows = (query: ReturnType<typeof sql>) => api.deps.database.query.execute(query);
const place = () => placeOrderRow(api.deps.database);
type Entry = { readonly subject: string; readonly type: string; readonly at: string; readonly actor: string };
type Page = { readonly data: readonly Entry[]; readonly page: { readonly next: string | null } };
const timeline = async (id: string, query = '') =>
  (await api.send(`get /v1/customers/${id}/timeline${query}`, { as: 'agent' })).body as Page;

/** Page after page, until there is none. */
async function pages(id: string, query: string): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let cursor = ''; ; ) {
    const { data, page } = await timeline(id, `?${query}${cursor}`);
    all.push(...data);
    if (page.next === null) return all;
    cursor = `&cursor=${page.next}`;
  }
}

it('merges orders, cases, messages, tasks and the customer in time order, each with words in both languages', async () => {
  const order = await place();
  await api.send('post /v1/customers/CUS-CARD/interactions', { as: 'agent', body: { kind: 'call' } });
  await inTransaction(api.deps.database, async (tx) => {
    const now = Date.now();
    await tellCustomer(tx, {
      ...{ customerId: 'CUS-CARD', process: 'case/CAS-1', step: 'received', template: 'case_received', now },
      params: { caseId: 'CAS-1' },
    });
    await raiseTask(tx, { kind: 'suspected_lost', subject: order, orderId: order, role: 'agent', now: now + 5 });
  });
  const [task] = (await rows(sql`select id from tasks where order_id = ${order}`)) as unknown as { id: string }[];
  await api.send(`post /v1/tasks/${task?.id}/completion`, { as: 'agent', body: { outcome: 'Found' } });
  const { data } = await timeline('CUS-CARD', '?limit=200');
  const types = data.map((entry) => entry.type);
  expect(new Set(types)).toEqual(
    new Set(['order.received', 'customer.interacted', 'message.told', 'task.raised', 'task.closed']),
  );
  const instants = data.map((entry) => entry.at);
  expect(instants).toEqual(instants.toSorted());
  expect(data.find((entry) => entry.type === 'order.received')).toMatchObject({
    area: 'orders',
    subject: order,
    customerId: 'CUS-CARD',
    what: { en: 'Order received', fr: 'Commande reçue' },
  });
  expect(data.find((entry) => entry.type === 'task.closed')?.actor).toBe('agent@test');
});

it('pages without losing or repeating an entry, oldest or newest first, also within one instant', async () => {
  await rows(
    sql`insert into customers (id, name, email, locale, lifecycle) values ('CUS-PAGED', 'P', 'p@example.com', 'en', 'prospect')`,
  );
  await rows(sql`insert into events (aggregate, aggregate_id, customer_id, seq, type, actor, at, data)
    select 'case', 'CAS-P', 'CUS-PAGED', n, 'case.noted', 'test', timestamptz '2026-03-01' + (n / 4) * interval '1 second', '{}'
    from generate_series(1, 30) n`);
  await rows(sql`insert into messages (id, process, step, customer_id, template, params, created_at)
    select 'M-' || n, 'case/CAS-P', n::text, 'CUS-PAGED', 'case_received', '{}', timestamptz '2026-03-01' + (n / 3) * interval '1 second'
    from generate_series(1, 12) n`);
  const whole = await pages('CUS-PAGED', 'limit=200');
  expect(whole).toHaveLength(42);
  for (const limit of [1, 3, 7]) {
    expect(await pages('CUS-PAGED', `limit=${limit}`)).toEqual(whole);
    expect(await pages('CUS-PAGED', `limit=${limit}&order=newest`)).toEqual(whole.toReversed());
  }
});

it('reads along the indexes, no further than its page, when the customer has 100,000 events', async () => {
  await rows(
    sql`insert into customers (id, name, email, locale, lifecycle) values ('CUS-BUSY', 'B', 'b@example.com', 'en', 'prospect')`,
  );
  await rows(sql`insert into events (aggregate, aggregate_id, customer_id, seq, type, actor, at, data)
    select 'case', 'CAS-BUSY', 'CUS-BUSY', n, 'case.noted', 'test', timestamptz '2026-01-01' + n * interval '1 minute', '{}'
    from generate_series(1, 100000) n`);
  await rows(sql`analyze events`);
  const at = { at: '2026-02-15 00:00:00+00', key: 'e' };
  for (const newestFirst of [false, true]) {
    const asked = timelineQuery('CUS-BUSY', { position: at, limit: 51, newestFirst });
    const plan = (await rows(sql`explain (analyze, format json) ${asked}`)) as unknown as { 'QUERY PLAN': unknown }[];
    const scans = scansOf(plan[0]?.['QUERY PLAN']).filter((scan) => scan['Relation Name'] === 'events');
    expect(scans.map((scan) => [scan['Node Type'], scan['Index Name']])).toEqual([['Index Scan', 'events_customer']]);
    expect(Number(scans[0]?.['Actual Rows'])).toBeLessThanOrEqual(52);
  }
  const deep = await timeline('CUS-BUSY', '?order=newest&limit=2');
  expect(deep.data.map((entry) => entry.at)).toEqual(['2026-03-11T10:40:00.000Z', '2026-03-11T10:39:00.000Z']);
});

type Plan = Record<string, unknown> & { readonly Plans?: readonly Plan[] };

function scansOf(plan: unknown): Plan[] {
  const below = (one: Plan): Plan[] => [one, ...(one.Plans ?? []).flatMap(below)];
  return (plan as { Plan: Plan }[]).flatMap(({ Plan }) => below(Plan));
}

it('shows no amount to a role that sees no prices', () => {
  const entry = {
    ...{ aggregate: 'order', subject: 'ORD-1', customerId: 'CUS-1', type: 'order.received', actor: 'shop', at: 0 },
    ...{ data: { totalMinor: 4597, lines: 1, parcels: [{ amountMinor: 5, no: 1 }] }, atText: '', key: '' },
  };
  expect(shownEntry(entry, 'warehouse').data).toEqual({ lines: 1, parcels: [{ no: 1 }] });
  expect(shownEntry(entry, 'agent').data).toEqual(entry.data);
});

it('is not found for an unknown customer, and refuses a cursor that it did not give', async () => {
  expect((await api.send('get /v1/customers/CUS-0000000/timeline')).status).toBe(404);
  expect((await api.send('get /v1/customers/CUS-CARD/timeline?cursor=abc')).body.code).toBe('invalid_request');
});
