/**
 * An approval: steps one after another, each answered by any or by all of its approvers. It is a fold over its events and
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
  readonly state: 'open' | 'approved' | 'rejected' | 'void';
  readonly why: 'decided' | 'expired' | 'changed' | null;
  /** The step that is open, or that ended it. */
  readonly step: number;
  /** How many of the step's `next` have been asked. */
  readonly escalations: number;
  /** Who has said yes in this step, and in whose place. */
  readonly given: readonly { readonly by: string; readonly for: string }[];
  /** Everybody who decided in any step. */
  readonly decided: readonly string[];
};

export type ApprovalEvent = { readonly at: number } & (
  | { readonly kind: 'decided'; readonly by: string; readonly approve: boolean; readonly digest: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'changed'; readonly digest: string }
);

export type DecisionRefusal = 'closed' | 'own_request' | 'not_asked' | 'decided_before' | 'digest_changed';

export const openApproval = {
  ...{ state: 'open', why: null, step: 0, escalations: 0, given: [], decided: [] },
} as const satisfies ApprovalState;

export function foldApproval(
  rules: ApprovalRules,
  events: readonly ApprovalEvent[],
  delegations: readonly Delegation[],
): ApprovalState {
  return events.reduce<ApprovalState>((state, event) => applyApproval(rules, state, event, delegations), openApproval);
}

/** A decision that is refused changes nothing. */
export function applyApproval(
  rules: ApprovalRules,
  state: ApprovalState,
  event: ApprovalEvent,
  delegations: readonly Delegation[],
): ApprovalState {
  if (state.state !== 'open') return state;
  switch (event.kind) {
    case 'changed':
      return event.digest === rules.digest ? state : { ...state, state: 'void', why: 'changed' };
    case 'expired':
      return escalate(rules, state);
    case 'decided': {
      const seat = seatOf(rules, state, event, delegations);
      return typeof seat === 'string' ? state : decide(rules, state, { ...event, for: seat.for });
    }
  }
}

/** Why somebody may not decide now; null when they may. */
export function decisionRefusal(
  rules: ApprovalRules,
  state: ApprovalState,
  decision: { readonly by: string; readonly digest: string; readonly at: number },
  delegations: readonly Delegation[],
): DecisionRefusal | null {
  const seat = seatOf(rules, state, decision, delegations);
  return typeof seat === 'string' ? seat : null;
}

type Seat = { readonly for: string };

/** Whose place a person would answer in: their own before anybody else's. */
function seatOf(
  rules: ApprovalRules,
  state: ApprovalState,
  { by, digest, at }: { readonly by: string; readonly digest: string; readonly at: number },
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

/** Who may move the approval now, after delegation: persons by id, each once. */
export function askedNow(
  rules: ApprovalRules,
  state: ApprovalState,
  delegations: readonly Delegation[],
  nowMs: number,
): string[] {
  if (state.state !== 'open') return [];
  const answering = openSeats(rules, state).map((person) => answersFor(person, rules.requester, delegations, nowMs));
  return [...new Set(answering)].filter((person) => person !== null && !state.decided.includes(person)) as string[]; // nulls are out
}

function decide(
  rules: ApprovalRules,
  state: ApprovalState,
  decision: { readonly by: string; readonly for: string; readonly approve: boolean },
): ApprovalState {
  const decided = [...state.decided, decision.by];
  if (!decision.approve) return { ...state, decided, state: 'rejected', why: 'decided' };
  const given = [...state.given, { by: decision.by, for: decision.for }];
  const step = rules.steps[state.step];
  if (step === undefined || !isComplete(step, given)) return { ...state, given, decided };
  const last = state.step === rules.steps.length - 1;
  if (last) return { ...state, given, decided, state: 'approved', why: 'decided' };
  return { ...state, decided, step: state.step + 1, escalations: 0, given: [] };
}

/** Somebody further up answers for everybody of the step. */
function isComplete(step: ApprovalStep, given: ApprovalState['given']): boolean {
  const answered = (person: string): boolean => given.some((yes) => yes.for === person);
  return step.needs === 'any' || step.next.some(answered) || step.approvers.every(answered);
}

function escalate(rules: ApprovalRules, state: ApprovalState): ApprovalState {
  const next = rules.steps[state.step]?.next ?? [];
  if (state.escalations < next.length) return { ...state, escalations: state.escalations + 1 };
  return { ...state, state: 'rejected', why: 'expired' };
}
