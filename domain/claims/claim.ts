/** One claim from its submission to its end: what follows from its facts. Instants are epoch ms. */
import type { RefundState } from '../payments/refund-states.ts';
import type { Moves, ProcessRules, ProcessWork } from '../processes/process.ts';
import { statusAfterAssessment } from './assess-line.ts';
import { claimLevelsToCome } from './claim-clock-states.ts';
import type { ClaimFacts, ClaimRefund } from './claim-facts.ts';
import { claimPolicy } from './claim-policy.ts';
import { type ClaimStatus, canMoveClaim, claimMoves, mayAppeal } from './claim-states.ts';
import {
  hasUnseenGoods,
  nextStepOf,
  owesSendBack,
  ownStepsOwed,
  replacementsArrived,
  replacementsToUndo,
  returnLapses,
  returnOwed,
  sendBacksToLabel,
  unitsToRelease,
} from './owed-steps.ts';
import { unreturnedUnits } from './unreturned.ts';

const needsInfo = ({ lines }: ClaimFacts): boolean => lines.some(({ verdict }) => verdict?.kind === 'need_info');
const isAppealed = ({ appealedAt, decidedAt }: ClaimFacts): boolean =>
  appealedAt !== null && (decidedAt === null || decidedAt < appealedAt);

/** What was granted stands, also while the rest is appealed. */
export const isGranted = ({ lines }: ClaimFacts): boolean => lines.some(({ granted }) => (granted ?? 0) > 0);

/** Whether the customer may still appeal: once, until the window has passed. */
export function appealOpen({ status, statusSince, decision, appealedAt }: ClaimFacts, now: number): boolean {
  if (decision === null || appealedAt !== null) return false;
  return mayAppeal({ status, decision, since: statusSince, windowMs: claimPolicy.appealWindowMs }, now);
}

/** When a claim that is decided, and settled where something was granted, comes to its end. */
function closesAt({ decision, appealedAt, statusSince, woundUpAt }: ClaimFacts): number {
  const mayStillAppeal = decision !== 'approved' && appealedAt === null && woundUpAt === null;
  return mayStillAppeal ? statusSince + claimPolicy.appealWindowMs : statusSince;
}

const ends: readonly ClaimStatus[] = ['rejected', 'settled'];
export const isOver = (facts: ClaimFacts, now: number): boolean =>
  ends.includes(facts.status) && !isAppealed(facts) && closesAt(facts) <= now;

const mayClose = (facts: ClaimFacts, now: number): boolean =>
  isOver(facts, now) && unitsToRelease(facts).length === 0 && !owesSendBack(facts) && !owesLate(facts);

/** Every step is taken; what was refunded may be on its way still. */
const isDone = (facts: ClaimFacts): boolean =>
  facts.lines.every((line) => nextStepOf(line, facts) === null) && replacementsArrived(facts);

const isResolved = (facts: ClaimFacts): boolean =>
  isDone(facts) && facts.refunds.every(({ state, skipped }) => state === 'settled' || skipped);

/** One that bounced when its claim was over is not: its task alone asks for it. */
const isBeingPaid = ({ id, state, skipped, retried, leftToTask }: ClaimRefund, { stuck }: ClaimFacts): boolean =>
  !skipped &&
  state !== 'settled' &&
  (state !== 'failed' || (retried && !leftToTask) || stuck.some(({ subject }) => subject === id));

/**
 * Goods came after the day by which they were to, and were accepted: what was granted for them is owed all the same. Of a
 * customer who is forgotten only what a provider pays without a name.
 */
export function owesLate(facts: ClaimFacts): boolean {
  if (facts.status !== 'settled' && facts.status !== 'closed') return false;
  if (facts.refunds.some((refund) => isBeingPaid(refund, facts))) return true;
  return facts.woundUpAt === null && !hasUnseenGoods(facts) && !isDone(facts);
}

/** Of one that has ended: goods are in our hands, originals missing or money owed, on which somebody still has to act. */
export const lingers = (facts: ClaimFacts): boolean =>
  owesLate(facts) ||
  (facts.woundUpAt === null &&
    (owesSendBack(facts) || hasUnseenGoods(facts) || facts.charge !== null || unreturnedUnits(facts).length > 0));

/** What the engine does by itself, at once. */
const owesNow = (facts: ClaimFacts): boolean =>
  ownStepsOwed(facts).length > 0 || returnOwed(facts).length > 0 || replacementsToUndo(facts).length > 0;

function nextStatus(facts: ClaimFacts, now: number): ClaimStatus {
  const { status, decision } = facts;
  if (facts.withdrawnAt !== null && canMoveClaim(status, 'withdrawn')) return 'withdrawn';
  switch (status) {
    case 'submitted':
      return 'validating';
    case 'validating':
      return needsInfo(facts) ? 'need_info' : 'assessed';
    case 'need_info':
      return needsInfo(facts) ? 'need_info' : 'validating';
    case 'assessed': {
      const next = statusAfterAssessment(facts.lines.flatMap(({ verdict }) => verdict ?? []));
      return next === 'need_info' ? 'in_review' : next;
    }
    case 'in_review':
      return decision === null || isAppealed(facts) ? 'in_review' : decision;
    case 'auto_approved':
    case 'approved':
    case 'partly_approved':
      return 'resolving';
    case 'rejected':
      if (isAppealed(facts)) return 'appealed';
      return mayClose(facts, now) ? 'closed' : 'rejected';
    case 'appealed':
      return 'in_review';
    case 'resolving':
      return isResolved(facts) ? 'settled' : 'resolving';
    case 'settled':
      if (isAppealed(facts)) return 'appealed';
      return mayClose(facts, now) ? 'closed' : 'settled';
    case 'closed':
    case 'withdrawn':
      return status;
  }
}

function instants(facts: ClaimFacts): (number | null)[] {
  const { status, statusSince, remindedAt, proposed } = facts;
  const returned = facts.return;
  switch (status) {
    case 'need_info':
      return [
        (remindedAt ?? statusSince) + (remindedAt === null ? claimPolicy.remindAfterMs : claimPolicy.lapseAfterMs),
      ];
    case 'in_review':
      return proposed === null ? [] : [proposed.escalatesAt, proposed.expiresAt];
    case 'resolving': {
      const expires = returned && returnLapses(returned) ? returned.dueAt : null;
      return [owesNow(facts) ? statusSince : null, expires];
    }
    case 'rejected':
    case 'settled':
      if (owesLate(facts)) return [owesNow(facts) ? statusSince : null];
      return owesSendBack(facts) ? [] : [closesAt(facts)];
    default:
      return [];
  }
}

const unsent: readonly RefundState[] = ['requested', 'failed'];
const dueRefunds = ({ refunds }: ClaimFacts): ProcessWork[] =>
  refunds
    .filter(({ state, leftToTask }) => unsent.includes(state) && !leftToTask)
    .map(({ id }) => ({ kind: 'refund', subject: id }));
const dueLabels = ({ return: back }: ClaimFacts): ProcessWork[] =>
  back?.label === 'wanted' && back.status === 'authorised' ? [{ kind: 'return_label', subject: back.id }] : [];

export const claimRules: ProcessRules<ClaimFacts, ClaimStatus> = {
  kind: 'claim',
  moves: claimMoves satisfies Moves<ClaimStatus>,
  nextStatus,
  wakeAt: (facts) => {
    const { charge } = facts;
    const asked = charge === null ? null : (charge.escalatesAt ?? charge.expiresAt);
    const levels = claimLevelsToCome(facts).map(({ at }) => at);
    const known = [...instants(facts), ...levels, asked].filter((at) => at !== null);
    return known.length === 0 ? null : Math.min(...known);
  },
  lingers,
  afterwards: (facts) => {
    if (owesLate(facts) && owesNow(facts)) return facts.statusSince;
    return facts.charge === null ? null : (facts.charge.escalatesAt ?? facts.charge.expiresAt);
  },
  dueWork: (facts): ProcessWork[] => [
    ...dueRefunds(facts),
    ...dueLabels(facts),
    ...sendBacksToLabel(facts).map(({ id }) => ({ kind: 'send_back_label', subject: id })),
  ],
};
