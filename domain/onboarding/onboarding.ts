/** An onboarding as a process: people and the customer do its tasks, and time says who is told. Instants are epoch ms. */
import type { WorkingCalendar } from '../clock/working-calendar.ts';
import { addWorkingDays } from '../clock/working-days.ts';
import type { Lifecycle } from '../customers/lifecycle.ts';
import type { ProcessRules, ProcessState } from '../processes/process.ts';
import type { EvidenceKind } from './evidence.ts';
import type { CheckIn, OnboardingPolicy } from './onboarding-policy.ts';
import { type OnboardingStatus, onboardingMoves, onboardingPhases } from './onboarding-states.ts';
import { type PlannedReminder, planReminders } from './reminders.ts';
import { stallsAt } from './stall.ts';
import { type Completions, phaseOf, readyAt } from './task-progress.ts';
import type { TemplateTask } from './template.ts';

/** A task of the template, or a promise that was made to win the customer, and how far it is. */
export type OnboardingTask = TemplateTask & {
  readonly promise: boolean;
  readonly completed: { readonly at: number; readonly by: string; readonly evidence: string | null } | null;
  /** It counts as ready from here at the earliest: completing it did not hold. */
  readonly reopenedAt: number | null;
  /** Counts how often it was reopened: a task that is late again is told of again. */
  readonly round: number;
  /** Steps of its ladder that went out in this round. */
  readonly told: readonly number[];
};

export type CheckInOutcome = 'told' | 'withheld' | 'missed';

export type OnboardingFacts = ProcessState<OnboardingStatus> & {
  readonly customerId: string;
  readonly template: { readonly id: string; readonly version: number; readonly stallAfterDays: number };
  readonly tasks: readonly OnboardingTask[];
  /** A person of ours. */
  readonly owner: string;
  /** Whose working days count for our tasks, and for the customer's. */
  readonly calendars: { readonly us: WorkingCalendar; readonly customer: WorkingCalendar };
  /** Who is written to at the customer; null for the customer's own address. */
  readonly contactNo: number | null;
  readonly opportunityId: string | null;
  readonly startAt: number;
  readonly welcomedAt: number | null;
  /** The newest sign of life: a task done, a call, an order. */
  readonly customerActivityAt: number | null;
  /** When the sponsor was told last, and how often. */
  readonly stalledAt: number | null;
  readonly stalls: number;
  /** The first order delivered since this was opened; there may be one before it is acted upon. */
  readonly firstDelivery: { readonly orderId: string; readonly at: number } | null;
  readonly activated: { readonly orderId: string; readonly at: number } | null;
  readonly completedAt: number | null;
  readonly cancelled: { readonly at: number; readonly reason: string } | null;
  readonly policy: OnboardingPolicy;
  readonly checkIns: readonly { readonly day: number; readonly at: number; readonly outcome: CheckInOutcome }[];
};

const promisePhase = 'verification';

/** A promise becomes a task of ours, which nothing holds up and which must be kept before the end. */
export function promiseTask(no: number, text: string, ladder: TemplateTask['ladder']): TemplateTask {
  const evidence: EvidenceKind = 'note';
  return {
    ...{ id: `promise-${no}`, title: { en: text, fr: text }, phase: promisePhase, side: 'us', dueInDays: 10 },
    ...{ dependsOn: [], evidence, ladder },
  };
}

/** Whoever leaves is not onboarded any more. */
export const isLeaving = (lifecycle: Lifecycle): boolean => ['exiting', 'exited', 'erased'].includes(lifecycle);

export function completionsOf({ tasks }: Pick<OnboardingFacts, 'tasks'>): Completions {
  return new Map(tasks.flatMap(({ id, completed }) => (completed === null ? [] : [[id, completed.at] as const])));
}

export const isAllDone = (facts: Pick<OnboardingFacts, 'tasks'>): boolean =>
  facts.tasks.every(({ completed }) => completed !== null);

/** Since when a task can be done; null for one that is done or blocked. */
export function openSince(facts: Pick<OnboardingFacts, 'tasks' | 'startAt'>, task: OnboardingTask): number | null {
  if (task.completed !== null) return null;
  const at = readyAt(task, facts.startAt, completionsOf(facts));
  return at === null ? null : Math.max(at, task.reopenedAt ?? at);
}

/** When an open task is due; null for one that is done or blocked. */
export function dueAt(facts: OnboardingFacts, task: OnboardingTask): number | null {
  const since = openSince(facts, task);
  return since === null ? null : addWorkingDays(facts.calendars[task.side], since, task.dueInDays);
}

export type LateTask = { readonly task: OnboardingTask; readonly dueAt: number; readonly planned: PlannedReminder[] };

/** What is still to be told of each open task. */
export function remindersToCome(facts: OnboardingFacts): LateTask[] {
  return facts.tasks.flatMap((task) => {
    const due = dueAt(facts, task);
    if (due === null) return [];
    return [{ task, dueAt: due, planned: planReminders(due, task.told, facts.calendars[task.side], task.ladder) }];
  });
}

/**
 * Since when the customer has something to do: a task of theirs, or, when all tasks are done, their first order. Null
 * while only we have.
 */
function waitedSince(facts: OnboardingFacts): number | null {
  const theirs = facts.tasks.filter(({ side }) => side === 'customer').map((task) => openSince(facts, task));
  const open = theirs.filter((at) => at !== null);
  if (open.length > 0) return Math.min(...open);
  return isAllDone(facts) ? Math.max(facts.startAt, ...completionsOf(facts).values()) : null;
}

/** Told to the sponsor, and no sign of the customer since. */
export const isStalled = ({ stalledAt, customerActivityAt }: OnboardingFacts): boolean =>
  stalledAt !== null && (customerActivityAt === null || customerActivityAt < stalledAt);

/** When it will be stalled if the customer does nothing; null when it is, or when they are not waited for. */
export function willStallAt(facts: OnboardingFacts): number | null {
  const since = waitedSince(facts);
  if (since === null || isStalled(facts)) return null;
  const { customerActivityAt, template } = facts;
  return stallsAt(since, customerActivityAt === null ? [] : [customerActivityAt], template.stallAfterDays);
}

/** Where the facts put it, however many moves away. */
function goalOf(facts: OnboardingFacts, now: number): OnboardingStatus {
  if (facts.cancelled !== null) return 'cancelled';
  if (facts.completedAt !== null) return 'completed';
  if (facts.startAt > now) return 'created';
  if (isStalled(facts)) return 'stalled';
  const phase = phaseOf(facts, completionsOf(facts));
  // Done, but for the first order.
  return phase === 'completed' ? 'verification' : phase;
}

const path: readonly OnboardingStatus[] = ['created', ...onboardingPhases, 'completed'];

export const onboardingRules: ProcessRules<OnboardingFacts, OnboardingStatus> = {
  kind: 'onboarding',
  moves: onboardingMoves,
  nextStatus: (facts, now) => {
    const goal = goalOf(facts, now);
    if (facts.status === 'stalled') return goal === 'completed' ? 'verification' : goal;
    // Forward one phase at a time; back, or off the path, in one move.
    const [from, to] = [path.indexOf(facts.status), path.indexOf(goal)];
    return to > from ? (path[from + 1] ?? goal) : goal;
  },
  wakeAt: (facts) => {
    if (facts.status === 'created') return facts.startAt;
    const reminders = remindersToCome(facts).flatMap(({ planned }) => planned.map(({ at }) => at));
    const instants = [...reminders, willStallAt(facts)].filter((at) => at !== null);
    return instants.length === 0 ? null : Math.min(...instants);
  },
  afterwards: (facts) => nextCheckIn(facts)?.at ?? null,
};

export type PlannedCheckIn = CheckIn & { readonly at: number };

/** Of a completed one, the check-ins still to come, the earliest first. */
export function checkInsToCome({ completedAt, policy, checkIns }: OnboardingFacts): PlannedCheckIn[] {
  if (completedAt === null) return [];
  return policy.checkIns
    .filter(({ day }) => !checkIns.some((done) => done.day === day))
    .map((checkIn) => ({ ...checkIn, at: completedAt + checkIn.afterMs }));
}

const nextCheckIn = (facts: OnboardingFacts): PlannedCheckIn | undefined => checkInsToCome(facts)[0];

/** From opening to the first delivered order, ms; null until there is one. */
export function timeToFirstValueMs({ openedAt, activated }: OnboardingFacts): number | null {
  return activated === null ? null : activated.at - openedAt;
}
