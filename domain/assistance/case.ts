/** A case as a process: what follows from its facts. */
import type { CalendarOf } from '../clock/clock.ts';
import type { ProcessRules, ProcessState } from '../processes/process.ts';
import { type FiredLevel, levelsToCome, type NamedClock } from '../sla/named-clock.ts';
import type { CaseClocks, CaseEvent } from './case-clocks.ts';
import type { CasePolicy, CasePriority } from './case-policy.ts';
import { type CaseStatus, caseMoves } from './case-states.ts';

export const caseChannels = ['email', 'phone', 'chat', 'web', 'letter'] as const;
export type CaseChannel = (typeof caseChannels)[number];

export const clockNames = ['first_response', 'next_response', 'resolution'] as const;
export type ClockName = (typeof clockNames)[number];

export type CaseFacts = ProcessState<CaseStatus> & {
  readonly customerId: string;
  readonly subject: string;
  readonly channel: CaseChannel;
  readonly priority: CasePriority;
  readonly sla: string;
  readonly team: string;
  /** A person of the staff; null until there is one. */
  readonly owner: string | null;
  readonly orderId: string | null;
  readonly mergedInto: string | null;
  readonly policy: CasePolicy;
  readonly events: readonly CaseEvent[];
  /** Folded over the events. */
  readonly clocks: CaseClocks;
  readonly calendarOf: CalendarOf;
  readonly fired: readonly FiredLevel<ClockName>[];
  /** Counts the times that the customer was waited for. */
  readonly waits: number;
  readonly remindersSent: number;
  /** While the customer is waited for: the next reminder, or the end of the wait. */
  readonly remindAt: number | null;
  /** Counts everything written in it. */
  readonly messages: number;
  /** 0 to 10, by the customer, after the case was closed. */
  readonly satisfaction: number | null;
};

export function namedClocks({
  firstResponse,
  nextResponse,
  nextResponseNo,
  resolution,
}: CaseClocks): NamedClock<ClockName>[] {
  return [
    { name: 'first_response', no: 1, clock: firstResponse },
    ...(nextResponse ? [{ name: 'next_response', no: nextResponseNo, clock: nextResponse } as const] : []),
    { name: 'resolution', no: 1, clock: resolution },
  ];
}

/** When a resolved case is closed; null for any other. */
export function closesAt({ status, statusSince, policy }: CaseFacts): number | null {
  return status === 'resolved' ? statusSince + policy.reopenWindowMs : null;
}

export const caseRules: ProcessRules<CaseFacts, CaseStatus> = {
  kind: 'case',
  moves: caseMoves,
  nextStatus: ({ clocks }) => clocks.status,
  // Reminder after reminder, then it counts as resolved, and is closed.
  watched: ({ status }) => status === 'waiting_customer',
  wakeAt: (facts) => {
    const instants = [
      ...levelsToCome(namedClocks(facts.clocks), facts).map(({ at }) => at),
      closesAt(facts),
      facts.remindAt,
    ];
    const known = instants.filter((at) => at !== null);
    return known.length === 0 ? null : Math.min(...known);
  },
};
