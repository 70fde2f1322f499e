import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { v7 as newId } from 'uuid';
import type { Role } from '../../domain/access/roles.ts';
import type { CommandOutcome } from '../../domain/commands/outcome.ts';
import { prepareOnce } from '../prepared.ts';
import { commands } from '../schema/spine.ts';
import type { Tx } from '../transaction.ts';

export type NewCommand = {
  /** Whose idempotency keys these are: the API key's id. */
  readonly caller: string;
  readonly idempotencyKey: string;
  /** Of method, path and body: see `requestDigest`. */
  readonly digest: string;
  readonly kind: string;
  readonly subject: string;
  readonly actor: string;
  readonly role: Role;
  readonly payload: unknown;
};

export type Acceptance =
  | { readonly kind: 'new'; readonly id: string }
  /** The same request came before; `outcome` is null while it is not settled. */
  | { readonly kind: 'known'; readonly id: string; readonly subject: string; readonly outcome: CommandOutcome | null }
  /** The key was used for another request. */
  | { readonly kind: 'reused' };

const insertCommand = prepareOnce((on) =>
  on
    .insert(commands)
    .values({
      id: sql.placeholder('id'),
      caller: sql.placeholder('caller'),
      idempotencyKey: sql.placeholder('idempotencyKey'),
      digest: sql.placeholder('digest'),
      kind: sql.placeholder('kind'),
      subject: sql.placeholder('subject'),
      actor: sql.placeholder('actor'),
      role: sql.placeholder('role'),
      payload: sql.placeholder('payload'),
    })
    .onConflictDoNothing({ target: [commands.caller, commands.idempotencyKey] })
    .returning({ id: commands.id })
    .prepare('insert_command'),
);

/**
 * Takes a request in, once per caller and idempotency key. Of two in the same instant one waits here for the other's
 * transaction and then finds its row. What the command needs is written in the same transaction.
 */
export async function acceptCommand(tx: Tx, command: NewCommand): Promise<Acceptance> {
  const inserted = await insertCommand(tx).execute({ id: newId(), ...command });
  const row = inserted[0];
  if (row) return { kind: 'new', id: row.id };
  const found = await findByKey(tx, command);
  if (found === null) throw new Error(`command of key ${command.idempotencyKey} vanished`);
  return found;
}

const selectByKey = prepareOnce((on) =>
  on
    .select({ id: commands.id, subject: commands.subject, digest: commands.digest, outcome: commands.outcome })
    .from(commands)
    .where(
      sql`${commands.caller} = ${sql.placeholder('caller')} and ${commands.idempotencyKey} = ${sql.placeholder('idempotencyKey')}`,
    )
    .prepare('command_by_key'),
);

/** The same request of before, null when the key is unused: cheap to ask before anything is computed. */
export async function findByKey(
  on: Tx,
  { caller, idempotencyKey, digest }: Pick<NewCommand, 'caller' | 'idempotencyKey' | 'digest'>,
): Promise<Exclude<Acceptance, { kind: 'new' }> | null> {
  const rows = await selectByKey(on).execute({ caller, idempotencyKey });
  const row = rows[0];
  if (!row) return null;
  if (row.digest !== digest) return { kind: 'reused' };
  // settleCommand wrote the outcome from this very type.
  return { kind: 'known', id: row.id, subject: row.subject, outcome: row.outcome as CommandOutcome | null };
}

/** Equal for equal requests whatever the order of their fields: SHA-256, hex. */
export function requestDigest(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path}\n${canonicalJson(body)}`)
    .digest('hex');
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}
