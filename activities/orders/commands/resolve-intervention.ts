import { and, eq, sql } from 'drizzle-orm';
import type { OrderChange } from '../../../db/orders/change-order.ts';
import { closeFailedRefund } from '../../../db/payments/close-failed-refund.ts';
import { interventions, orders } from '../../../db/schema/orders.ts';
import { payments } from '../../../db/schema/payments.ts';
import { shipments } from '../../../db/schema/shipping.ts';
import { mayResolveWith, namedWhere } from '../../../domain/access/roles.ts';
import { skippable } from '../../../domain/orders/due-work.ts';
import { canMovePayment } from '../../../domain/payments/payment-states.ts';
import { cancelRemaining } from '../cancel-order.ts';
import { endVoidedShipment } from '../void-label.ts';
import { type Command, done, refused } from './command.ts';

/** A person decides about a step that failed for good: try again, go on without it, or undo what can be undone. */
export const resolveIntervention: Command<'resolve_intervention'> = async (
  change,
  { no, resolution, reason },
  asker,
) => {
  const { tx, facts, now } = change;
  const stuck = facts.interventions.find((i) => i.no === no && i.state === 'open');
  if (!stuck) return refused('no_intervention', { order: facts.id, no });
  if (!mayResolveWith(asker.role, resolution)) {
    const needed = namedWhere((role) => mayResolveWith(role, resolution));
    return refused('forbidden', { role: asker.role, needed });
  }
  const canSkip = (skippable as readonly string[]).includes(stuck.work);
  if (resolution === 'skip' && !canSkip) return refused('cannot_skip', { work: stuck.work });
  await tx
    .update(interventions)
    .set({ state: 'closed', resolution, resolvedBy: asker.actor, reason, closedAt: new Date(now) })
    .where(and(eq(interventions.orderId, facts.id), eq(interventions.no, no)));
  change.record('order.intervention_resolved', { no, work: stuck.work, resolution, reason });
  if (stuck.work === 'refund') await closeFailedRefund(tx, stuck.subject, now);
  if (resolution === 'skip') await goOnWithout(change, stuck.work, stuck.subject);
  if (resolution === 'compensate') await cancelRemaining(change, `compensate:${stuck.work}`);
  return done({ no, resolution });
};

/** Skipping means somebody has done it by hand: the row says what is now true. */
async function goOnWithout(change: OrderChange, work: string, subject: string): Promise<void> {
  if (work === 'void_label') await endVoidedShipment(change, subject);
  // What was captured meanwhile is not given back by saying so.
  const payment = change.facts.payments.find(({ id }) => id === subject);
  if (work === 'void_payment' && payment && canMovePayment(payment.state, 'voided'))
    await change.tx.update(payments).set({ state: 'voided' }).where(eq(payments.id, subject));
  // No carrier: nobody said whose label it is.
  if (work === 'buy_label')
    await change.tx
      .update(shipments)
      .set({
        ...{ state: 'labelled', labelledAt: new Date(change.now) },
        shipTo: sql`coalesce(${shipments.shipTo}, (select ${orders.shipTo} from ${orders} where ${orders.id} = ${change.facts.id}))`,
      })
      .where(eq(shipments.id, subject));
}
