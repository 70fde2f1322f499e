/** A customer's task that is late: first the customer is reminded, then our own people are told. Each step once. */

import type { WorkingCalendar } from '../clock/working-calendar.ts';
import { addWorkingDays } from '../clock/working-days.ts';

export type Reminder = {
  /** Working days after the task was due. */
  readonly afterDays: number;
  readonly tell: 'customer' | 'owner' | 'manager';
};

/** Of a task of the customer's. */
export const reminderLadder = [
  { afterDays: 2, tell: 'customer' },
  { afterDays: 5, tell: 'customer' },
  { afterDays: 7, tell: 'owner' },
  { afterDays: 10, tell: 'manager' },
] as const satisfies readonly Reminder[];

/** Of a task of ours: nobody reminds us but ourselves. */
export const ownLadder = [
  { afterDays: 1, tell: 'owner' },
  { afterDays: 5, tell: 'manager' },
] as const satisfies readonly Reminder[];

export type PlannedReminder = { readonly reminder: Reminder; readonly at: number };

/** The reminders of an open task that have not gone out, in order, with the instant (epoch ms) of each. */
export function planReminders(
  dueAt: number,
  sentAfterDays: readonly number[],
  calendar: WorkingCalendar,
  ladder: readonly Reminder[] = reminderLadder,
): PlannedReminder[] {
  return ladder
    .filter(({ afterDays }) => !sentAfterDays.includes(afterDays))
    .map((reminder) => ({ reminder, at: addWorkingDays(calendar, dueAt, reminder.afterDays) }))
    .sort((a, b) => a.at - b.at);
}

/**
 * What to send at an instant. Of several missed at once to the same person only the last goes out; the others count as
 * sent, so that nobody gets two at a time.
 */
export function remindersDue(
  planned: readonly PlannedReminder[],
  nowMs: number,
): { readonly send: readonly Reminder[]; readonly settled: readonly number[] } {
  const due = planned.filter(({ at }) => at <= nowMs).map(({ reminder }) => reminder);
  const send = due.filter((reminder, index) => !due.slice(index + 1).some(({ tell }) => tell === reminder.tell));
  return { send, settled: due.map(({ afterDays }) => afterDays) };
}
