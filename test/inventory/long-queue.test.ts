import { sql } from 'drizzle-orm';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { placeOrderRow } from '../harness/place-order-row.ts';
import { type OpenTestDatabase, openTestDatabase } from '../harness/postgres.ts';
import { putStock, seed } from '../harness/seed.ts';

let database: OpenTestDatabase;

beforeEach(async () => {
  await database?.close();
  database = await openTestDatabase();
  await seed(database);
});
afterAll(() => database.close());

type Wait = {
  readonly rows?: number;
  readonly promised?: boolean;
  readonly waits?: string;
  readonly priority?: number;
};

/** An order that waits for so many units, each a row of its own in the queue, behind whoever waits already; its id. */
async function waitFor(
  sku: string,
  { rows = 1, promised = false, waits = sku, priority = 100 }: Wait = {},
): Promise<string> {
  const id = await placeOrderRow(database, { lines: [{ sku, quantity: rows }] });
  await database.query.execute(sql`
    insert into reservations (order_id, line_no, sku, quantity, state, priority, promise_on, created_at)
    select ${id}, 1, ${waits}, 1, 'backordered', ${priority}::int, case when ${promised} then now() end,
      (select count(*) from reservations) * interval '1 second' + now()
    from generate_series(1, ${rows}::int)`);
  return id;
}

/** More than are looked at in one round. */
const many = 2001;

it.each([
  ['was promised first', { promised: true }],
  ['goes before others', { priority: 10 }],
] as const)('whoever %s is served first, however many have waited longer', async (_, more) => {
  await waitFor('LAMP', { rows: many });
  const first = await waitFor('LAMP', more);
  await putStock(database, 'LAMP', 'MTL', 1);
  expect(await fillBackorders(database)).toEqual([first]);
});

it('kits of which another part is missing keep nobody from what is there, however many they are', async () => {
  await waitFor('SET', { rows: many, waits: 'BULB' });
  const alone = await waitFor('BULB');
  await putStock(database, 'BULB', 'MTL', 5);
  expect(await fillBackorders(database)).toEqual([alone]);
});

it('the safety stock of a place goes to nobody who waits', async () => {
  const id = await waitFor('LAMP', { rows: 2 });
  await putStock(database, 'LAMP', 'MTL', 3);
  await database.query.execute(sql`update stock set safety = 2 where sku = 'LAMP'`);
  expect(await fillBackorders(database)).toEqual([id]);
  expect(await fillBackorders(database)).toEqual([]);
  expect(await database.query.execute(sql`select reserved from stock where sku = 'LAMP'`)).toEqual([{ reserved: 1 }]);
});
