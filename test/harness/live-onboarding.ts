/** Onboardings without Temporal: each change in a transaction of its own. */
import { onboarding } from '../../activities/onboarding/onboarding.ts';
import { completeOnboardingTask } from '../../db/onboarding/complete-task.ts';
import { onboardingStore } from '../../db/onboarding/onboarding-store.ts';
import { writeOnboarding } from '../../db/onboarding/open-onboarding.ts';
import { publishTemplate } from '../../db/onboarding/templates.ts';
import type { Database } from '../../db/pool.ts';
import { changeProcess, type ProcessChange } from '../../db/processes/change-process.ts';
import { openProcess } from '../../db/processes/open-process.ts';
import { calendarKey, publishCalendar } from '../../db/staff/calendars.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { OnboardingFacts } from '../../domain/onboarding/onboarding.ts';
import { onboardingPolicies } from '../../domain/onboarding/onboarding-policy.ts';
import type { ProcessProgress } from '../../domain/processes/process.ts';
import { onboardingTemplate } from './onboarding-template.ts';
import { workingCalendar } from './working-calendars.ts';

/** What the onboarding's workflow does when it wakes up, at an instant of the caller's choice. */
export async function advanceOnboarding(database: Database, id: string, now: number): Promise<ProcessProgress> {
  // The definition has forgotten its types, not its store.
  const advance = onboarding.advance as unknown as (change: ProcessChange<OnboardingFacts>) => Promise<void>;
  return (await changeOnboarding(database, id, { now, change: advance })).progress;
}

function changeOnboarding<T>(
  database: Database,
  id: string,
  { now, change }: { now: number; change: (change: ProcessChange<OnboardingFacts>) => Promise<T> },
) {
  return inTransaction(database, (tx) =>
    changeProcess(tx, onboardingStore, { id, now, actor: 'test', byWorkflow: true }, change),
  );
}

/** One of two tasks, just begun. */
export async function beginOnboarding(database: Database, customerId: string): Promise<string> {
  const now = Date.now();
  return inTransaction(database, async (tx) => {
    const calendar = calendarKey(await publishCalendar(tx, workingCalendar({ id: 'welcome' }), 'test'));
    const { name, tasks, stallAfterDays } = onboardingTemplate({ call: [], data: ['call'] });
    const template = await publishTemplate(tx, { id: 'two-tasks', name, tasks, stallAfterDays, createdBy: 'test' });
    const id = await openProcess(tx, { kind: 'onboarding', customerId, status: 'created', now, actor: 'test' });
    const whose = { owner: 'test', contactNo: null, opportunityId: null, promises: [] };
    const policy = onboardingPolicies.standard;
    await writeOnboarding(tx, {
      ...{ id, template, startAt: now, policy, calendar },
      customerCalendar: calendar,
      ...whose,
    });
    await changeProcess(tx, onboardingStore, { id, now, actor: 'test', byWorkflow: true }, async () => undefined);
    return id;
  });
}

/** Both tasks done; with an order delivered meanwhile it is complete. */
export async function endOnboarding(database: Database, id: string): Promise<void> {
  for (const taskId of ['call', 'data']) {
    const change = (change: ProcessChange<OnboardingFacts>) =>
      completeOnboardingTask(change, { taskId, evidence: null });
    await changeOnboarding(database, id, { now: Date.now(), change });
  }
}
