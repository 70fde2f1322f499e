import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { administer, urlOf } from '../test/harness/administer-database.ts';
import { migrateDatabase, migrationsFolder } from './migrate.ts';
import { type Database, openDatabase } from './pool.ts';
import { schemaIsCurrent } from './schema-state.ts';

const name = `schema_state_${process.pid}`;
const adminUrl = inject('postgresAdminUrl');
const older = mkdtempSync(path.join(tmpdir(), 'older-'));
let database: Database;

beforeAll(async () => {
  await administer(adminUrl, `create database ${name}`);
  database = openDatabase({ url: urlOf(adminUrl, name), poolSize: 1 });
  cpSync(migrationsFolder(), older, { recursive: true });
  const file = path.join(older, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, -1) }));
});
afterAll(async () => {
  await database.close();
  await administer(adminUrl, `drop database ${name} with (force)`);
  rmSync(older, { recursive: true });
});

it('is behind in an empty database and one migration before the last, and current after it', async () => {
  expect(await schemaIsCurrent(database)).toBe(false);
  await migrateDatabase(urlOf(adminUrl, name), older);
  expect(await schemaIsCurrent(database)).toBe(false);
  await migrateDatabase(urlOf(adminUrl, name));
  expect(await schemaIsCurrent(database)).toBe(true);
});

it('is current for a build of before, which goes on while the next release is rolled out', async () => {
  expect(await schemaIsCurrent(database, older)).toBe(true);
});

it('is believed of a database that lets this account read its tables and not what was migrated', async () => {
  const role = `reader_${process.pid}`;
  await database.sql.unsafe(`create role ${role} login password 'reader'`);
  const reader = new URL(urlOf(adminUrl, name));
  reader.username = role;
  reader.password = 'reader';
  const theirs = openDatabase({ url: reader.href, poolSize: 1 });
  try {
    expect(await schemaIsCurrent(theirs)).toBe(true);
  } finally {
    await theirs.close();
    await database.sql.unsafe(`drop role ${role}`);
  }
});

it('is not known while the database does not answer', async () => {
  const nobody = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/nothing', poolSize: 1 });
  await expect(schemaIsCurrent(nobody)).rejects.toThrow(/ECONNREFUSED/);
  await nobody.close();
});
