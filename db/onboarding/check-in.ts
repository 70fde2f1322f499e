import { checkInsToCome, type OnboardingFacts } from '../../domain/onboarding/onboarding.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { onboardingCheckIns } from '../schema/onboarding.ts';
import { leavingAs } from './leaving.ts';

/**
 * Asks the customer how it goes, some time after the end: who leaves at that instant is not asked, then or later. Of
 * several that are due at once only the last goes out.
 */
export async function checkIn({ tx, facts, now, record }: ProcessChange<OnboardingFacts>): Promise<void> {
  const due = checkInsToCome(facts).filter(({ at }) => at <= now);
  const last = due.at(-1);
  if (last === undefined) return;
  const { id, customerId, contactNo } = facts;
  const withheld = (await leavingAs({ tx, facts })) !== null;
  for (const { day } of due) {
    const outcome = day !== last.day ? 'missed' : withheld ? 'withheld' : 'told';
    await tx.insert(onboardingCheckIns).values({ onboardingId: id, day, at: new Date(now), outcome });
    record('onboarding.check_in', { day, outcome });
  }
  if (withheld) return;
  const told = { customerId, contactNo, process: `onboarding/${id}`, step: `check-in-${last.day}`, now };
  await tellCustomer(tx, {
    ...told,
    template: 'onboarding_check_in',
    params: { onboarding: id, days: last.day },
  });
}
