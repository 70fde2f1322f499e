/** How the clocks of a claim stand, from its facts, and which levels of their ladders are still to come. */
import type { ClockState } from '../clock/clock.ts';
import { type LevelToCome, levelsToCome } from '../sla/named-clock.ts';
import type { ClaimClockName, ClaimClockStates } from './claim-clocks.ts';
import type { ClaimFacts } from './claim-facts.ts';
import type { ClaimStatus } from './claim-states.ts';

const undecided: readonly ClaimStatus[] = ['submitted', 'validating', 'need_info', 'assessed', 'in_review', 'appealed'];

export function wantedClocks(facts: ClaimFacts): ClaimClockStates {
  const { status, decision, decidedAt, appealedAt, acknowledgedAt } = facts;
  // Whoever was asked for something, or told the outcome, knows that somebody is at it.
  const heard = acknowledgedAt !== null || decidedAt !== null || status === 'need_info' || status === 'withdrawn';
  const earlier = facts.clocks?.states;
  const isAcknowledged = heard || earlier?.acknowledge?.state === 'stopped';
  const no = appealedAt === null ? 1 : 2;
  const granted = decision !== null && decision !== 'rejected';
  const settles = granted || (earlier?.settle ?? null) !== null;
  return {
    acknowledge: { no: 1, state: isAcknowledged ? 'stopped' : 'running' },
    decide: { no, state: decideState(status) },
    settle: settles ? { no: settleNo(facts, no), state: settleState(facts) } : null,
  };
}

function decideState(status: ClaimStatus): ClockState {
  if (!undecided.includes(status)) return 'stopped';
  return status === 'need_info' ? 'paused' : 'running';
}

/** Until the appeal is decided the clock of what was granted before is the last one. */
const settleNo = ({ decidedAt, appealedAt, clocks }: ClaimFacts, no: number): number =>
  appealedAt !== null && (decidedAt === null || decidedAt < appealedAt) ? (clocks?.states.settle?.no ?? no) : no;

function settleState(facts: ClaimFacts): ClockState {
  if (facts.woundUpAt !== null) return 'stopped';
  if (!['approved', 'auto_approved', 'partly_approved', 'resolving'].includes(facts.status)) return 'stopped';
  return waitsForGoods(facts) ? 'paused' : 'running';
}

/** What the customer was to send back has not come, or not all of it: that time is theirs. */
function waitsForGoods({ return: back }: ClaimFacts): boolean {
  if (back === null) return false;
  if (back.status === 'authorised' || back.status === 'in_transit') return true;
  return back.status === 'received' && back.lines.every(({ received, inspected }) => received === inspected);
}

/** The levels that have not fired, of every clock that is not stopped. */
export const claimLevelsToCome = (facts: ClaimFacts): LevelToCome<ClaimClockName>[] =>
  levelsToCome(facts.clocks?.clocks ?? [], facts);
