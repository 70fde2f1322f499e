import type { OrderChange } from '../../db/orders/change-order.ts';
import { type CancelPlan, planCancel, planCancelUnpromised } from '../../domain/orders/cancel-plan.ts';
import { cancelUnits, tellOfCancelled } from './cancel-units.ts';

/** Cancels everything that has not left; nothing happens when nothing is left to cancel. */
export function cancelRemaining(change: OrderChange, reason: string): Promise<void> {
  return carryOut(change, planCancel(change.facts), reason);
}

/** Cancels what nobody was promised: what was not approved or paid takes nothing along that is confirmed or was paid for before. */
export function cancelUnpromised(change: OrderChange, reason: string): Promise<void> {
  return carryOut(change, planCancelUnpromised(change.facts, change), reason);
}

/** The same where something cannot be had. */
export function cancelOutOfStock(change: OrderChange): Promise<void> {
  return carryOut(change, planCancelUnpromised(change.facts, { now: change.now, outOfStock: true }), 'out_of_stock');
}

async function carryOut(change: OrderChange, plan: CancelPlan, reason: string): Promise<void> {
  if (plan.kind === 'refused') return;
  await cancelUnits(change, plan.lines, reason);
  tellOfCancelled(change, plan.lines);
}
