import { and, eq } from 'drizzle-orm';
import { type OrderChange, withFreshFacts } from '../../db/orders/change-order.ts';
import { voidPreviews } from '../../db/orders/void-previews.ts';
import { holds, interventions } from '../../db/schema/orders.ts';
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
