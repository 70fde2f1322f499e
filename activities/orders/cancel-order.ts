import type { OrderChange } from '../../db/orders/change-order.ts';
import { type CancelPlan, planCancel, planCancelUnpromised } from '../../domain/orders/cancel-plan.ts';
import { cancelUnits, tellOfCancelled } from './cancel-units.ts';

/** Cancels everything that has not left; nothing happens when nothing is left to cancel. */
export function cancelRemaining(change: OrderChange, reason: string): Promise<void> {
  return carryOut(change, planCancel(change.facts), reason);
}

/** Cancels what nobody was promised: what could not be had, approved or paid takes no parcel along that is confirmed and paid for. */
export function cancelUnpromised(change: OrderChange, reason: string): Promise<void> {
  return carryOut(change, planCancelUnpromised(change.facts), reason);
}

async function carryOut(change: OrderChange, plan: CancelPlan, reason: string): Promise<void> {
  if (plan.kind === 'refused') return;
  await cancelUnits(change, plan.lines, reason);
  tellOfCancelled(change, plan.lines);
}
