import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { administer, urlOf } from '../test/harness/administer-database.ts';
import { createTestDatabase, type TestDatabase } from '../test/harness/postgres.ts';
import { migrateDatabase } from './migrate.ts';
import journal from './migrations/meta/_journal.json' with { type: 'json' };

const name = `migrate_${process.pid}`;
const adminUrl = inject('postgresAdminUrl');
let migrated: TestDatabase;

beforeAll(async () => {
  await administer(adminUrl, `create database ${name}`);
  migrated = await createTestDatabase();
});

afterAll(async () => {
  await administer(adminUrl, `drop database ${name} with (force)`);
  await migrated.drop();
});

it('applies each migration once when four processes start at the same moment', async () => {
  const url = urlOf(adminUrl, name);
  const reports = await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(url)));
  const [first, ...others] = reports.map((report) => report.applied.length).sort((a, b) => b - a);
  expect(first).toBe(reports[0]?.total);
  expect(others).toEqual([0, 0, 0]);
});

it('finds nothing to do in a database made from the template', async () => {
  expect((await migrateDatabase(migrated.url)).applied).toEqual([]);
});

it('gives each test file a database that has the tables and no rows', async () => {
  const client = postgres(migrated.url, { max: 1 });
  const [row] = await client`select count(*)::int as orders from orders`;
  await client.end();
  expect(row).toEqual({ orders: 0 });
});

it('has no migration dated earlier than one before it, which a database that has that one would never apply', () => {
  const dates = journal.entries.map(({ when }) => when);
  expect(dates).toEqual([...dates].sort((a, b) => a - b));
  expect(new Set(dates).size).toBe(dates.length);
});
