import { eq } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claims } from '../schema/claims.ts';
import { dropDecision } from './propose-decision.ts';
import { releaseUnits } from './resolve-claim.ts';

/** Taken back before it was decided: what it held can be claimed again, and nobody is asked to approve anything. */
export async function withdrawClaim(change: ProcessChange<ClaimFacts>): Promise<void> {
  const { tx, facts, now, record } = change;
  await lockCustomer(tx, facts.customerId);
  await dropDecision(change);
  await releaseUnits(change, true);
  await tx
    .update(claims)
    .set({ withdrawnAt: new Date(now) })
    .where(eq(claims.id, facts.id));
  record('claim.withdraw_asked');
  await tellCustomer(tx, {
    ...{ customerId: facts.customerId, process: `claim/${facts.id}`, step: 'withdrawn', now },
    template: 'claim_withdrawn',
    params: { claim: facts.id, order: facts.orderId },
  });
}
