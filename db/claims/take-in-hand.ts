import { eq } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claims } from '../schema/claims.ts';
import { findPerson } from '../staff/staff.ts';
import { passOwnersTasks } from '../tasks/pass-owners-tasks.ts';

/** Somebody has the claim in hand from now on, and the customer knows it. Who is not of the staff leaves it to who has it. */
export async function takeInHand({ tx, facts, now, actor, record }: ProcessChange<ClaimFacts>) {
  const { id, customerId, orderId } = facts;
  if (facts.acknowledgedAt !== null) return takenAlready(id);
  const person = await findPerson(tx, actor);
  const owner = person?.active ? person.id : facts.owner;
  await tx
    .update(claims)
    .set({ acknowledgedAt: new Date(now), ownerId: owner })
    .where(eq(claims.id, id));
  record('claim.acknowledged', { owner });
  if (owner !== null && owner !== facts.owner) await passOwnersTasks(tx, { id, owner, now });
  await tellCustomer(tx, {
    ...{ customerId, process: `claim/${id}`, step: 'in-hand', template: 'claim_in_hand', now },
    params: { claim: id, order: orderId },
  });
  return { owner };
}

const takenAlready = (id: string): Refusal =>
  refusal('already_exists', { thing: `The acknowledgement of claim ${id}` });
