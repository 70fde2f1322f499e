import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { acceptCommand } from '../commands/accept-command.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { openOrderIds } from './open-business.ts';

/**
 * Asks every open order to cancel what has not left the warehouse, as anybody would: by a command, once per exit and order,
 * which the relay delivers. What has left is delivered; an order that refuses goes on to its end.
 */
export async function cancelOpenOrders({ tx, facts, record }: ProcessChange<ExitFacts>): Promise<void> {
  const asked: string[] = [];
  for (const orderId of await openOrderIds(tx, facts.customerId)) {
    const idempotencyKey = `${facts.id}/cancel/${orderId}`;
    const accepted = await acceptCommand(tx, {
      ...{ caller: 'parcours', idempotencyKey, digest: createHash('sha256').update(idempotencyKey).digest('hex') },
      ...{ kind: 'cancel', subject: orderId, actor: 'parcours', role: 'supervisor' as const },
      payload: { reason: `exit ${facts.id}` },
    });
    if (accepted.kind !== 'new') continue;
    // No caller waits for it: the relay need not give anybody time.
    await tx.execute(sql`update commands set next_delivery_at = now() where id = ${accepted.id}`);
    asked.push(orderId);
  }
  if (asked.length > 0) record('exit.orders_cancelling', { orders: asked });
}
