/** Which tasks can be done now, and what undoing one takes with it. A pure reading of who completed what. */
import { evidenceRefusal } from './evidence.ts';
import { type OnboardingPhase, onboardingPhases } from './onboarding-states.ts';
import type { TaskGraph, TemplateTask } from './template.ts';

/** When each completed task was completed, epoch ms. */
export type Completions = ReadonlyMap<string, number>;

export type TaskState = 'blocked' | 'ready' | 'done';

export function taskStates(template: TaskGraph, completions: Completions): Map<string, TaskState> {
  return new Map(template.tasks.map((task) => [task.id, stateOf(task, completions)]));
}

function stateOf(task: TemplateTask, completions: Completions): TaskState {
  if (completions.has(task.id)) return 'done';
  return task.dependsOn.every((id) => completions.has(id)) ? 'ready' : 'blocked';
}

export type CompletionRefusal = 'unknown_task' | 'done_before' | 'blocked' | 'evidence_missing' | 'evidence_wrong';

/** Why a task cannot be completed now; null when it can. */
export function completionRefusal(
  template: TaskGraph,
  completions: Completions,
  taskId: string,
  evidence: string | null,
): CompletionRefusal | null {
  const task = template.tasks.find(({ id }) => id === taskId);
  if (!task) return 'unknown_task';
  const state = stateOf(task, completions);
  if (state !== 'ready') return state === 'done' ? 'done_before' : 'blocked';
  return task.evidence === null ? null : evidenceRefusal(task.evidence, evidence);
}

/**
 * The tasks that lose their standing when one is undone: itself, and whatever was done or ready on the strength of it,
 * however far down. In the order of the template.
 */
export function undoneWith(template: TaskGraph, taskId: string): string[] {
  const affected = new Set([taskId]);
  for (const id of affected) {
    for (const task of template.tasks) if (task.dependsOn.includes(id)) affected.add(task.id);
  }
  return template.tasks.map(({ id }) => id).filter((id) => affected.has(id));
}

export function undo(template: TaskGraph, completions: Completions, taskId: string): Map<string, number> {
  const lost = undoneWith(template, taskId);
  return new Map([...completions].filter(([id]) => !lost.includes(id)));
}

/** When a task became ready, epoch ms; null while it is blocked. */
export function readyAt(
  task: Pick<TemplateTask, 'dependsOn'>,
  startedAt: number,
  completions: Completions,
): number | null {
  const done = task.dependsOn.map((id) => completions.get(id));
  return done.some((at) => at === undefined) ? null : Math.max(startedAt, ...done.map((at) => at ?? startedAt));
}

/** The earliest phase with something left to do; `completed` when nothing is. */
export function phaseOf(template: TaskGraph, completions: Completions): OnboardingPhase | 'completed' {
  const open = template.tasks.filter(({ id }) => !completions.has(id));
  return onboardingPhases.find((phase) => open.some((task) => task.phase === phase)) ?? 'completed';
}
