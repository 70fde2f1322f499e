/**
 * Splitting a large request into small ones is seen: what counts against a limit is everything asked within 24 hours for
 * one customer, or by one requester, whichever is more.
 */
export const splittingWindowMs = 86_400_000;

export type ApprovalRequest = {
  readonly id: string;
  readonly customer: string;
  readonly requester: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Epoch ms. */
  readonly at: number;
  /** A request that was turned down, or is void, adds nothing. */
  readonly counts: boolean;
};

/** The amount somebody must have authority for, in the request's currency; never less than the request's own. */
export function amountToCover(request: ApprovalRequest, earlier: readonly ApprovalRequest[]): number {
  const near = earlier.filter(
    (other) =>
      other.id !== request.id &&
      other.counts &&
      other.currency === request.currency &&
      other.at <= request.at &&
      other.at > request.at - splittingWindowMs,
  );
  const sumWhere = (same: (other: ApprovalRequest) => boolean): number =>
    near.filter(same).reduce((sum, other) => sum + Math.max(0, other.amountMinor), request.amountMinor);
  return Math.max(
    sumWhere((other) => other.customer === request.customer),
    sumWhere((other) => other.requester === request.requester),
  );
}
