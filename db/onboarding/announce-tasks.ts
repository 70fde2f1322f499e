import { dueAt, type OnboardingFacts } from '../../domain/onboarding/onboarding.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';

/** Tells the customer in one message which of these tasks are theirs to do, and until when. */
export async function announceTasks(
  { tx, facts, now }: Pick<ProcessChange<OnboardingFacts>, 'tx' | 'facts' | 'now'>,
  taskIds: readonly string[],
): Promise<void> {
  const theirs = facts.tasks.filter(({ id, side }) => side === 'customer' && taskIds.includes(id));
  const tasks = theirs.flatMap((task) => {
    const due = dueAt(facts, task);
    return due === null ? [] : [{ ...task.title, dueAt: new Date(due).toISOString() }];
  });
  if (tasks.length === 0) return;
  const { id, customerId, contactNo } = facts;
  const step = `todo-${theirs.map((task) => `${task.id}-${task.round}`).join('-')}`;
  const told = { customerId, contactNo, process: `onboarding/${id}`, step, now };
  await tellCustomer(tx, { ...told, template: 'onboarding_todo', params: { onboarding: id, tasks } });
}
