import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { createKey, findKey, hashKey } from '../../db/access/api-keys.ts';
import { type Database, openDatabase } from '../../db/pool.ts';
import { inTransaction } from '../../db/transaction.ts';
import { type Role, roles } from '../../domain/access/roles.ts';

export type LocalKeys = Readonly<Record<Role, string>>;

const shape = z.partialRecord(z.enum(roles), z.string());

/**
 * One API key per role for the stack on this machine. Kept beside its data (readable by its owner alone), because the
 * database has only their hashes; a kept key that the database does not know, or no longer, is made anew.
 */
export async function provideLocalKeys(databaseUrl: string, stateFolder: string): Promise<LocalKeys> {
  const file = path.join(stateFolder, 'keys.json');
  const kept = readKept(file);
  const database = openDatabase({ url: databaseUrl, poolSize: 1, applicationName: 'parcours up' });
  try {
    const entries: [Role, string][] = [];
    for (const role of roles) entries.push([role, await provideKey(database, role, kept[role])]);
    // Each role of the table has its entry.
    const keys = Object.fromEntries(entries) as Record<Role, string>;
    rmSync(file, { force: true });
    writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
    return keys;
  } finally {
    await database.close();
  }
}

async function provideKey(database: Database, role: Role, kept: string | undefined): Promise<string> {
  const known = kept === undefined ? null : await findKey(database, hashKey(kept));
  if (kept !== undefined && known?.role === role) return kept;
  const { secret } = await inTransaction(database, (tx) => createKey(tx, { actor: `local-${role}`, role }));
  return secret;
}

function readKept(file: string): Partial<Record<Role, string>> {
  if (!existsSync(file)) return {};
  const parsed = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : {};
}
