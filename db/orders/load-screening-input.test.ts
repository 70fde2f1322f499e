import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { placeOrderRow } from '../../test/harness/place-order-row.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import { addCustomer, seed } from '../../test/harness/seed.ts';
import type { Database } from '../pool.ts';
import { inTransaction } from '../transaction.ts';
import { loadOrderFacts } from './load-facts.ts';
import { loadScreeningInput } from './load-screening-input.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
});
afterAll(() => database.close());

const at = Date.parse('2026-03-02T12:00:00Z');

/** Placed so many seconds before that instant; the window of `demo` is ten seconds. */
async function placed(customerId: string, seconds: number): Promise<string> {
  const id = await placeOrderRow(database, { customerId });
  await database.query.execute(
    sql`update orders set placed_at = ${new Date(at - seconds * 1000).toISOString()} where id = ${id}`,
  );
  return id;
}

const counted = (id: string) =>
  inTransaction(database, async (tx) => {
    const facts = await loadOrderFacts(tx, id);
    if (facts === null) throw new Error(id);
    const { earlierOrders, recentOrders } = await loadScreeningInput(tx, facts);
    return { earlierOrders, recentOrders };
  });

it('an order counts itself and those before it within the window, however late it is screened', async () => {
  await addCustomer(database, 'CUS-BUSY');
  const [longAgo, before, screened, after] = [
    await placed('CUS-BUSY', 60),
    await placed('CUS-BUSY', 14),
    await placed('CUS-BUSY', 8),
    await placed('CUS-BUSY', 1),
  ];
  expect(await counted(longAgo)).toEqual({ earlierOrders: 0, recentOrders: 1 });
  expect(await counted(before)).toEqual({ earlierOrders: 1, recentOrders: 1 });
  expect(await counted(screened)).toEqual({ earlierOrders: 2, recentOrders: 2 });
  expect(await counted(after)).toEqual({ earlierOrders: 3, recentOrders: 2 });
});
