/** What a fresh installation holds of claims. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimMoves } from '../../domain/claims/claim-states.ts';
import { claimTableIds, claimTables, versionsInForce } from '../../domain/claims/claim-tables.ts';
import type { Rule as TableRule } from '../../domain/decisions/decision-table.ts';
import { contractProblems } from '../../domain/decisions/table-contract.ts';
import { tableProblems } from '../../domain/decisions/table-problems.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import { listTables, tableVersion } from '../decisions/tables.ts';
import type { Database } from '../pool.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

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

it('names in its rules the amounts that they compare or give, and no plain numbers', async () => {
  const rows = await database.query.execute<{ id: string; rule: TableRule }>(
    sql`select id, jsonb_array_elements(rules) as rule from decision_tables where version = 1`,
  );
  const named = rows.filter(({ rule }) => rule.text.en.includes('{amount '));
  expect(named).toHaveLength(9);
  for (const { id, rule } of named) {
    const minor = /\{amount (\d+)\}/.exec(rule.text.en)?.[1];
    expect(rule.text.fr, id).toContain(`{amount ${minor}}`);
    const compared = JSON.stringify([rule.when.valueMinor, rule.when.totalMinor, rule.gives.valueMinor]);
    expect(compared, `${id} ${rule.id}`).toMatch(new RegExp(`\\b${minor}\\b`));
  }
  const withoutAmount = rows.map(({ rule }) => rule.text.en.replace(/\{amount \d+\}/g, ''));
  expect(withoutAmount.filter((text) => /\d{2,}/.test(text) && !/\d+ days/.test(text))).toEqual([]);
});

it('never changes a version, whoever asks', async () => {
  const change = database.query.execute(sql`update decision_tables set rules = '[]' where id = 'claim-risk'`);
  await expect(change).rejects.toMatchObject({
    cause: { message: expect.stringContaining('a version never changes') },
  });
});
