import { and, eq } from 'drizzle-orm';
import { type LateTask, type OnboardingFacts, remindersToCome } from '../../domain/onboarding/onboarding.ts';
import { type Reminder, remindersDue } from '../../domain/onboarding/reminders.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { onboardingTasks } from '../schema/onboarding.ts';
import { type Asked, ownerAsked } from '../staff/owner-asked.ts';
import { findPerson, personAnswering } from '../staff/staff.ts';
import { raiseTask } from '../tasks/raise-task.ts';

type Change = ProcessChange<OnboardingFacts>;

/** Tells whoever is to be told by now of each late task: the customer by message, our own people by a task. */
export async function remindOfTasks(change: Change): Promise<void> {
  for (const late of remindersToCome(change.facts)) {
    const { send, settled } = remindersDue(late.planned, change.now);
    if (settled.length === 0) continue;
    for (const reminder of send) await remind(change, late, reminder);
    await change.tx
      .update(onboardingTasks)
      .set({ told: [...late.task.told, ...settled] })
      .where(and(eq(onboardingTasks.onboardingId, change.facts.id), eq(onboardingTasks.taskId, late.task.id)));
  }
}

async function remind(change: Change, { task, dueAt }: LateTask, { afterDays, tell }: Reminder): Promise<void> {
  const { tx, facts, now, record } = change;
  const { id, customerId, contactNo } = facts;
  record('onboarding.reminded', { task: task.id, round: task.round, afterDays, tell });
  const due = new Date(dueAt).toISOString();
  if (tell === 'customer') {
    const step = `reminder-${task.id}-${task.round}-${afterDays}`;
    const told = { customerId, contactNo, process: `onboarding/${id}`, step, now };
    const params = { onboarding: id, task: task.title, dueAt: due };
    await tellCustomer(tx, { ...told, template: 'onboarding_reminder', params });
    return;
  }
  const { role, person } = tell === 'owner' ? await ownerAsked(tx, facts.owner, now) : await managerOf(change);
  const details = { onboarding: id, task: task.id, side: task.side, afterDays, dueAt: due, owner: facts.owner };
  const subject = `${id}/${task.id}/${task.round}/${tell}`;
  // What only the customer can bring nobody of us can show.
  const evidenceWanted = task.side === 'us' ? task.evidence : null;
  await raiseTask(tx, { kind: 'onboarding_overdue', subject, role, person, details, evidenceWanted, now });
}

async function managerOf({ tx, facts, now }: Change): Promise<Asked> {
  const manager = (await findPerson(tx, facts.owner))?.managerId ?? null;
  return { role: 'supervisor', person: manager && (await personAnswering(tx, manager, now)) };
}
