import { eq } from 'drizzle-orm';
import type { LineVerdict } from '../../domain/claims/assess-line.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claims } from '../schema/claims.ts';

/** What the rules still want, as a message names it. */
export function evidenceWanted(
  { id, orderId }: Pick<ClaimFacts, 'id' | 'orderId'>,
  verdicts: readonly (LineVerdict | null)[],
) {
  const missing = verdicts.flatMap((verdict) => (verdict?.kind === 'need_info' ? verdict.missing : []));
  return { claim: id, order: orderId, missing: [...new Set(missing)].join(', ') };
}

/** The customer is asked as soon as it is known, and again for what they did not send yet: from then on they have as long as after a reminder. */
export async function askForEvidence(
  { tx, facts, now }: ProcessChange<ClaimFacts>,
  { verdicts, round }: { readonly verdicts: readonly LineVerdict[]; readonly round: number },
): Promise<void> {
  const told = { customerId: facts.customerId, process: `claim/${facts.id}`, step: `evidence-${round}`, now };
  await tellCustomer(tx, { ...told, template: 'claim_needs_info', params: evidenceWanted(facts, verdicts) });
  if (facts.status !== 'need_info') return;
  await tx
    .update(claims)
    .set({ remindedAt: new Date(now) })
    .where(eq(claims.id, facts.id));
}
