import type { OrderChange } from '../../db/orders/change-order.ts';
import {
  type CancelPlan,
  planCancel,
  planCancelUnpromised,
  type UnpromisedBecause,
} from '../../domain/orders/cancel-plan.ts';
import { cancelUnits, tellOfCancelled } from './cancel-units.ts';

/** Cancels everything that has not left; nothing happens when nothing is left to cancel. */
export function cancelRemaining(change: OrderChange, reason: string): Promise<void> {
  return carryOut(change, planCancel(change.facts), reason);
}

/** Cancels what nobody was promised: what was not had, approved or paid takes nothing along that is confirmed or was paid for before. */
export function cancelUnpromised(change: OrderChange, reason: keyof typeof causes): Promise<void> {
  return carryOut(change, planCancelUnpromised(change.facts, { now: change.now, because: causes[reason] }), reason);
}

const causes = {
  out_of_stock: 'out_of_stock',
  payment_deadline: 'unpaid',
  approval_rejected: 'not_allowed',
  approval_expired: 'not_allowed',
  hold_deadline: 'not_on_credit',
} as const satisfies Record<string, UnpromisedBecause>;

async function carryOut(change: OrderChange, plan: CancelPlan, reason: string): Promise<void> {
  if (plan.kind === 'refused') return;
  await cancelUnits(change, plan.lines, reason);
  tellOfCancelled(change, plan.lines, reason.replace(':', '-'));
}
