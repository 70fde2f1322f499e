import { and, eq, inArray, sql } from 'drizzle-orm';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import type { OnboardingFacts } from '../../domain/onboarding/onboarding.ts';
import { undoneWith } from '../../domain/onboarding/task-progress.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { onboardingTasks } from '../schema/onboarding.ts';
import { announceTasks } from './announce-tasks.ts';
import { refuseLeaving } from './leaving.ts';
import { voidTasks } from './void-tasks.ts';

/** What was done did not hold: the task is open again, and whatever came after it waits for it again, also what was done. */
export async function reopenOnboardingTask(
  change: ProcessChange<OnboardingFacts>,
  { taskId, reason }: { readonly taskId: string; readonly reason: string },
): Promise<Refusal | { readonly blocked: readonly string[] }> {
  const { tx, facts, now, record } = change;
  const { id } = facts;
  const task = facts.tasks.find((one) => one.id === taskId);
  if (!task) return refusal('not_found', { thing: `Task ${taskId} of ${id}` });
  const refused = await refuseLeaving(change);
  if (refused) return refused;
  if (task.completed === null) return refusal('task_not_done', { task: taskId, onboarding: id });
  const lost = undoneWith(facts, taskId);
  await tx
    .update(onboardingTasks)
    .set({
      ...{ completedAt: null, completedBy: null, brought: null, told: [] },
      round: sql`${onboardingTasks.round} + 1`,
      reopenedAt: new Date(now),
    })
    .where(and(eq(onboardingTasks.onboardingId, id), inArray(onboardingTasks.taskId, lost)));
  for (const one of lost) await voidTasks(tx, { onboarding: id, of: { task: one }, now });
  record('onboarding.task_reopened', { task: taskId, undone: lost, reason });

  const fresh = { completed: null, told: [], reopenedAt: now };
  const tasks = facts.tasks.map((one) => (lost.includes(one.id) ? { ...one, ...fresh, round: one.round + 1 } : one));
  await announceTasks({ tx, facts: { ...facts, tasks }, now }, [taskId]);
  return { blocked: lost.filter((one) => one !== taskId) };
}
