import { readFileSync } from 'node:fs';
import { postgresErrorOf } from './database-errors.ts';
import { migrationsFolder } from './migrate.ts';
import type { Database } from './pool.ts';

const UNDEFINED_TABLE = '42P01';
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * True when the database has every migration of this build, or more: a release migrates first, while older processes go
 * on. Believed where this account may not read what was migrated. Rejects when the database does not answer.
 */
export async function schemaIsCurrent({ sql }: Pick<Database, 'sql'>, folder = migrationsFolder()): Promise<boolean> {
  try {
    const [row] = await sql<{ newest: number | null }[]>`
      select max(created_at)::float8 as newest from drizzle.__drizzle_migrations`;
    return (row?.newest ?? 0) >= newestMigration(folder);
  } catch (error) {
    const code = postgresErrorOf(error)?.code;
    if (code === UNDEFINED_TABLE) return false;
    if (code === INSUFFICIENT_PRIVILEGE) return true;
    throw error;
  }
}

function newestMigration(folder: string): number {
  const journal: { entries: { when: number }[] } = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8'));
  return Math.max(...journal.entries.map(({ when }) => when));
}
