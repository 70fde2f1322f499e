import { and, eq, sql } from 'drizzle-orm';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { holds } from '../../db/schema/orders.ts';
import { openTotal } from '../../domain/orders/approval-need.ts';

export async function releaseHold(change: OrderChange, kind: string, reason: string): Promise<void> {
  await closeHold(change, kind, 'released', reason);
  change.record('order.hold_released', { kind, reason });
}

/** What it was about is undone, and nobody has released it. */
export async function voidHold(change: OrderChange, kind: string, reason: string): Promise<void> {
  await closeHold(change, kind, 'void', reason);
  change.record('order.hold_void', { kind, reason });
}

async function closeHold(change: OrderChange, kind: string, state: 'released' | 'void', reason: string): Promise<void> {
  const { tx, facts, now, actor } = change;
  // Released is what the order is worth now, with what was added while it stood still.
  const worth = { details: sql`${holds.details} || jsonb_build_object('orderMinor', ${openTotal(facts)}::bigint)` };
  await tx
    .update(holds)
    .set({
      state,
      closedAt: new Date(now),
      closedBy: actor,
      closedReason: reason,
      ...(state === 'released' && kind === 'credit' && worth),
    })
    .where(and(eq(holds.orderId, facts.id), eq(holds.kind, kind), eq(holds.state, 'open')));
}
