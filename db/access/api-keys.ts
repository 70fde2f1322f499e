import { createHash, randomBytes } from 'node:crypto';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { appendEvents } from '../events/append-events.ts';
import type { Database } from '../pool.ts';
import { handWritten } from '../prepared.ts';
import { apiKeys } from '../schema/spine.ts';
import type { Tx } from '../transaction.ts';

export type ApiKey = {
  readonly id: string;
  readonly actor: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
};

const shown = {
  id: apiKeys.id,
  actor: apiKeys.actor,
  role: apiKeys.role,
  createdAt: apiKeys.createdAt,
  revokedAt: apiKeys.revokedAt,
};

/** What is stored of a key: SHA-256, hex. The key has 192 random bits, so a slow hash would only cost time. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Who makes and revokes keys at the command line, where nobody has a key yet. */
const commandLine = 'parcours keys';

/**
 * Makes a key `pk_<id>_<secret>`, and the event that tells who made it for whom. `secret` is the whole key, given this
 * once: only its hash is stored.
 */
export async function createKey(
  on: Pick<Tx, 'insert'>,
  { actor, role }: { readonly actor: string; readonly role: Role },
  by: string = commandLine,
): Promise<{ readonly key: ApiKey; readonly secret: string }> {
  const id = randomBytes(6).toString('hex');
  const secret = `pk_${id}_${randomBytes(24).toString('hex')}`;
  const rows = await on
    .insert(apiKeys)
    .values({ id, actor, role, secretHash: hashKey(secret) })
    .returning(shown);
  const [row] = rows;
  if (!row) throw new Error('the insert of an API key returned no row');
  const data = { holder: actor, role };
  await appendEvents(on, { ...eventsOf(id), version: 0, actor: by }, [{ type: 'key.created', data }]);
  return { key: asKey(row), secret };
}

/**
 * Somebody who is known under this name in other letter case: null for nobody. One person is one actor, or what they asked
 * for as one they could approve as the other. Whoever takes such a name at the same time waits here.
 */
export async function knownInOtherCase(tx: Pick<Tx, 'execute'>, actor: string): Promise<string | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('actor/' || lower(${actor})))`);
  const [row] = await tx.execute<{ known: string }>(sql`
    select known from (select actor as known from api_keys union select id from staff) names
    where lower(known) = lower(${actor}) and known <> ${actor} order by known limit 1`);
  return row?.known ?? null;
}

/**
 * Who a key stands for. `callerId`: the first key ever made for the same actor in the same role, so that whoever replaces a
 * key between a lost answer and its retry is still known by their idempotency keys.
 */
export type KeyHolder = Pick<ApiKey, 'id' | 'actor' | 'role'> & { readonly callerId: string };

// The table's check constraint has the roles.
const selectByHash = handWritten<KeyHolder>(`
  select k.id, k.actor, k.role, f.id as "callerId"
  from api_keys k cross join lateral (
    select id from api_keys where actor = k.actor and role = k.role order by created_at, id limit 1
  ) f
  where k.secret_hash = $1 and k.revoked_at is null`);

/** Who a key stands for; null for an unknown or revoked one. */
export async function findKey(database: Pick<Database, 'query'>, hash: string): Promise<KeyHolder | null> {
  const [row] = await selectByHash(database.query, hash);
  return row ?? null;
}

/** The key as it now is, revoked at the first time it was asked for; null for an unknown id. */
export async function revokeKey(
  tx: Pick<Tx, 'insert' | 'select' | 'update'>,
  id: string,
  by: string = commandLine,
): Promise<ApiKey | null> {
  const [revoked] = await tx
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning(shown);
  if (revoked) {
    await appendEvents(tx, { ...eventsOf(id), version: 1, actor: by }, [{ type: 'key.revoked', data: {} }]);
    return asKey(revoked);
  }
  const [row] = await tx.select(shown).from(apiKeys).where(eq(apiKeys.id, id));
  return row ? asKey(row) : null;
}

/** The keys of one actor that work, oldest first. Under the lock of `knownInOtherCase` no other one comes to be. */
export async function workingKeysOf(tx: Pick<Tx, 'select'>, actor: string): Promise<Pick<ApiKey, 'id' | 'role'>[]> {
  const rows = await tx
    .select({ id: apiKeys.id, role: apiKeys.role })
    .from(apiKeys)
    .where(and(eq(apiKeys.actor, actor), isNull(apiKeys.revokedAt)))
    .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id));
  return rows.map(({ id, role }) => ({ id, role: role as Role })); // the table's check constraint has the roles
}

const eventsOf = (id: string) => ({ aggregate: 'key', id: `key/${id}` }) as const;

export type KeyPosition = { readonly createdAt: string; readonly id: string };
/** With its instant as the database writes it, microseconds and all. */
export type ListedKey = ApiKey & { readonly createdAtText: string };

/** Every key ever made, oldest first, without what it says; those of one page where it is named. */
export async function listKeys(
  database: Pick<Database, 'query'>,
  page?: { readonly position: KeyPosition | null; readonly limit: number },
): Promise<ListedKey[]> {
  const position = page?.position ?? null;
  const keys = database.query
    .select({ ...shown, createdAtText: sql<string>`${apiKeys.createdAt}::text` })
    .from(apiKeys)
    .where(
      position === null
        ? undefined
        : sql`(${apiKeys.createdAt}, ${apiKeys.id}) > (${position.createdAt}::timestamptz, ${position.id})`,
    )
    .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id));
  const rows = await (page ? keys.limit(page.limit) : keys);
  return rows.map(({ createdAtText, ...row }) => ({ ...asKey(row), createdAtText }));
}

const asKey = (row: Omit<ApiKey, 'role'> & { role: string }): ApiKey => ({ ...row, role: row.role as Role });
