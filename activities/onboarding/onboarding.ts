import { eq } from 'drizzle-orm';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import { announceTasks } from '../../db/onboarding/announce-tasks.ts';
import { cancelOnboarding } from '../../db/onboarding/cancel-onboarding.ts';
import { checkIn } from '../../db/onboarding/check-in.ts';
import { finishIfDone } from '../../db/onboarding/finish-onboarding.ts';
import { leavingAs } from '../../db/onboarding/leaving.ts';
import { onboardingStore } from '../../db/onboarding/onboarding-store.ts';
import { remindOfTasks } from '../../db/onboarding/remind-of-tasks.ts';
import { tellSponsor } from '../../db/onboarding/tell-sponsor.ts';
import type { ProcessChange } from '../../db/processes/change-process.ts';
import { onboardings } from '../../db/schema/onboarding.ts';
import { type OnboardingFacts, openSince } from '../../domain/onboarding/onboarding.ts';
import type { OnboardingStatus } from '../../domain/onboarding/onboarding-states.ts';
import { defineProcess } from '../processes/process-definition.ts';

/** An onboarding by itself: it welcomes, reminds, tells the sponsor, sees the first order delivered, and asks how it goes. */
export const onboarding = defineProcess<OnboardingFacts, OnboardingStatus>({
  store: onboardingStore,
  advance: async (change) => {
    const { facts, now } = change;
    if (facts.cancelled !== null) return;
    if (facts.completedAt !== null) return checkIn(change);
    const gone = await leavingAs(change);
    if (gone !== null) return cancelOnboarding(change, `customer ${gone}`);
    if (facts.startAt > now) return;
    if (facts.welcomedAt === null) await welcome(change);
    if (await finishIfDone(change)) return;
    await remindOfTasks(change);
    await tellSponsor(change);
  },
  work: {},
});

async function welcome({ tx, facts, now, record }: ProcessChange<OnboardingFacts>): Promise<void> {
  const { id, customerId, contactNo } = facts;
  await tx
    .update(onboardings)
    .set({ welcomedAt: new Date(now) })
    .where(eq(onboardings.id, id));
  const told = { customerId, contactNo, process: `onboarding/${id}`, step: 'welcome', now };
  await tellCustomer(tx, { ...told, template: 'onboarding_welcome', params: { onboarding: id } });
  const ready = facts.tasks.filter((task) => openSince(facts, task) !== null).map((task) => task.id);
  await announceTasks({ tx, facts, now }, ready);
  record('onboarding.started', { tasks: facts.tasks.length });
}
