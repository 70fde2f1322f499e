import { eq } from 'drizzle-orm';
import type { CaseFacts } from '../../domain/assistance/case.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
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
    const details = { case: id, customer: facts.customerId, score };
    await raiseTask(tx, { kind: 'detractor_follow_up', subject: id, role: 'supervisor', details, now });
  }
  return { detractor };
}
