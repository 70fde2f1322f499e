import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import { seed } from '../../test/harness/seed.ts';
import { bindQueries, type Database } from '../pool.ts';
import { listOrders, type OrderFilter, type OrderPosition } from './list-orders.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 4 });
  await seed(database);
  await insertOrders('OLD', 20_000, sql`'2026-01-01T00:00:00Z'::timestamptz + n / 4 * interval '1 second'`);
  await database.query.execute(sql`analyze orders`);
});

afterAll(() => database.close());

/** Four orders share each instant; every 20th is on hold, every tenth on account. */
async function insertOrders(prefix: string, count: number, placedAt = sql`clock_timestamp()`): Promise<void> {
  await database.query.execute(sql`
    insert into orders (id, customer_id, channel, status, currency, net_minor, tax_minor, total_minor, shortage_policy,
      payment_method, payment_token, ship_to, policy, placed_by, placed_at)
    select ${`${prefix}-`}::text || lpad(n::text, 6, '0'), case when n % 10 = 0 then 'CUS-ACCOUNT' else 'CUS-CARD' end, 'web',
      case when n % 20 = 0 then 'on_hold' else 'received' end, 'CAD', 10, 1, 11, 'ask', 'card', 'tok', '{}', '{}', 'test', ${placedAt}
    from generate_series(1, ${count}::int) n`);
}

async function allPages(filter: OrderFilter, limit: number, between: () => Promise<void> = async () => {}) {
  const seen: string[] = [];
  let position: OrderPosition | null = null;
  for (;;) {
    const rows = await listOrders(database, filter, { position, limit });
    seen.push(...rows.map((row) => row.id));
    const last = rows.at(-1);
    if (!last || rows.length < limit) return seen;
    position = { placedAt: last.placedAtText, id: last.id };
    await between();
  }
}

async function idsWhere(condition: ReturnType<typeof sql>): Promise<string[]> {
  const rows = await database.query.execute<{ id: string }>(
    sql`select id from orders where ${condition} order by placed_at desc, id desc`,
  );
  return rows.map((row) => row.id);
}

it('gives every order once and in order while others are placed', async () => {
  const before = await idsWhere(sql`true`);
  let wave = 0;
  const seen = await allPages({}, 150, async () => {
    wave += 1;
    await insertOrders(`NEW${wave}`, 3);
  });
  expect(wave).toBeGreaterThan(100);
  expect(seen).toEqual(before);
});

describe('a filter', () => {
  it.each<[string, OrderFilter, ReturnType<typeof sql>]>([
    ['status', { status: 'on_hold' }, sql`status = 'on_hold'`],
    ['customer', { customerId: 'CUS-ACCOUNT' }, sql`customer_id = 'CUS-ACCOUNT'`],
    ['placed after', { placedAfter: '2026-01-01T01:00:00.000Z' }, sql`placed_at > '2026-01-01T01:00:00Z'`],
    [
      'all of them',
      { status: 'on_hold', customerId: 'CUS-ACCOUNT', placedAfter: '2026-01-01T02:00:00+01:00' },
      sql`status = 'on_hold' and customer_id = 'CUS-ACCOUNT' and placed_at > '2026-01-01T01:00:00Z'`,
    ],
  ])('by %s gives all that match, paged', async (_name, filter, condition) => {
    const wanted = await idsWhere(condition);
    expect(wanted.length).toBeGreaterThan(30);
    expect(await allPages(filter, 97)).toEqual(wanted);
  });
});

/** What the planner does with the very statement that the list sends: each row of the answer is a line of the plan. */
async function planOf(filter: OrderFilter, position: OrderPosition | null): Promise<string> {
  const explaining = new Proxy(database.sql, {
    get: (client, name) => (name === 'unsafe' ? explain : Reflect.get(client, name)),
  });
  const explain = async (
    text: string,
    ...rest: Parameters<typeof database.sql.unsafe> extends [string, ...infer R] ? R : never
  ) => {
    const plan = await database.sql.unsafe(`explain (analyze, timing off, summary off, buffers) ${text}`, ...rest);
    return plan.map((line) => ({ id: line['QUERY PLAN'] }));
  };
  const lines = await listOrders({ query: bindQueries(explaining) }, filter, { position, limit: 50 });
  return lines.map((line) => line.id).join('\n');
}

const pagesRead = (plan: string): number =>
  [...(plan.split('\n')[1] ?? '').matchAll(/(?:hit|read)=(\d+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);

describe('a page deep in the list', () => {
  const deep = { placedAt: '2026-01-01 00:10:00+00', id: 'OLD-002400' };
  it.each<[string, OrderFilter]>([
    ['orders_placed', {}],
    ['orders_status', { status: 'on_hold' }],
    ['orders_customer', { customerId: 'CUS-ACCOUNT' }],
    ['orders_placed', { placedAfter: '2026-01-01T00:00:00Z' }],
  ])('is read from %s and costs as much as the first with %j', async (index, filter) => {
    const plans = await Promise.all([planOf(filter, null), planOf(filter, deep)]);
    for (const plan of plans) {
      expect(plan).toContain(`Index Scan using ${index} on orders`);
      expect(plan).not.toMatch(/Sort|Seq Scan|Bitmap/);
    }
    const [first = '', later = ''] = plans;
    expect(pagesRead(first)).toBeGreaterThan(0);
    expect(pagesRead(later)).toBeLessThan(pagesRead(first) * 2 + 10);
  });
});
