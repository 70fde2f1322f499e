import { calendarKey } from '../../db/staff/calendars.ts';
import { may } from '../../domain/access/roles.ts';
import { withSpaces } from '../../domain/messages/french-spaces.ts';
import {
  checkInsToCome,
  completionsOf,
  dueAt,
  type OnboardingFacts,
  openSince,
  timeToFirstValueMs,
  willStallAt,
} from '../../domain/onboarding/onboarding.ts';
import { type OnboardingStatus, onboardingMoves } from '../../domain/onboarding/onboarding-states.ts';
import { onboardingHints, onboardingWait, runningStatuses } from '../../domain/onboarding/onboarding-words.ts';
import { taskStates } from '../../domain/onboarding/task-progress.ts';
import { isEnd } from '../../domain/processes/process.ts';
import { iso, isoOrNull } from '../instant.ts';
import { type ProcessActions, processResource } from '../processes/process-resource.ts';
import type { Caller } from '../route.ts';

export const runsIn: readonly OnboardingStatus[] = runningStatuses;
export const openIn: readonly OnboardingStatus[] = ['created', ...runningStatuses];

const wholeActions: ProcessActions<OnboardingStatus> = {
  assign: { path: '/assignment', permission: 'onboardings.write', statuses: openIn, hint: onboardingHints.assign },
  cancel: { path: '/cancel', permission: 'onboardings.cancel', statuses: openIn, hint: onboardingHints.cancel },
};

/** `now`: the instant that lateness is judged at, epoch ms. */
export function onboardingResource(facts: OnboardingFacts, { role }: Caller, now: number) {
  const { template, owner, calendars, contactNo, opportunityId, activated, cancelled, completedAt } = facts;
  const { actions, ...common } = processResource(facts, {
    ...{ kind: 'onboarding', moves: onboardingMoves, actions: wholeActions, role },
    wait: { ...onboardingWait(facts), until: onboardingMoves[facts.status].length === 0 ? null : untilOf(facts) },
  });
  return {
    ...common,
    actions: [...taskActions(facts, role), ...actions],
    ...{ template: template.id, templateVersion: template.version, owner, contact: contactNo, opportunityId },
    ...{ calendar: calendarKey(calendars.us), customerCalendar: calendarKey(calendars.customer) },
    startAt: iso(facts.startAt),
    tasks: shownTasks(facts, now),
    stallsAt: isEnd(onboardingMoves, facts.status) ? null : isoOrNull(willStallAt(facts)),
    ...{ activatedAt: isoOrNull(activated?.at ?? null), activatedBy: activated?.orderId ?? null },
    timeToFirstValueMs: timeToFirstValueMs(facts),
    completedAt: isoOrNull(completedAt),
    cancelReason: cancelled?.reason ?? null,
    checkIns: shownCheckIns(facts),
  };
}

/** When something happens by itself: it begins, or the customer's silence is told. */
const untilOf = (facts: OnboardingFacts): number | null =>
  facts.status === 'created' ? facts.startAt : willStallAt(facts);

function taskActions(facts: OnboardingFacts, role: Caller['role']) {
  if (!runsIn.includes(facts.status) || !may(role, 'onboardings.write')) return [];
  const states = taskStates(facts, completionsOf(facts));
  return facts.tasks.flatMap(({ id: task }) => {
    const state = states.get(task);
    if (state === undefined || state === 'blocked') return [];
    const kind = state === 'ready' ? ('complete' as const) : ('reopen' as const);
    const path = `/v1/onboardings/${facts.id}/tasks/${task}/${kind}`;
    return [{ kind, method: 'POST' as const, path, subject: task, hint: withSpaces(onboardingHints[kind]) }];
  });
}

function shownTasks(facts: OnboardingFacts, now: number) {
  const states = taskStates(facts, completionsOf(facts));
  return facts.tasks.map((task) => {
    const { id, title, phase, side, evidence, promise, completed } = task;
    const due = dueAt(facts, task);
    return {
      ...{ id, title, phase, side, evidence, promise, state: states.get(id) ?? 'blocked' },
      ...{ dependsOn: [...task.dependsOn], told: [...task.told] },
      ...{ readySince: isoOrNull(openSince(facts, task)), dueAt: isoOrNull(due), late: due !== null && due < now },
      ...{ completedAt: isoOrNull(completed?.at ?? null), completedBy: completed?.by ?? null },
      brought: completed?.evidence ?? null,
    };
  });
}

function shownCheckIns(facts: OnboardingFacts) {
  const done = facts.checkIns.map(({ day, at, outcome }) => ({ day, dueAt: iso(at), outcome }));
  const toCome = checkInsToCome(facts).map(({ day, at }) => ({ day, dueAt: iso(at), outcome: null }));
  return [...done, ...toCome].sort((a, b) => a.day - b.day);
}
