import { and, eq, not, sql } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { claimPolicy } from '../../domain/claims/claim-policy.ts';
import { returnOwed } from '../../domain/claims/owed-steps.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { returnLines, returns } from '../schema/claims.ts';
import type { Tx } from '../transaction.ts';

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
  if (facts.return?.authorisedAt === null) await waitForGranted(tx, facts);
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

/**
 * What came unannounced stood for all that was claimed: of it only as much is waited for as was granted and has not been
 * accepted, and nothing where that is here.
 */
async function waitForGranted(tx: Tx, { id: claimId, lines }: ClaimFacts): Promise<void> {
  const id = returnIdOf(claimId);
  const { units, received, inspected, accepted } = returnLines;
  for (const { lineNo, granted } of lines)
    await tx
      .update(returnLines)
      .set({ units: sql`least(${units}, greatest(${received}, ${granted ?? 0} + ${inspected} - ${accepted}))` })
      .where(and(eq(returnLines.returnId, id), eq(returnLines.lineNo, lineNo)));
  const missing = sql`exists (select 1 from return_lines l where l.return_id = ${id} and l.inspected < l.units)`;
  await tx
    .update(returns)
    .set({ status: 'inspected' })
    .where(and(eq(returns.id, id), eq(returns.status, 'received'), not(missing)));
}
