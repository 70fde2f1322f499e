/** Templates for tests, written as `task: [what it depends on]`. */
import { reminderLadder } from '../../domain/onboarding/reminders.ts';
import type { OnboardingTemplate, TemplateTask } from '../../domain/onboarding/template.ts';

export function onboardingTemplate(
  dependencies: Readonly<Record<string, readonly string[]>>,
  changes: Readonly<Record<string, Partial<TemplateTask>>> = {},
): OnboardingTemplate {
  const tasks = Object.entries(dependencies).map(
    ([id, dependsOn]): TemplateTask => ({
      ...{ id, title: { en: id, fr: id }, phase: 'kickoff', side: 'customer', dueInDays: 3, dependsOn },
      ...{ evidence: null, ladder: reminderLadder },
      ...changes[id],
    }),
  );
  return { id: 'standard', version: 1, name: { en: 'Standard', fr: 'Standard' }, stallAfterDays: 14, tasks };
}
