import { and, asc, eq } from 'drizzle-orm';
import { isStalled, type OnboardingFacts, willStallAt } from '../../domain/onboarding/onboarding.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { contacts } from '../schema/customers.ts';
import { onboardings } from '../schema/onboarding.ts';
import { ownerAsked } from '../staff/owner-asked.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import type { Tx } from '../transaction.ts';
import { voidTasks } from './void-tasks.ts';

type Change = ProcessChange<OnboardingFacts>;

/**
 * A customer who was waited for and gave no sign: the onboarding stands still, their sponsor is told in their own
 * language, and its owner too. The next sign of the customer lets it go on.
 */
export async function tellSponsor(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  // A sign of theirs came, by a call or an order: nobody has to look any more.
  if (facts.status === 'stalled' && !isStalled(facts)) await voidTasks(tx, { onboarding: facts.id, of: 'stall', now });
  const at = willStallAt(facts);
  if (at === null || at > now) return;
  const { id, customerId, template } = facts;
  const stalls = facts.stalls + 1;
  await tx
    .update(onboardings)
    .set({ stalledAt: new Date(now), stalls })
    .where(eq(onboardings.id, id));
  const sponsor = await sponsorOf(tx, customerId);
  if (sponsor !== null) {
    const told = { ...sponsor, process: `onboarding/${id}`, step: `stalled-${stalls}`, now };
    const params = { onboarding: id, days: template.stallAfterDays };
    await tellCustomer(tx, { ...told, template: 'onboarding_stalled', params });
  }
  // Without a sponsor somebody has to find one.
  const { role, person } = await ownerAsked(tx, facts.owner, now);
  const details = {
    onboarding: id,
    sponsor: sponsor?.contactNo ?? null,
    days: template.stallAfterDays,
    owner: facts.owner,
  };
  await raiseTask(tx, {
    kind: 'onboarding_stalled',
    subject: `${id}/${stalls}`,
    role,
    person,
    details,
    now,
  });
  record('onboarding.sponsor_told', { no: stalls, sponsor: sponsor !== null });
}

/** At whoever answers for the customer, else at the customer who was merged into them. */
async function sponsorOf(tx: Tx, customerId: string): Promise<{ customerId: string; contactNo: number } | null> {
  // By the customer of the process, as everybody: who was merged is locked before who answers.
  const answering = (await lockCustomer(tx, customerId))?.id ?? customerId;
  for (const who of new Set([answering, customerId])) {
    const [row] = await tx
      .select({ customerId: contacts.customerId, contactNo: contacts.no })
      .from(contacts)
      .where(and(eq(contacts.customerId, who), eq(contacts.role, 'sponsor')))
      .orderBy(asc(contacts.no))
      .limit(1);
    if (row) return row;
  }
  return null;
}
