import type { Lifecycle } from '../../domain/customers/lifecycle.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { isLeaving, type OnboardingFacts } from '../../domain/onboarding/onboarding.ts';
import { lockToMove } from '../customers/move-lifecycle.ts';
import type { ProcessChange } from '../processes/change-process.ts';

type Change = Pick<ProcessChange<OnboardingFacts>, 'tx' | 'facts'>;

/** How the customer is leaving, re-read under their row lock: from here on nothing changes that, and it may end with a step of their life. Null for who stays. */
export async function leavingAs({ tx, facts }: Change): Promise<Lifecycle | null> {
  const lifecycle = (await lockToMove(tx, facts.customerId))?.lifecycle ?? 'erased';
  return isLeaving(lifecycle) ? lifecycle : null;
}

/** Whoever leaves is not onboarded any more. */
export async function refuseLeaving(change: Change): Promise<Refusal | null> {
  const lifecycle = await leavingAs(change);
  const { id: onboarding, customerId: customer } = change.facts;
  return lifecycle && refusal('customer_leaving', { customer, lifecycle, onboarding });
}
