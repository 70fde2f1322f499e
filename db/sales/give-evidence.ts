import { and, eq, inArray } from 'drizzle-orm';
import type { OpportunityFacts } from '../../domain/sales/opportunity.ts';
import type { Criterion } from '../../domain/sales/opportunity-stages.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { opportunities, stageEvidence } from '../schema/pipeline.ts';
import { voidNextStep } from './deal-tasks.ts';

type Change = ProcessChange<OpportunityFacts>;
export type Evidence = { readonly criterion: Criterion; readonly reference: string };

/** What is shown stays as it was shown first. */
export async function giveEvidence(change: Change, given: readonly Evidence[]): Promise<void> {
  const { tx, facts, now, actor, record } = change;
  for (const { criterion, reference } of given.filter((one) => !facts.evidence.has(one.criterion))) {
    const at = new Date(now);
    await tx
      .insert(stageEvidence)
      .values({ opportunityId: facts.id, criterion, reference, givenBy: actor, at })
      .onConflictDoNothing();
    record('opportunity.evidence', { criterion });
  }
}

/** What turned out not to hold. */
export async function withdrawEvidence({ tx, facts, record }: Change, criteria: readonly Criterion[]): Promise<void> {
  const held = criteria.filter((criterion) => facts.evidence.has(criterion));
  if (held.length === 0) return;
  await tx
    .delete(stageEvidence)
    .where(and(eq(stageEvidence.opportunityId, facts.id), inArray(stageEvidence.criterion, held)));
  record('opportunity.evidence_withdrawn', { criteria: held });
}

/** What its owner does next, and until when. */
export async function planNextStep(
  { tx, facts, now, record }: Change,
  { what, dueAt }: { readonly what: string; readonly dueAt: number },
): Promise<void> {
  await tx
    .update(opportunities)
    .set({ nextStep: what, nextStepDueAt: new Date(dueAt), nextStepTold: false })
    .where(eq(opportunities.id, facts.id));
  await voidNextStep(tx, facts.id, now);
  record('opportunity.next_step', { dueAt: new Date(dueAt).toISOString() });
}
