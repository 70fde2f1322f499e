import { eq } from 'drizzle-orm';
import type { OnboardingFacts } from '../../domain/onboarding/onboarding.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { onboardings } from '../schema/onboarding.ts';
import { voidTasks } from './void-tasks.ts';

/** Ends it unfinished; the customer stays where they are in their life. */
export async function cancelOnboarding(
  { tx, facts, now, record }: ProcessChange<OnboardingFacts>,
  reason: string,
): Promise<void> {
  await tx
    .update(onboardings)
    .set({ cancelledAt: new Date(now), cancelReason: reason })
    .where(eq(onboardings.id, facts.id));
  await voidTasks(tx, { onboarding: facts.id, of: 'all', now });
  record('onboarding.cancel_asked', { reason });
}
