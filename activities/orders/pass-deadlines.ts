/** What an order does when its deadline passes and nobody has decided. */
import { passUnanswered } from '../../db/approvals/pass-unanswered.ts';
import { type OrderChange, withFreshFacts } from '../../db/orders/change-order.ts';
import type { Database } from '../../db/pool.ts';
import { paymentDeadlines } from '../../domain/orders/order-facts.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { cancelRemaining, cancelUnpromised } from './cancel-order.ts';
import { releaseHold, voidHold } from './close-hold.ts';
import { closeMootInterventions } from './close-waits.ts';
import { confirmWaiting } from './confirm-order.ts';
import { restoreAddress } from './new-address.ts';
import { runStep, type StepInput } from './order-step.ts';
import { applyOfferChoice } from './settle-shortage.ts';
import { watchShipments } from './watch-shipments.ts';

/** Parcels travel whatever the rest of the order waits for, so every deadline that has come is looked at, in any status. */
const rules = [
  applyHoldPolicy,
  takeOfferDefault,
  escalateApproval,
  endPaymentWait,
  watchShipments,
  closeMootInterventions,
  confirmWaiting,
];

export function passDeadlines(database: Database, input: StepInput): Promise<Progress> {
  return runStep(database, input, async (change) => {
    for (const rule of rules) await rule(await withFreshFacts(change));
  });
}

async function applyHoldPolicy(change: OrderChange): Promise<void> {
  const due = change.facts.holds.filter((hold) => hold.deadline <= change.now);
  if (due.some((hold) => hold.atDeadline === 'cancel')) return cancelRemaining(change, 'hold_deadline');
  for (const { kind, atDeadline } of due) {
    if (atDeadline === 'release') await releaseHold(change, kind, 'deadline');
    if (atDeadline === 'cancel_unpromised') await endUnpromised(change, kind);
  }
  if (due.some((hold) => hold.atDeadline === 'restore_address')) await restoreAddress(change);
}

async function endUnpromised(change: OrderChange, kind: string): Promise<void> {
  await cancelUnpromised(change, 'hold_deadline');
  await voidHold(change, kind, 'deadline');
}

async function takeOfferDefault(change: OrderChange): Promise<void> {
  const { offer } = change.facts;
  if (offer !== null && offer.deadline <= change.now) await applyOfferChoice(change, offer, offer.fallback);
}

async function escalateApproval(change: OrderChange): Promise<void> {
  const { approval } = change.facts;
  if (approval?.state !== 'open') return;
  const passed = await passUnanswered(change, approval);
  if (passed === 'expired') await cancelUnpromised(change, 'approval_expired');
}

async function endPaymentWait(change: OrderChange): Promise<void> {
  if (change.facts.status !== 'awaiting_payment') return;
  const passed = paymentDeadlines(change.facts).some((deadline) => deadline <= change.now);
  if (passed) await cancelUnpromised(change, 'payment_deadline');
}
