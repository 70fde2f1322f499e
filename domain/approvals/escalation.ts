/** Who is asked when nobody answers, one after another up to the last, and how long each has. */
import { type ApprovalState, type ApprovalStep, openApproval } from './approval.ts';
import { approverLadder, nextOnLadder } from './authority.ts';

export type AnswerTimes = {
  /** Until the next is asked too. */
  readonly levelMs: number;
  /** What the last one has; then the request is rejected. */
  readonly lastMs: number;
};

/** Whom an approval asks: by the steps of its plan, or without one by the ladder of roles. */
export type Asking = {
  readonly steps: readonly ApprovalStep[];
  readonly progress: ApprovalState | null;
  readonly approverRole: string;
};

/** The same approval with the next asked too; null when nobody is left. */
export function askNext(asking: Asking): Asking | null {
  const { steps, progress, approverRole } = asking;
  if (steps.length === 0) {
    const above = nextOnLadder(approverLadder, approverRole);
    return above === null ? null : { ...asking, approverRole: above };
  }
  const state = progress ?? openApproval;
  const next = steps[state.step]?.next[state.escalations];
  if (next === undefined) return null;
  const escalated = { ...state, escalations: state.escalations + 1 };
  return { steps, progress: escalated, approverRole: roleNamed(next) ?? approverRole };
}

/** The role that an approver of a plan is; null for a person. */
export const roleNamed = (approver: string): string | null =>
  approver.startsWith('role:') ? approver.slice('role:'.length) : null;

/** Of who is asked from `now` on (epoch ms); `alone`: nobody was asked before them. */
export function answerBy(
  asking: Asking,
  { levelMs, lastMs }: AnswerTimes,
  { now, alone }: { readonly now: number; readonly alone: boolean },
): { readonly escalatesAt: number | null; readonly expiresAt: number } {
  const escalatesAt = now + levelMs;
  if (askNext(asking) !== null) return { escalatesAt, expiresAt: escalatesAt + lastMs };
  return { escalatesAt: null, expiresAt: now + (alone ? levelMs : 0) + lastMs };
}
