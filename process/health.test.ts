import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/pool.ts';
import { inTransaction } from '../db/transaction.ts';
import { openTestDatabase } from '../test/harness/postgres.ts';
import { createDatabaseCheck } from './health.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 2 });
});
afterAll(() => database.close());

it('takes a database that is slow to tell its schema for one that is down, and never for an older one', async () => {
  const state = createDatabaseCheck(database);
  await inTransaction(database, async (tx) => {
    await tx.execute(sql`lock table drizzle.__drizzle_migrations in access exclusive mode`);
    expect(await state()).toBe('down');
  });
  expect(await state()).toBe('up');
});
