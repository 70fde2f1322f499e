/** Steps that a claim grants and a person takes: one task per line and step, for as long as any of it is owed. */
import { and, eq } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { type PeoplesStep, peoplesStepsOwed } from '../../domain/claims/owed-steps.ts';
import { stepTask } from '../../domain/claims/step-tasks.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { tasks } from '../schema/tasks.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import { claimStore } from './claim-store.ts';
import { countDone } from './count-done.ts';

type Change = ProcessChange<ClaimFacts>;

export async function askForSteps({ tx, facts, now }: Change): Promise<void> {
  for (const { lineNo, step, units } of peoplesStepsOwed(facts)) {
    const details = { claim: facts.id, lineNo, units };
    await raiseTask(tx, { ...stepTask(facts.id, lineNo, step), orderId: facts.orderId, role: 'agent', details, now });
  }
}

const doneColumns = {
  replacement: 'replaced',
  repair: 'repaired',
  send_back: 'sentBack',
} as const satisfies Record<PeoplesStep, string>;

type Taken = { readonly lineNo: number; readonly step: PeoplesStep; readonly units: number };

/** Counts it; nobody is asked for it any more once all of it was taken, and somebody for what comes next. */
export async function takeStep(change: Change, { lineNo, step, units }: Taken): Promise<void> {
  const { tx, facts, now, actor } = change;
  await countDone(change, doneColumns[step], [{ lineNo, units }]);
  const after = { ...change, facts: await claimStore.load(tx, facts) };
  if (!peoplesStepsOwed(after.facts).some((one) => one.lineNo === lineNo && one.step === step)) {
    const { kind, subject } = stepTask(facts.id, lineNo, step);
    await tx
      .update(tasks)
      .set({ state: 'done', closedAt: new Date(now), closedBy: actor, outcome: 'done' })
      .where(and(eq(tasks.kind, kind), eq(tasks.subject, subject), eq(tasks.state, 'open')));
  }
  await askForSteps(after);
}
