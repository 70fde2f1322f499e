import { eq } from 'drizzle-orm';
import type { CaseFacts } from '../../domain/assistance/case.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { lockToMove, moveLifecycle } from '../customers/move-lifecycle.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { cases } from '../schema/assistance.ts';
import { raiseTask } from '../tasks/raise-task.ts';

export type Rating = { readonly score: number; readonly comment?: string | undefined };

/** What the customer thinks of a closed case, once. Who would advise others against us is called by a supervisor. */
export async function rateCase(
  { tx, facts, now, record }: ProcessChange<CaseFacts>,
  { score, comment }: Rating,
): Promise<Refusal | { readonly detractor: boolean }> {
  const { id, satisfaction, policy } = facts;
  if (satisfaction !== null) return refusal('already_exists', { thing: `The rating of case ${id}` });
  await tx
    .update(cases)
    .set({ satisfaction: score, satisfactionComment: comment ?? null })
    .where(eq(cases.id, id));
  record('case.rated', { score });
  const detractor = score <= policy.detractorAtMost;
  if (detractor) {
    await atRisk(tx, facts.customerId);
    const details = { case: id, customer: facts.customerId, score };
    await raiseTask(tx, { kind: 'detractor_follow_up', subject: id, role: 'supervisor', details, now });
  }
  return { detractor };
}

/** The one rule by which somebody becomes at risk; back they come by a person's word. */
async function atRisk(tx: ProcessChange<CaseFacts>['tx'], customerId: string): Promise<void> {
  const customer = await lockToMove(tx, customerId);
  if (customer !== null) await moveLifecycle(tx, customer, { to: 'at_risk', actor: 'parcours', because: 'detractor' });
}
