import { type CaseFacts, closesAt, namedClocks } from '../../domain/assistance/case.ts';
import { type CaseStatus, caseMoves, endsCase } from '../../domain/assistance/case-states.ts';
import { caseHints, caseWait } from '../../domain/assistance/case-words.ts';
import { type ProcessActions, processResource } from '../processes/process-resource.ts';
import type { Caller } from '../route.ts';
import { shownClocks } from './shown-clocks.ts';

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
    ...{ messages, clocks: shownClocks(namedClocks(clocks), facts, now), satisfaction },
  };
}
