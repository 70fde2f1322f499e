/**
 * A template of tasks and what each depends on. Versioned: an onboarding keeps the version it began with, so publishing a
 * new one leaves running ones alone.
 */
import type { Text } from '../orders/wording.ts';
import type { EvidenceKind } from './evidence.ts';
import type { OnboardingPhase } from './onboarding-states.ts';
import type { Reminder } from './reminders.ts';

export type TemplateTask = {
  readonly id: string;
  readonly title: Text;
  readonly phase: OnboardingPhase;
  /** Who has to do it. */
  readonly side: 'us' | 'customer';
  /** Working days from the instant it becomes ready. */
  readonly dueInDays: number;
  readonly dependsOn: readonly string[];
  /** What completing it has to bring; null for a plain tick. */
  readonly evidence: EvidenceKind | null;
  /** Who is told when it is late, and when. */
  readonly ladder: readonly Reminder[];
};

export type OnboardingTemplate = {
  readonly id: string;
  readonly version: number;
  readonly name: Text;
  /** Days without a sign of the customer, while they are waited for, until their sponsor is told. */
  readonly stallAfterDays: number;
  readonly tasks: readonly TemplateTask[];
};

/** Its tasks, and what each depends on. */
export type TaskGraph = { readonly tasks: readonly TemplateTask[] };

/** What an onboarding follows when nobody names another. */
export const defaultTemplateId = 'standard';

export type TemplateProblem = {
  readonly code: 'empty' | 'duplicate' | 'unknown_dependency' | 'bad_due' | 'bad_ladder' | 'cycle';
  readonly path: string;
  /** The tasks it is about; for a cycle all of it, the first again at the end. */
  readonly tasks: readonly string[];
};

/** What keeps a template from being published. A cycle is looked for among tasks that exist. */
export function templateProblems({ tasks }: TaskGraph): TemplateProblem[] {
  if (tasks.length === 0) return [{ code: 'empty', path: 'tasks', tasks: [] }];
  const ids = tasks.map(({ id }) => id);
  const problems = tasks.flatMap((task, index): TemplateProblem[] => {
    const path = `tasks/${index}`;
    const unknown = task.dependsOn.filter((id) => !ids.includes(id));
    return [
      ...(ids.indexOf(task.id) === index ? [] : [{ code: 'duplicate' as const, path, tasks: [task.id] }]),
      ...unknown.map((id) => ({
        code: 'unknown_dependency' as const,
        path: `${path}/dependsOn`,
        tasks: [task.id, id],
      })),
      ...(Number.isInteger(task.dueInDays) && task.dueInDays > 0
        ? []
        : [{ code: 'bad_due' as const, path, tasks: [task.id] }]),
      ...(isLadder(task) ? [] : [{ code: 'bad_ladder' as const, path: `${path}/ladder`, tasks: [task.id] }]),
    ];
  });
  const cycle = cycleAmong(tasks);
  if (cycle) problems.push({ code: 'cycle', path: `tasks/${ids.indexOf(cycle[0] ?? '')}`, tasks: cycle });
  return problems;
}

/** Each step later than the one before; a customer is reminded of their own tasks alone. */
function isLadder({ side, ladder }: TemplateTask): boolean {
  return ladder.every(
    ({ afterDays, tell }, index) =>
      afterDays > (ladder[index - 1]?.afterDays ?? -1) && (side === 'customer' || tell !== 'customer'),
  );
}

/** One cycle, from its first task in the template back to it, along what each waits for; null where there is none. */
function cycleAmong(tasks: readonly TemplateTask[]): string[] | null {
  const dependsOn = new Map(tasks.map((task) => [task.id, task.dependsOn]));
  const finished = new Set<string>();
  const search = (id: string, way: readonly string[]): string[] | null => {
    if (way.includes(id)) return [...way.slice(way.indexOf(id)), id];
    if (finished.has(id)) return null;
    for (const next of dependsOn.get(id) ?? []) {
      const found = search(next, [...way, id]);
      if (found) return found;
    }
    finished.add(id);
    return null;
  };
  for (const { id } of tasks) {
    const found = search(id, []);
    if (found) return found;
  }
  return null;
}
