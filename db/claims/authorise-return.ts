import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { claimPolicy } from '../../domain/claims/claim-policy.ts';
import { returnOwed } from '../../domain/claims/owed-steps.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { returnLines, returns } from '../schema/claims.ts';

export const returnIdOf = (claimId: string): string => `${claimId}-RET`;

/** What is on its way already, or has come before anybody authorised it, is authorised with the rest. */
export async function authoriseReturn({ tx, facts, now, record }: ProcessChange<ClaimFacts>): Promise<void> {
  const id = returnIdOf(facts.id);
  const dueAt = new Date(now + claimPolicy.returnDueMs);
  const lines = returnOwed(facts).map(({ lineNo, sku, granted }) => ({
    returnId: id,
    lineNo,
    sku,
    units: granted ?? 0,
  }));
  await tx
    .insert(returns)
    .values({ id, claimId: facts.id, status: 'authorised', authorisedAt: new Date(now), dueAt, label: 'wanted' })
    .onConflictDoUpdate({ target: returns.id, set: { authorisedAt: new Date(now), dueAt } });
  await tx.insert(returnLines).values(lines).onConflictDoNothing();
  record('return.authorised', { return: id, lines: lines.map(({ lineNo, units }) => ({ lineNo, units })) });
  if (facts.return !== null) return;
  await tellCustomer(tx, {
    ...{
      customerId: facts.customerId,
      process: `claim/${facts.id}`,
      step: 'return',
      template: 'return_authorised',
      now,
    },
    params: { claim: facts.id, order: facts.orderId, return: id, until: dueAt.toISOString() },
  });
}
