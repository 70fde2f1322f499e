import { type CaseFacts, closesAt, namedClocks } from '../../domain/assistance/case.ts';
import { type CaseStatus, caseMoves, endsCase } from '../../domain/assistance/case-states.ts';
import { caseHints, caseWait } from '../../domain/assistance/case-words.ts';
import { consumedAt, deadlineOf, isBreached } from '../../domain/clock/clock.ts';
import { isoOrNull } from '../instant.ts';
import { type ProcessActions, processResource } from '../processes/process-resource.ts';
import type { Caller } from '../route.ts';

const statuses = Object.keys(caseMoves) as CaseStatus[]; // Object.keys widens to string[]
const working = statuses.filter((status) => !endsCase(status));
export const openStatuses: readonly CaseStatus[] = [...working, 'resolved'];

const work = 'cases.work';
const caseActions: ProcessActions<CaseStatus> = {
  message: { path: '/messages', permission: 'cases.write', statuses: openStatuses, hint: caseHints.message },
  move: { path: '/status', permission: work, statuses: working, hint: caseHints.move },
  reopen: { path: '/status', permission: work, statuses: ['resolved'], hint: caseHints.reopen },
  prioritise: { path: '/priority', permission: work, statuses: working, hint: caseHints.prioritise },
  assign: { path: '/assignment', permission: work, statuses: working, hint: caseHints.assign },
  merge: { path: '/merge', permission: work, statuses: working, hint: caseHints.merge },
};

/** `now`: the instant that consumed time is counted to, epoch ms. */
export function caseResource(facts: CaseFacts, { role }: Caller, now: number) {
  const { subject, channel, priority, sla, clocks, team, owner, orderId, mergedInto, messages, satisfaction } = facts;
  const wait = caseWait(facts) ?? { for: 'nothing', who: [], message: { en: '', fr: '' } };
  const until = closesAt(facts) ?? facts.remindAt;
  return {
    ...processResource(facts, { kind: 'case', moves: caseMoves, wait: { ...wait, until }, actions: caseActions, role }),
    ...{ subject, channel, priority, sla, calendar: clocks.calendar, team, owner, orderId, mergedInto },
    ...{ messages, clocks: shownClocks(facts, now), satisfaction },
  };
}

function shownClocks({ clocks, calendarOf, fired }: CaseFacts, now: number) {
  return namedClocks(clocks).map(({ name, no, clock }) => {
    const at = Math.max(now, clock.changedAt);
    const levels = fired.filter((level) => level.clock === name && level.no === no);
    return {
      ...{ clock: name, no, state: clock.state, targetMinutes: clock.targetMs / 60_000 },
      consumedMinutes: Math.floor(consumedAt(clock, at, calendarOf) / 60_000),
      dueAt: isoOrNull(deadlineOf(clock, calendarOf)),
      breached: isBreached(clock, at, calendarOf),
      fired: levels.map(({ percent }) => percent).sort((a, b) => a - b),
    };
  });
}
