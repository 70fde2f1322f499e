/** The list of orders when there are a million: a page far down beside the first one. */
import { sql } from 'drizzle-orm';
import { listOrders, type OrderPosition } from '../db/orders/list-orders.ts';
import { type Database, openDatabase } from '../db/pool.ts';
import { seed } from '../test/harness/seed.ts';
import { figure, ratios } from './figures.ts';
import type { Measure } from './measure.ts';
import { inRounds, latencyMs } from './rounds.ts';

const pageSize = 51;

export const orderList: Measure = {
  name: 'order-list',
  title: 'the order list, deep page beside first page',
  quick: true,
  run: async (stand) => {
    const orders = stand.quick ? 20_000 : 1_000_000;
    const database = openDatabase({
      url: await stand.database('bench_list'),
      poolSize: 2,
      statementTimeoutMs: 300_000,
    });
    try {
      await seed(database);
      await insertOrders(database, orders);
      stand.note(`${orders} orders inserted`);
      const deep = await positionAt(database, Math.floor(orders * 0.9));
      const page = (position: OrderPosition | null) => listOrders(database, {}, { position, limit: pageSize });
      const times = stand.quick ? 100 : 300;
      const ms = await inRounds(stand.quick ? 3 : 7, {
        first: () => latencyMs(times, () => page(null)),
        deep: () => latencyMs(times, () => page(deep)),
      });
      return [
        figure(`orders in the list`, '', [orders]),
        figure('first page', 'ms', ms.first),
        figure('page at 90 % of the list', 'ms', ms.deep),
        figure('deep page / first page', 'x', ratios(ms.deep, ms.first), { atMost: 1.5 }),
        figure('buffers of the first page', '', [await buffersOf(database, null)]),
        figure('buffers of the deep page', '', [await buffersOf(database, deep)]),
      ];
    } finally {
      await database.close();
    }
  },
};

/** As wide as real ones, placed a second apart. */
async function insertOrders({ query }: Database, orders: number): Promise<void> {
  await query.execute(sql`
    insert into orders (id, customer_id, channel, status, currency, net_minor, tax_minor, total_minor, shortage_policy,
      payment_method, payment_token, ship_to, policy, placed_by, placed_at, version)
    select 'ORD-' || lpad(n::text, 8, '0'), 'CUS-CARD', 'web', 'completed', 'CAD', 1999, 299, 2298, 'ask',
      'card', 'pm_card_visa', c.bill_to, '{"profile":"standard"}', 'shop', now() - n * interval '1 second', 12
    from generate_series(1, ${orders}::int) n, customers c where c.id = 'CUS-CARD'`);
  await query.execute(sql`vacuum analyze orders`);
}

async function positionAt({ query }: Database, offset: number): Promise<OrderPosition> {
  const [row] = await query.execute<OrderPosition>(sql`
    select placed_at::text as "placedAt", id from orders
    order by placed_at desc nulls last, id desc nulls last offset ${offset}::int limit 1`);
  if (!row) throw new Error('the list is shorter than that');
  return row;
}

type Explained = { 'QUERY PLAN': { Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }[] };

/** Blocks that the same statement touches: a count that no other program on this machine can blur. */
async function buffersOf({ query }: Database, position: OrderPosition | null): Promise<number> {
  const before = position ? sql`where (placed_at, id) < (${position.placedAt}::timestamptz, ${position.id})` : sql``;
  const [row] = await query.execute<Explained>(sql`
    explain (analyze, buffers, format json)
    select * from orders ${before} order by placed_at desc nulls last, id desc nulls last limit ${pageSize}::int`);
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  return (plan?.['Shared Hit Blocks'] ?? Number.NaN) + (plan?.['Shared Read Blocks'] ?? 0);
}
