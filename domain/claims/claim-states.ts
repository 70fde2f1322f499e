/**
 * Every status of a claim and every legal move. The database refuses any other move. An appeal is always looked at by a
 * person; it may also follow a settlement in part, so that nobody waits for what was granted.
 */
export const claimMoves = {
  submitted: ['validating', 'withdrawn'],
  validating: ['need_info', 'assessed', 'withdrawn'],
  need_info: ['validating', 'withdrawn'],
  assessed: ['auto_approved', 'in_review', 'rejected', 'withdrawn'],
  auto_approved: ['resolving'],
  in_review: ['need_info', 'approved', 'partly_approved', 'rejected', 'withdrawn'],
  approved: ['resolving'],
  partly_approved: ['resolving', 'appealed'],
  rejected: ['appealed', 'closed'],
  appealed: ['in_review', 'withdrawn'],
  resolving: ['settled'],
  settled: ['appealed', 'closed'],
  closed: [],
  withdrawn: [],
} as const satisfies Record<string, readonly string[]>;

export type ClaimStatus = keyof typeof claimMoves;

export const claimStatuses = Object.keys(claimMoves) as ClaimStatus[]; // Object.keys widens to string[]

export function canMoveClaim(from: ClaimStatus, to: ClaimStatus): boolean {
  const targets: readonly ClaimStatus[] = claimMoves[from];
  return targets.includes(to);
}

export const claimKinds = ['return', 'warranty', 'damaged', 'missing', 'lost_parcel', 'wrong_item', 'service'] as const;
export type ClaimKind = (typeof claimKinds)[number];

export type Appeal = {
  readonly status: ClaimStatus;
  readonly decision: 'approved' | 'partly_approved' | 'rejected';
  /** Of the refusal, or of when what was granted in part was done: nobody is asked to appeal before. Epoch ms. */
  readonly since: number;
  readonly windowMs: number;
};

/** Whether the customer may still appeal: against a refusal, whole or in part, until the window has passed. */
export function mayAppeal({ status, decision, since, windowMs }: Appeal, nowMs: number): boolean {
  return canMoveClaim(status, 'appealed') && decision !== 'approved' && nowMs < since + windowMs;
}
