import { findEffect, recordEffect } from '../../db/effects/effects.ts';
import { changeOrder, type OrderChange } from '../../db/orders/change-order.ts';
import { lockOrder } from '../../db/orders/lock-order.ts';
import type { Database } from '../../db/pool.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { Progress } from '../../domain/orders/progress.ts';

/** What the workflow gives every step: ids, a key that survives resets, and process time (epoch ms). */
export type StepInput = { readonly orderId: string; readonly key: string; readonly now: number };

/** The actor written beside what the process does by itself. */
export const engine = 'parcours';

/**
 * One step of an order in one transaction: effect row, facts, business rows, events, messages and the new status.
 * A second attempt under the same key returns what the first one stored.
 */
export async function runStep(
  database: Database,
  input: StepInput,
  change: (change: OrderChange) => Promise<void>,
): Promise<Progress> {
  return inTransaction(database, async (tx) => {
    await lockOrder(tx, input.orderId);
    const earlier = await findEffect(tx, input.key);
    if (earlier) return earlier.result as Progress; // written by this very function
    const { progress } = await changeOrder(
      tx,
      { orderId: input.orderId, now: input.now, actor: engine, settle: true },
      change,
    );
    await recordEffect(tx, { key: input.key, digest: input.orderId, result: progress });
    return progress;
  });
}
