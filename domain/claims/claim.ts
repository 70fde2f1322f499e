/** One claim from its submission to its end: what is true of it follows from these facts. Instants are epoch ms. */
import type { RefundState } from '../payments/refund-states.ts';
import type { Moves, ProcessRules, ProcessState, ProcessWork } from '../processes/process.ts';
import { type LineDecision, type LineVerdict, statusAfterAssessment } from './assess-line.ts';
import { claimPolicy } from './claim-policy.ts';
import { type ClaimKind, type ClaimStatus, canMoveClaim, claimMoves, mayAppeal } from './claim-states.ts';
import type { TableVersions } from './claim-tables.ts';
import { type ClaimOutcome, nextOutcomeStep, type OutcomeStep, type ReturnStatus } from './outcomes.ts';

export type DecidedLine = { readonly lineNo: number; readonly granted: number; readonly outcome: ClaimOutcome | null };

export type ClaimLineFacts = {
  readonly lineNo: number;
  readonly sku: string;
  readonly units: number;
  /** Units that the order's line counts as claimed because of this one. */
  readonly held: number;
  readonly worthMinor: number;
  readonly verdict: LineVerdict | null;
  readonly granted: number | null;
  readonly outcome: ClaimOutcome | null;
  readonly refunded: number;
  readonly credited: number;
  readonly replaced: number;
  readonly repaired: number;
  readonly sentBack: number;
};

export type ReturnFacts = {
  readonly id: string;
  readonly status: ReturnStatus;
  readonly authorisedAt: number | null;
  readonly dueAt: number;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly sku: string;
    readonly units: number;
    readonly received: number;
    readonly inspected: number;
    readonly accepted: number;
  }[];
};

export type ProposedDecision = {
  readonly no: number;
  readonly lines: readonly DecidedLine[];
  readonly amountMinor: number;
  readonly proposedBy: string;
  readonly approvalId: string;
  readonly digest: string;
  readonly approverRole: string;
  readonly escalatesAt: number | null;
  readonly expiresAt: number;
};

export type ClaimRefund = {
  readonly id: string;
  readonly state: RefundState;
  readonly amountMinor: number;
  /** A person says that it was done by hand. */
  readonly skipped: boolean;
};

export type ClaimFacts = ProcessState<ClaimStatus> & {
  readonly customerId: string;
  readonly orderId: string;
  readonly kind: ClaimKind;
  readonly currency: string;
  readonly cause: string | null;
  readonly versions: TableVersions;
  readonly round: number;
  readonly decision: LineDecision | null;
  readonly decidedAt: number | null;
  readonly decidedByRules: boolean;
  readonly appealedAt: number | null;
  readonly withdrawnAt: number | null;
  readonly remindedAt: number | null;
  readonly evidence: readonly string[];
  readonly lines: readonly ClaimLineFacts[];
  readonly proposed: ProposedDecision | null;
  readonly refunds: readonly ClaimRefund[];
  readonly return: ReturnFacts | null;
};

/** The step that a line takes next, and for how many units; null when its outcome is reached. */
export function nextStepOf(
  { outcome, granted, refunded, credited, replaced, repaired, sentBack, lineNo }: ClaimLineFacts,
  returned: ReturnFacts | null,
): { readonly step: OutcomeStep; readonly units: number } | null {
  if (outcome === null || granted === null || granted === 0) return null;
  const back = returned?.lines.find((line) => line.lineNo === lineNo);
  const isBack = back !== undefined && (returned?.status === 'inspected' || returned?.status === 'expired');
  const afterReturn = outcome === 'return_then_refund' || outcome === 'replace_after_return' || outcome === 'repair';
  const target = afterReturn ? Math.min(granted, back?.accepted ?? 0) : granted;
  const owed: Readonly<Record<OutcomeStep, number>> = {
    return: isBack ? 0 : granted,
    refund: target - refunded,
    credit: target - credited,
    replacement: target - replaced,
    repair: target - repaired,
    send_back: target - sentBack,
  };
  const steps = Object.keys(owed) as OutcomeStep[]; // Object.keys widens to string[]
  const step = nextOutcomeStep(outcome, new Set(steps.filter((name) => owed[name] <= 0)));
  return step === null ? null : { step, units: owed[step] };
}

/** Steps that the engine takes by itself, at once; the others wait for goods or a person. */
const ownSteps: readonly OutcomeStep[] = ['refund', 'credit'];

export function ownStepsOwed(
  facts: ClaimFacts,
): { readonly lineNo: number; readonly step: OutcomeStep; readonly units: number }[] {
  return facts.lines.flatMap((line) => {
    const next = nextStepOf(line, facts.return);
    return next && ownSteps.includes(next.step) ? [{ lineNo: line.lineNo, ...next }] : [];
  });
}

/** A return that was granted and not told to the customer yet. */
export function returnOwed({ lines, return: returned }: ClaimFacts): ClaimLineFacts[] {
  const wanting = lines.filter((line) => nextStepOf(line, returned)?.step === 'return');
  const known = (lineNo: number) => returned?.lines.some((line) => line.lineNo === lineNo) ?? false;
  return returned?.authorisedAt ? wanting.filter(({ lineNo }) => !known(lineNo)) : wanting;
}

/** A person is asked to do these. */
const peoplesSteps = ['replacement', 'repair', 'send_back'] as const satisfies readonly OutcomeStep[];
export type PeoplesStep = (typeof peoplesSteps)[number];

export function peoplesStepsOwed(
  facts: ClaimFacts,
): { readonly lineNo: number; readonly step: PeoplesStep; readonly units: number }[] {
  return facts.lines.flatMap((line) => {
    const next = nextStepOf(line, facts.return);
    const step = peoplesSteps.find((one) => one === next?.step);
    return next && step ? [{ lineNo: line.lineNo, step, units: next.units }] : [];
  });
}

export const needsInfo = ({ lines }: ClaimFacts): boolean => lines.some(({ verdict }) => verdict?.kind === 'need_info');
const isAppealed = ({ appealedAt, decidedAt }: ClaimFacts): boolean =>
  appealedAt !== null && (decidedAt === null || decidedAt < appealedAt);

/** Whether the customer may still appeal: once, until the window has passed. */
export function appealOpen({ status, decision, decidedAt, appealedAt }: ClaimFacts, now: number): boolean {
  if (decision === null || decidedAt === null || appealedAt !== null) return false;
  return mayAppeal({ status, decision, decidedAt, windowMs: claimPolicy.appealWindowMs }, now);
}

/** When a claim that is decided, and settled where something was granted, comes to its end. */
function closesAt({ decision, decidedAt, appealedAt, statusSince }: ClaimFacts): number {
  const mayStillAppeal = decision !== 'approved' && decidedAt !== null && appealedAt === null;
  return mayStillAppeal ? Math.max(statusSince, decidedAt + claimPolicy.appealWindowMs) : statusSince;
}

/** Units that are no longer claimed once the claim has ended. */
export const unitsToRelease = ({ lines }: ClaimFacts) =>
  lines.map(({ lineNo, held, granted }) => ({ lineNo, units: held - (granted ?? 0) })).filter(({ units }) => units > 0);

const ends: readonly ClaimStatus[] = ['rejected', 'settled'];
export const isOver = (facts: ClaimFacts, now: number): boolean =>
  ends.includes(facts.status) && !isAppealed(facts) && closesAt(facts) <= now;

function isResolved(facts: ClaimFacts): boolean {
  const done = facts.lines.every((line) => nextStepOf(line, facts.return) === null);
  return done && facts.refunds.every(({ state, skipped }) => state === 'settled' || skipped);
}

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
      return isOver(facts, now) && unitsToRelease(facts).length === 0 ? 'closed' : 'rejected';
    case 'appealed':
      return 'in_review';
    case 'resolving':
      return isResolved(facts) ? 'settled' : 'resolving';
    case 'settled':
      if (isAppealed(facts)) return 'appealed';
      return isOver(facts, now) && unitsToRelease(facts).length === 0 ? 'closed' : 'settled';
    case 'closed':
    case 'withdrawn':
      return status;
  }
}

/** Waited for until its day; of what came in part the rest is not waited for longer, once the part was looked at. */
export function returnLapses({ status, authorisedAt, lines }: ReturnFacts): boolean {
  if (authorisedAt === null) return false;
  if (status === 'received') return lines.every(({ received, inspected }) => received === inspected);
  return status === 'authorised' || status === 'in_transit';
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
      const owes = ownStepsOwed(facts).length > 0 || returnOwed(facts).length > 0;
      const expires = returned && returnLapses(returned) ? returned.dueAt : null;
      return [owes ? statusSince : null, expires];
    }
    case 'rejected':
    case 'settled':
      return [closesAt(facts)];
    default:
      return [];
  }
}

const unsent: readonly RefundState[] = ['requested', 'unknown', 'failed'];

export const claimRules: ProcessRules<ClaimFacts, ClaimStatus> = {
  kind: 'claim',
  moves: claimMoves satisfies Moves<ClaimStatus>,
  nextStatus,
  wakeAt: (facts) => {
    const known = instants(facts).filter((at) => at !== null);
    return known.length === 0 ? null : Math.min(...known);
  },
  dueWork: ({ refunds }): ProcessWork[] =>
    refunds.filter(({ state }) => unsent.includes(state)).map(({ id }) => ({ kind: 'refund', subject: id })),
};
