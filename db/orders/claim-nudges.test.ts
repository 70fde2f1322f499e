import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { placeOrderRow } from '../../test/harness/place-order-row.ts';
import { createTestDatabase, type TestDatabase } from '../../test/harness/postgres.ts';
import { seed } from '../../test/harness/seed.ts';
import { type Database, openDatabase } from '../pool.ts';
import { claimOrderNudges } from './claim-nudges.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await seed(database);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** An order that was told in vain for so long: its id. */
async function unheard(seconds: number): Promise<string> {
  const id = await placeOrderRow(database);
  await database.query.execute(sql`
    update orders set nudge_at = now(), nudged_since = now() - nullif(${seconds}::int, 0) * interval '1 second'
    where id = ${id}`);
  return id;
}

async function putOff(id: string): Promise<number> {
  const [row] = await database.query.execute<{ seconds: number }>(
    sql`select extract(epoch from nudge_at - now())::float8 as seconds from orders where id = ${id}`,
  );
  return row?.seconds ?? Number.NaN;
}

it('goes to one relay, and is told less often the longer its process has not looked', async () => {
  const ids = [await unheard(0), await unheard(120), await unheard(86_400)];
  const claimed = await Promise.all([claimOrderNudges(database, 10), claimOrderNudges(database, 10)]);
  expect(
    claimed
      .flat()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(ids.toSorted());
  const [soon = 0, later = 0, seldom = 0] = await Promise.all(ids.map(putOff));
  // Asking takes a moment, of which each of them is less.
  for (const [seconds, most] of [
    [soon, 10],
    [later, 125],
    [seldom, 600],
  ] as const) {
    expect(seconds).toBeLessThanOrEqual(most);
    expect(seconds).toBeGreaterThan(0.8 * most);
  }
  expect(await claimOrderNudges(database, 10)).toEqual([]);
});
