import { createHash } from 'node:crypto';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { acceptCommand } from '../commands/accept-command.ts';
import { deliverSoon } from '../commands/deliver-soon.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { openOrderIds } from './open-business.ts';

/**
 * Asks every open order to cancel what has not left the warehouse, as anybody would: by a command, once per exit and order,
 * which the relay delivers. What has left is delivered; an order that refuses goes on to its end.
 */
export async function cancelOpenOrders({ tx, facts, record }: ProcessChange<ExitFacts>): Promise<void> {
  const asked: string[] = [];
  for (const orderId of await openOrderIds(tx, facts.customerId)) {
    const key = { caller: 'parcours', idempotencyKey: `${facts.id}/cancel/${orderId}` };
    const accepted = await acceptCommand(tx, {
      ...{ ...key, digest: createHash('sha256').update(key.idempotencyKey).digest('hex') },
      ...{ kind: 'cancel', subject: orderId, actor: 'parcours', role: 'supervisor' as const },
      payload: { reason: `exit ${facts.id}` },
    });
    if (accepted.kind !== 'new') continue;
    await deliverSoon(tx, key);
    asked.push(orderId);
  }
  if (asked.length > 0) record('exit.orders_cancelling', { orders: asked });
}
