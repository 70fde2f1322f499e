import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';
import type { NewCommand } from './accept-command.ts';

/**
 * For a command of the engine's own, accepted in this transaction: no caller is about to deliver it, so the relay takes it
 * on its next round instead of giving one five seconds' time.
 */
export async function deliverSoon(
  tx: Tx,
  { caller, idempotencyKey }: Pick<NewCommand, 'caller' | 'idempotencyKey'>,
): Promise<void> {
  await tx.execute(sql`
    update commands set next_delivery_at = now()
    where caller = ${caller} and idempotency_key = ${idempotencyKey} and state = 'accepted'`);
}
