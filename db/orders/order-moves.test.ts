import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderMoves } from '../../domain/orders/order-states.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import type { Database } from '../pool.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 1 });
});
afterAll(() => database.close());

it('lets an order make exactly the moves of the table of states', async () => {
  const rows = await database.query.execute(
    sql`select from_status || ' > ' || to_status as move from order_moves order by 1`,
  );
  const legal = Object.entries(orderMoves).flatMap(([from, targets]) => targets.map((to) => `${from} > ${to}`));
  expect(rows.map((row) => row.move)).toEqual(legal.sort());
});
