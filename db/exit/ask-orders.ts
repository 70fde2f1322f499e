import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import type { CommandPayloads } from '../../domain/orders/command-payloads.ts';
import { acceptCommand } from '../commands/accept-command.ts';
import { deliverSoon } from '../commands/deliver-soon.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { openOrderIds } from './open-business.ts';

type Change = ProcessChange<ExitFacts>;

/**
 * Asks every open order to cancel what has not left the warehouse. What has left is delivered; an order that refuses goes on
 * to its end.
 */
export async function cancelOpenOrders(change: Change): Promise<void> {
  const { tx, facts, record } = change;
  const asked = await askEach(change, await openOrderIds(tx, facts.customerId), 'cancel', {});
  if (asked.length > 0) record('exit.orders_cancelling', { orders: asked });
}

/** What was held because its customer was leaving goes on, since they stay. */
export async function releaseHeldOrders(change: Change): Promise<void> {
  const held = await change.tx.execute<{ id: string }>(sql`
    select o.id from orders o join holds h on h.order_id = o.id
    where o.customer_id in (select customer_family(${change.facts.customerId})) and o.status not in ('completed', 'cancelled')
      and h.kind = 'customer' and h.state = 'open' and h.details ->> 'lifecycle' = 'exiting' order by o.id`);
  const ids = held.map(({ id }) => id);
  await askEach(change, ids, 'release_hold', { kind: 'customer' });
}

/** As anybody would: by a command, once per exit and order, which the relay delivers. */
async function askEach<Kind extends 'cancel' | 'release_hold'>(
  { tx, facts }: Change,
  orderIds: readonly string[],
  kind: Kind,
  payload: Omit<CommandPayloads[Kind], 'reason'>,
): Promise<string[]> {
  const asked: string[] = [];
  for (const orderId of orderIds) {
    const key = { caller: 'parcours', idempotencyKey: `${facts.id}/${kind}/${orderId}` };
    const accepted = await acceptCommand(tx, {
      ...{ ...key, digest: createHash('sha256').update(key.idempotencyKey).digest('hex') },
      ...{ kind, subject: orderId, actor: 'parcours', role: 'supervisor' as const },
      payload: { ...payload, reason: `exit ${facts.id}` },
    });
    if (accepted.kind !== 'new') continue;
    await deliverSoon(tx, key);
    asked.push(orderId);
  }
  return asked;
}
