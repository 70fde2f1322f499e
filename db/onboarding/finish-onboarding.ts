import { eq } from 'drizzle-orm';
import { isAllDone, isLeaving, type OnboardingFacts } from '../../domain/onboarding/onboarding.ts';
import { lockToMove, moveLifecycle } from '../customers/move-lifecycle.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { onboardings } from '../schema/onboarding.ts';
import { voidTasks } from './void-tasks.ts';

type Change = ProcessChange<OnboardingFacts>;

/**
 * Takes note of the first delivered order, once; and when all tasks are done too, ends the onboarding and makes the
 * customer an active one, in this transaction: true then. An exit that came first wins: then nothing ends here.
 */
export async function finishIfDone(change: Change): Promise<boolean> {
  const { tx, facts, now, actor, record } = change;
  const activated = facts.activated ?? (await activate(change));
  if (activated === null || !isAllDone(facts) || facts.completedAt !== null) return false;
  const { id, customerId, contactNo } = facts;
  const customer = await lockToMove(tx, customerId);
  if (customer === null || isLeaving(customer.lifecycle)) return false;
  // Who was active all along stays what they are.
  if (customer.lifecycle === 'onboarding') {
    await moveLifecycle(tx, customer, { to: 'active', actor, because: `onboarding ${id}` });
  }
  await tx
    .update(onboardings)
    .set({ completedAt: new Date(now) })
    .where(eq(onboardings.id, id));
  await voidTasks(tx, { onboarding: id, of: 'all', now });
  const told = { customerId, contactNo, process: `onboarding/${id}`, step: 'completed', now };
  await tellCustomer(tx, { ...told, template: 'onboarding_completed', params: { onboarding: id } });
  record('onboarding.finished', { order: activated.orderId, timeToFirstValueMs: activated.at - facts.openedAt });
  return true;
}

async function activate({ tx, facts, record }: Change): Promise<OnboardingFacts['activated']> {
  const { id, firstDelivery, openedAt } = facts;
  if (firstDelivery === null) return null;
  const { orderId, at } = firstDelivery;
  await tx
    .update(onboardings)
    .set({ activatedAt: new Date(at), activatedBy: orderId })
    .where(eq(onboardings.id, id));
  record('onboarding.activated', { order: orderId, timeToFirstValueMs: at - openedAt });
  return firstDelivery;
}
