/** What a fresh installation holds of claims. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimMoves } from '../../domain/claims/claim-states.ts';
import { claimTableIds, claimTables, versionsInForce } from '../../domain/claims/claim-tables.ts';
import { contractProblems } from '../../domain/decisions/table-contract.ts';
import { tableProblems } from '../../domain/decisions/table-problems.ts';
import { createTestDatabase, type TestDatabase } from '../../test/harness/postgres.ts';
import { listTables, tableVersion } from '../decisions/tables.ts';
import { type Database, openDatabase } from '../pool.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

it('has the legal moves of a claim, and no others', async () => {
  const rows = await database.query.execute<{ move: string }>(
    sql`select from_status || ' ' || to_status as move from process_moves where kind = 'claim'`,
  );
  const legal = Object.entries(claimMoves).flatMap(([from, targets]) => targets.map((to) => `${from} ${to}`));
  expect(rows.map(({ move }) => move).sort()).toEqual(legal.sort());
});

it('has one sound version of every table that a claim asks, in force', async () => {
  const inForce = versionsInForce(await listTables(database.query), Date.now());
  for (const id of claimTableIds) {
    const table = await tableVersion(database.query, id, inForce[id] ?? 0);
    if (table === null) throw new Error(`${id} is not installed`);
    expect([...tableProblems(table), ...contractProblems(claimTables, table)], id).toEqual([]);
  }
});

it('never changes a version, whoever asks', async () => {
  const change = database.query.execute(sql`update decision_tables set rules = '[]' where id = 'claim-risk'`);
  await expect(change).rejects.toMatchObject({
    cause: { message: expect.stringContaining('a version never changes') },
  });
});
