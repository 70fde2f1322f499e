import { eq } from 'drizzle-orm';
import { effects } from '../schema/spine.ts';
import type { Tx } from '../transaction.ts';

/** What an earlier attempt of this step wrote, or undefined. Call it under the lock that serialises the attempts. */
export async function findEffect(tx: Tx, key: string): Promise<{ digest: string; result: unknown } | undefined> {
  const rows = await tx
    .select({ digest: effects.digest, result: effects.result })
    .from(effects)
    .where(eq(effects.key, key));
  return rows[0];
}

/** Marks the step as done; the primary key refuses a second one. */
export async function recordEffect(tx: Tx, effect: { key: string; digest: string; result: unknown }): Promise<void> {
  await tx.insert(effects).values({ key: effect.key, digest: effect.digest, result: effect.result });
}
