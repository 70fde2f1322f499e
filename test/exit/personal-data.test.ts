/** What the export hands out and the erasure overwrites, against the database as it really is. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportedColumns, impersonalTables, overwrites, personalTables } from '../../db/exit/personal/tables.ts';
import type { Database } from '../../db/pool.ts';
import { openTestDatabase } from '../harness/postgres.ts';

let database: Database;
const columnsOf = new Map<string, string[]>();

beforeAll(async () => {
  database = await openTestDatabase();
  const rows = await database.query.execute<{ table: string; column: string }>(sql`
    select c.table_name as table, c.column_name as column from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where t.table_schema = 'public' and t.table_type = 'BASE TABLE'`);
  for (const { table, column } of rows) columnsOf.set(table, [...(columnsOf.get(table) ?? []), column]);
});
afterAll(() => database.close());

it('names every table of the database once: as one that can hold a person, or with the reason why it cannot', () => {
  const named = [...personalTables.map(({ table }) => table), ...Object.keys(impersonalTables)];
  expect(named.sort()).toEqual([...columnsOf.keys()].sort());
});

describe.each(personalTables.map((table) => ({ name: table.table, table })))('$name', ({ name, table }) => {
  it('has every column in one list: handed out, concluded by us, or withheld with a reason', () => {
    const named = [...exportedColumns(table, 'access'), ...Object.keys(table.withheld ?? {})];
    expect(named.sort()).toEqual([...(columnsOf.get(name) ?? [])].sort());
    expect(Object.values(table.withheld ?? {}).filter(({ why }) => why.length < 5)).toEqual([]);
  });

  it('has no free text that nobody decided about', () => {
    // Columns that people write in, by the names that this schema gives them.
    const written =
      /^(name|email|phone|.*comment.*|.*reason|description|body|title|reference|token|.*_url|ship_to|bill_to)$/;
    const overwritten = new Set(overwrites(table).map(([column]) => column));
    const codes = new Set(['exits.reason', 'shipments.service_reason']);
    const left = (columnsOf.get(name) ?? []).filter((column) => written.test(column) && !overwritten.has(column));
    expect(left.filter((column) => !codes.has(`${name}.${column}`))).toEqual([]);
  });
});

it('hands out for portability what access gives, without what we concluded ourselves', () => {
  for (const table of personalTables) {
    const access = exportedColumns(table, 'access');
    const inferred = Object.keys(table.inferred ?? {});
    expect(exportedColumns(table, 'portability')).toEqual(access.filter((column) => !inferred.includes(column)));
  }
  expect(personalTables.flatMap(({ inferred }) => Object.keys(inferred ?? {}))).toContain('risk_points');
});
