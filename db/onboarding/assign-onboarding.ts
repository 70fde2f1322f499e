import { eq } from 'drizzle-orm';
import type { OnboardingFacts } from '../../domain/onboarding/onboarding.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { onboardings } from '../schema/onboarding.ts';
import { passOwnersTasks } from '../tasks/pass-owners-tasks.ts';

/** Gives it to a person, with what its owner was asked to do. Its working days stay those that it began with. */
export async function assignOnboarding(
  { tx, facts, now, record }: ProcessChange<OnboardingFacts>,
  owner: string,
): Promise<void> {
  const { id } = facts;
  await tx.update(onboardings).set({ owner }).where(eq(onboardings.id, id));
  record('onboarding.assigned', { owner, from: facts.owner });
  await passOwnersTasks(tx, { id, owner, now });
}
