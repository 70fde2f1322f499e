/**
 * What is proposed for one line of a claim: entitlement, coverage, evidence, risk, outcome, in this order. Risk may send
 * it to a person, it never refuses; and where the tables are silent a person decides.
 */
import type { Coverage } from './coverage.ts';
import type { ClaimOutcome } from './outcomes.ts';

export type LineAssessment = {
  readonly units: number;
  readonly claimable: number;
  readonly coverage: Coverage;
  readonly evidenceMissing: readonly string[];
  readonly riskPoints: number;
  readonly reviewAtRisk: number;
  /** What the outcome table says; null when no rule matched. */
  readonly outcome: ClaimOutcome | 'refuse' | null;
  /** Units that came back already and stand on a shelf or are scrap. */
  readonly putAway: number;
  /** The amount is more than is granted without a person. */
  readonly aboveLimit: boolean;
};

export type LineVerdict =
  | { readonly kind: 'approve'; readonly outcome: ClaimOutcome }
  | { readonly kind: 'review'; readonly proposed: ClaimOutcome | null; readonly why: readonly ReviewReason[] }
  | { readonly kind: 'need_info'; readonly missing: readonly string[] }
  /** An automatic refusal: the customer is always offered that a person looks at it. */
  | { readonly kind: 'refuse'; readonly why: RefusalReason };

export type ReviewReason = 'risk' | 'above_limit' | 'no_rule' | 'put_away';
export type RefusalReason = 'not_entitled' | 'not_started' | 'too_late' | 'serial' | 'excluded' | 'by_rule';

export function assessLine(line: LineAssessment): LineVerdict {
  if (line.units > line.claimable) return { kind: 'refuse', why: 'not_entitled' };
  if (!line.coverage.covered) return { kind: 'refuse', why: line.coverage.why };
  if (line.evidenceMissing.length > 0) return { kind: 'need_info', missing: line.evidenceMissing };
  const why = reviewReasons(line);
  if (line.outcome === 'refuse')
    return why.length > 0 ? { kind: 'review', proposed: null, why } : { kind: 'refuse', why: 'by_rule' };
  const proposed = isPutAway(line) ? null : line.outcome;
  if (proposed === null || why.length > 0) return { kind: 'review', proposed, why };
  return { kind: 'approve', outcome: proposed };
}

/** What is no longer there is not repaired: a person finds another outcome. */
const isPutAway = ({ outcome, putAway }: LineAssessment): boolean => outcome === 'repair' && putAway > 0;

function reviewReasons(line: LineAssessment): ReviewReason[] {
  const { riskPoints, reviewAtRisk, aboveLimit, outcome } = line;
  const reasons: ReviewReason[] = [];
  if (outcome === null) reasons.push('no_rule');
  if (riskPoints >= reviewAtRisk) reasons.push('risk');
  if (aboveLimit) reasons.push('above_limit');
  if (isPutAway(line)) reasons.push('put_away');
  return reasons;
}

/** Where a claim goes after its lines were assessed: whoever needs a person waits for one. */
export function statusAfterAssessment(
  verdicts: readonly LineVerdict[],
): 'need_info' | 'in_review' | 'auto_approved' | 'rejected' {
  const all = (kind: LineVerdict['kind']): boolean =>
    verdicts.length > 0 && verdicts.every((verdict) => verdict.kind === kind);
  if (verdicts.some(({ kind }) => kind === 'need_info')) return 'need_info';
  if (all('approve')) return 'auto_approved';
  // Some granted and some refused: a person sees to it that the refusal is right.
  return all('refuse') ? 'rejected' : 'in_review';
}

export type LineDecision = 'approved' | 'partly_approved' | 'rejected';

/** A claim's decision from units asked and granted per line. */
export function decisionOf(lines: readonly { readonly asked: number; readonly granted: number }[]): LineDecision {
  if (lines.every(({ granted }) => granted === 0)) return 'rejected';
  return lines.every(({ asked, granted }) => granted >= asked) ? 'approved' : 'partly_approved';
}
