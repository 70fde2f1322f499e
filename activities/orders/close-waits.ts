import { and, eq } from 'drizzle-orm';
import { type OrderChange, withFreshFacts } from '../../db/orders/change-order.ts';
import { voidPreviews } from '../../db/orders/void-previews.ts';
import { holds, interventions } from '../../db/schema/orders.ts';
import { planCancelUnpromised } from '../../domain/orders/cancel-plan.ts';
import { isMoot } from '../../domain/orders/due-work.ts';

/** Nothing is left to decide on: open holds and previewed amendments are void. */
export async function closeWaits({ tx, facts, now, actor }: OrderChange, reason: string): Promise<void> {
  await tx
    .update(holds)
    .set({ state: 'void', closedAt: new Date(now), closedBy: actor, closedReason: reason })
    .where(and(eq(holds.orderId, facts.id), eq(holds.state, 'open')));
  await voidPreviews(tx, facts.id, now);
}

/** A step that waits for a person and that nobody owes any more needs no answer: its order goes on. */
export async function closeMootInterventions(change: OrderChange): Promise<void> {
  if (change.facts.interventions.every((i) => i.state === 'closed')) return;
  const { tx, facts, now, actor } = await withFreshFacts(change);
  for (const stuck of facts.interventions.filter((i) => i.state === 'open' && isMoot(facts, i))) {
    await tx
      .update(interventions)
      .set({ state: 'closed', resolution: 'moot', resolvedBy: actor, closedAt: new Date(now) })
      .where(and(eq(interventions.orderId, facts.id), eq(interventions.no, stuck.no)));
    change.record('order.intervention_moot', { no: stuck.no, work: stuck.work });
  }
}

/**
 * What was not promised, and nobody lent the money for, has been cancelled: what was promised before needs nobody's
 * release to leave.
 */
export async function closeMootHolds(change: OrderChange): Promise<void> {
  const moot = change.facts.holds.filter(({ atDeadline }) => atDeadline === 'cancel_unpromised');
  if (moot.length === 0) return;
  const { tx, facts, now, actor } = await withFreshFacts(change);
  if (planCancelUnpromised(facts, { now, because: 'not_on_credit' }).kind === 'plan') return;
  for (const { kind } of moot) {
    const closed = await tx
      .update(holds)
      .set({ state: 'void', closedAt: new Date(now), closedBy: actor, closedReason: 'moot' })
      .where(and(eq(holds.orderId, facts.id), eq(holds.kind, kind), eq(holds.state, 'open')))
      .returning({ kind: holds.kind });
    // The command may have released it.
    if (closed.length > 0) change.record('order.hold_void', { kind, reason: 'moot' });
  }
}
