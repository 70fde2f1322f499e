import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { openDatabase } from './pool.ts';
import { inTransaction, type Tx } from './transaction.ts';

export interface MigrationReport {
  /** Migrations applied by this call, in order; the empty list when another process was faster. */
  readonly applied: readonly string[];
  readonly total: number;
}

// Any number that nothing else in this database locks on: 'PARCOURS' read as digits on a telephone.
const MIGRATION_LOCK = 72726877;

/**
 * Brings a database to the newest schema. Safe when any number of processes start at once: the first takes the lock and
 * works, the others wait and find nothing to do. All missing migrations commit together, or none does.
 *
 * Keeps drizzle-kit's own journal table, so that its other commands still know what was applied.
 */
export async function migrateDatabase(url: string, folder = migrationsFolder()): Promise<MigrationReport> {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  const patience = { statementTimeoutMs: 300_000, lockTimeoutMs: 120_000, transactionTimeoutMs: 600_000 };
  const database = openDatabase({ url, poolSize: 1, applicationName: 'parcours migrate', ...patience });
  try {
    const applied = await inTransaction(database, (tx) => applyMissing(tx, migrations));
    return { applied, total: migrations.length };
  } finally {
    await database.close();
  }
}

async function applyMissing(tx: Tx, migrations: readonly MigrationMeta[]): Promise<string[]> {
  await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  await tx.execute(sql`create schema if not exists drizzle`);
  await tx.execute(
    sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
  );
  const rows = await tx.execute<{ newest: number | null }>(
    sql`select max(created_at) as newest from drizzle.__drizzle_migrations`,
  );
  const newest = rows[0]?.newest ?? -1;
  const missing = migrations.filter((migration) => migration.folderMillis > newest);
  for (const migration of missing) await applyOne(tx, migration);
  return missing.map((migration) => new Date(migration.folderMillis).toISOString());
}

async function applyOne(tx: Tx, { sql: statements, hash, folderMillis }: MigrationMeta): Promise<void> {
  for (const statement of statements) await tx.execute(sql.raw(statement));
  await tx.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis}::bigint)`,
  );
}

/** The SQL files beside this source, also when this is the compiled copy under dist/, or a part of a program there that is one file. */
export function migrationsFolder(): string {
  const candidates = ['./migrations', '../../db/migrations', './db/migrations', '../db/migrations'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = candidates.find((folder) => existsSync(`${folder}/meta/_journal.json`));
  if (!found) throw new Error(`no migrations found: looked in ${candidates.join(' and ')}; run npm run db:generate`);
  return found;
}
