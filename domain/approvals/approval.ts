/**
 * An approval: steps one after another, each answered by any or by all of its approvers. It is a fold over its decisions and
 * bound to a digest of what was shown. The requester never decides, and one person decides once, also for somebody else.
 */
import { answersFor, type Delegation } from './delegation.ts';

export type ApprovalStep = {
  /** `any`: one yes is enough. `all`: each of them says yes. Steps in sequence are several steps. */
  readonly needs: 'any' | 'all';
  /** Who is asked at first: persons by id. */
  readonly approvers: readonly string[];
  /** Who is asked, one after another, when time runs out. After the last the request is rejected. */
  readonly next: readonly string[];
};

export type ApprovalRules = {
  readonly requester: string;
  readonly digest: string;
  readonly steps: readonly ApprovalStep[];
};

export type ApprovalState = {
  readonly state: 'open' | 'approved' | 'rejected';
  /** The step that is open, or that ended it. */
  readonly step: number;
  /** How many of the step's `next` have been asked. */
  readonly escalations: number;
  /** Who has said yes in this step, and in whose place. */
  readonly given: readonly { readonly by: string; readonly for: string }[];
  /** Everybody who decided in any step. */
  readonly decided: readonly string[];
};

export type Decision = {
  readonly by: string;
  readonly approve: boolean;
  /** Of what they were shown. */
  readonly digest: string;
  readonly at: number;
};

export type DecisionRefusal = 'closed' | 'own_request' | 'not_asked' | 'decided_before' | 'digest_changed';

export const openApproval = {
  ...{ state: 'open', step: 0, escalations: 0, given: [], decided: [] },
} as const satisfies ApprovalState;

/** The approval after a decision, or why somebody may not decide now. */
export function decide(
  rules: ApprovalRules,
  state: ApprovalState,
  decision: Decision,
  delegations: readonly Delegation[],
): ApprovalState | DecisionRefusal {
  const seat = seatOf(rules, state, decision, delegations);
  return typeof seat === 'string' ? seat : answer(rules, state, { ...decision, for: seat.for });
}

type Seat = { readonly for: string };

/** Whose place a person would answer in: their own before anybody else's. */
function seatOf(
  rules: ApprovalRules,
  state: ApprovalState,
  { by, digest, at }: Decision,
  delegations: readonly Delegation[],
): Seat | DecisionRefusal {
  if (state.state !== 'open') return 'closed';
  if (by === rules.requester) return 'own_request';
  if (digest !== rules.digest) return 'digest_changed';
  if (state.decided.includes(by)) return 'decided_before';
  const open = openSeats(rules, state).filter((person) => answersFor(person, rules.requester, delegations, at) === by);
  const seat = open.find((person) => person === by) ?? open[0];
  return seat === undefined ? 'not_asked' : { for: seat };
}

/** The people asked in the open step who have not been answered for. */
function openSeats(rules: ApprovalRules, state: ApprovalState): string[] {
  return askedIn(rules, state).filter((person) => !state.given.some((yes) => yes.for === person));
}

function askedIn(rules: ApprovalRules, state: ApprovalState): string[] {
  const step = rules.steps[state.step];
  return step === undefined ? [] : [...step.approvers, ...step.next.slice(0, state.escalations)];
}

function answer(rules: ApprovalRules, state: ApprovalState, decision: Decision & Seat): ApprovalState {
  const decided = [...state.decided, decision.by];
  if (!decision.approve) return { ...state, decided, state: 'rejected' };
  const given = [...state.given, { by: decision.by, for: decision.for }];
  const step = rules.steps[state.step];
  if (step === undefined || !isComplete(step, given)) return { ...state, given, decided };
  const last = state.step === rules.steps.length - 1;
  if (last) return { ...state, given, decided, state: 'approved' };
  return { ...state, decided, step: state.step + 1, escalations: 0, given: [] };
}

/** Somebody further up answers for everybody of the step. */
function isComplete(step: ApprovalStep, given: ApprovalState['given']): boolean {
  const answered = (person: string): boolean => given.some((yes) => yes.for === person);
  return step.needs === 'any' || step.next.some(answered) || step.approvers.every(answered);
}
