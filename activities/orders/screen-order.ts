import { eq, sql } from 'drizzle-orm';
import { settlePlaceOrder } from '../../db/commands/settle-command.ts';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { loadScreeningInput } from '../../db/orders/load-screening-input.ts';
import type { Database } from '../../db/pool.ts';
import { holds, orders } from '../../db/schema/orders.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { type RaisedHold, type Screening, screen } from '../../domain/orders/screening.ts';
import { runStep, type StepInput } from './order-step.ts';

/** Raises the holds a new order deserves, and settles the command that placed it. */
export function screenOrder(database: Database, input: StepInput): Promise<Progress> {
  return runStep(database, input, async (change) => {
    const { tx, facts, now } = change;
    if (facts.screenedAt !== null) return;
    const result = screen(await loadScreeningInput(tx, facts));
    await tx
      .update(orders)
      .set({ screenedAt: new Date(now), riskPoints: result.riskPoints })
      .where(eq(orders.id, facts.id));
    await settlePlaceOrder(tx, facts.id);
    change.record('order.screened', { riskPoints: result.riskPoints, points: result.points });
    for (const hold of result.holds) await raiseHold(change, hold);
  });
}

/** How risky the order is as it stands now: what it holds, and where it goes, may have changed since it was screened. */
export async function weighAgain(change: OrderChange, fraudAtPoints?: number): Promise<Screening> {
  const { tx, facts } = change;
  const weighed = screen(await loadScreeningInput(tx, facts), fraudAtPoints);
  const { riskPoints, points } = weighed;
  await tx.update(orders).set({ riskPoints }).where(eq(orders.id, facts.id));
  if (riskPoints !== facts.riskPoints) change.record('order.screened', { riskPoints, points });
  return weighed;
}

/** Opens a hold of this kind, unless one is open: somebody was faster, and at most one per kind is. */
export async function raiseHold(change: OrderChange, hold: RaisedHold): Promise<void> {
  const { tx, facts, now, actor } = change;
  if (facts.holds.some(({ kind }) => kind === hold.kind)) return;
  await tx.insert(holds).values({
    orderId: facts.id,
    kind: hold.kind,
    no: sql`(select coalesce(max(no), 0) + 1 from holds where order_id = ${facts.id} and kind = ${hold.kind})`,
    reason: hold.reason,
    details: hold.details,
    ownerRole: hold.ownerRole,
    atDeadline: hold.atDeadline,
    deadline: new Date(now + facts.policy.holdDeadlineMs),
    raisedAt: new Date(now),
    raisedBy: actor,
  });
  change.record('order.hold_raised', { kind: hold.kind, reason: hold.reason, ownerRole: hold.ownerRole });
}
