/**
 * Every status of a case and every legal move. The database refuses any other move. What a resolved case is reopened to
 * is work in progress; a merged one lives on in another case.
 */
export const caseMoves = {
  new: ['triaged', 'merged', 'spam'],
  triaged: ['in_progress', 'merged', 'spam'],
  in_progress: ['waiting_customer', 'waiting_third_party', 'resolved', 'merged', 'spam'],
  waiting_customer: ['in_progress', 'waiting_third_party', 'resolved', 'merged'],
  waiting_third_party: ['in_progress', 'waiting_customer', 'resolved', 'merged'],
  resolved: ['in_progress', 'closed'],
  closed: [],
  merged: [],
  spam: [],
} as const satisfies Record<string, readonly string[]>;

export type CaseStatus = keyof typeof caseMoves;

export function canMoveCase(from: CaseStatus, to: CaseStatus): boolean {
  const targets: readonly CaseStatus[] = caseMoves[from];
  return targets.includes(to);
}

const pausing = ['waiting_customer', 'waiting_third_party'] as const satisfies readonly CaseStatus[];
const ended = ['resolved', 'closed', 'merged', 'spam'] as const satisfies readonly CaseStatus[];

/** The resolution clock stands still; such a move needs a reason. */
export function pausesCase(status: CaseStatus): boolean {
  return pausing.some((known) => known === status);
}

/** Every clock has stopped. */
export function endsCase(status: CaseStatus): boolean {
  return ended.some((known) => known === status);
}

/** A resolved case may be reopened until the window has passed (epoch ms). */
export function mayReopen(status: CaseStatus, resolvedAt: number, windowMs: number, nowMs: number): boolean {
  return status === 'resolved' && nowMs < resolvedAt + windowMs;
}
