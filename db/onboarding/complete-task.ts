import { and, eq } from 'drizzle-orm';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import {
  completionsOf,
  type OnboardingFacts,
  type OnboardingTask,
  openSince,
} from '../../domain/onboarding/onboarding.ts';
import { completionRefusal } from '../../domain/onboarding/task-progress.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { onboardings, onboardingTasks } from '../schema/onboarding.ts';
import { announceTasks } from './announce-tasks.ts';
import { finishIfDone } from './finish-onboarding.ts';
import { refuseLeaving } from './leaving.ts';
import { voidTasks } from './void-tasks.ts';

type Change = ProcessChange<OnboardingFacts>;

/** Somebody did a task: what waited for it can begin, and with the last one the onboarding may end. */
export async function completeOnboardingTask(
  change: Change,
  { taskId, evidence }: { readonly taskId: string; readonly evidence: string | null },
): Promise<Refusal | { readonly ready: readonly string[] }> {
  const { tx, facts, now, actor, record } = change;
  const { id } = facts;
  const task = facts.tasks.find((one) => one.id === taskId);
  if (!task) return refusal('not_found', { thing: `Task ${taskId} of ${id}` });
  const refused = (await refuseLeaving(change)) ?? cannotComplete(facts, task, evidence);
  if (refused) return refused;
  await tx
    .update(onboardingTasks)
    .set({ completedAt: new Date(now), completedBy: actor, brought: evidence })
    .where(and(eq(onboardingTasks.onboardingId, id), eq(onboardingTasks.taskId, taskId)));
  if (task.side === 'customer') {
    await tx
      .update(onboardings)
      .set({ taskDoneAt: new Date(now) })
      .where(eq(onboardings.id, id));
    await voidTasks(tx, { onboarding: id, of: 'stall', now });
  }
  await voidTasks(tx, { onboarding: id, of: { task: taskId }, now });
  record('onboarding.task_completed', { task: taskId, side: task.side, round: task.round });

  const completed = { at: now, by: actor, evidence };
  const after = { ...facts, tasks: facts.tasks.map((one) => (one.id === taskId ? { ...one, completed } : one)) };
  const ready = after.tasks.filter((one) => becameReady(facts, after, one)).map((one) => one.id);
  await announceTasks({ tx, facts: after, now }, ready);
  await finishIfDone({ ...change, facts: after });
  return { ready };
}

function cannotComplete(facts: OnboardingFacts, task: OnboardingTask, evidence: string | null): Refusal | null {
  const why = completionRefusal(facts, completionsOf(facts), task.id, evidence);
  const details = { task: task.id, onboarding: facts.id, kind: task.evidence ?? '' };
  switch (why) {
    case null:
      return null;
    case 'unknown_task':
      return refusal('not_found', { thing: `Task ${task.id} of ${facts.id}` });
    case 'done_before':
      return refusal('task_done_before', details);
    case 'blocked':
      return refusal('task_blocked', { ...details, open: openBefore(facts, task).join(', ') });
    case 'evidence_missing':
      return refusal('task_evidence_missing', details);
    case 'evidence_wrong':
      return refusal('task_evidence_wrong', details);
  }
}

const openBefore = ({ tasks }: OnboardingFacts, { dependsOn }: OnboardingTask): string[] =>
  tasks.filter(({ id, completed }) => dependsOn.includes(id) && completed === null).map(({ id }) => id);

function becameReady(before: OnboardingFacts, after: OnboardingFacts, task: OnboardingTask): boolean {
  return openSince(before, task) === null && openSince(after, task) !== null;
}
