import type { OrderChange } from '../../db/orders/change-order.ts';
import { planCancel } from '../../domain/orders/cancel-plan.ts';
import { cancelUnits, tellOfCancelled } from './cancel-units.ts';

/** Cancels everything that has not left; nothing happens when nothing is left to cancel. */
export async function cancelRemaining(change: OrderChange, reason: string): Promise<void> {
  const plan = planCancel(change.facts);
  if (plan.kind === 'refused') return;
  await cancelUnits(change, plan.lines, reason);
  tellOfCancelled(change, plan.lines);
}
