/** A quote: what is offered at which discount, until when, and who must agree to the discount first. */
import type { Role } from '../access/roles.ts';
import { type AuthorityLimits, covers, smallestCovering } from '../approvals/authority.ts';
import type { AnswerTimes } from '../approvals/escalation.ts';
import type { PlaceOrderPayload } from '../orders/command-payloads.ts';

export const quoteStates = ['awaiting_approval', 'open', 'accepted', 'rejected', 'expired', 'replaced'] as const;
export type QuoteState = (typeof quoteStates)[number];

/** How it is shipped and paid for when it is accepted: the rest of the order that it becomes. */
export type QuoteTerms = Pick<PlaceOrderPayload, 'shipTo' | 'shortagePolicy'>;

export type Quote = {
  readonly no: number;
  readonly state: QuoteState;
  readonly expiresAt: number;
};

/** Who is asked to agree to a discount, and until when. Instants are epoch ms. */
export type QuoteApproval = {
  readonly id: string;
  readonly approverRole: string;
  readonly escalatesAt: number | null;
  readonly expiresAt: number;
};

const day = 24 * 60 * 60 * 1000;

/** How long each has who is asked about a discount, and the last one. */
export const quoteAnswerTimes: AnswerTimes = { levelMs: 1 * day, lastMs: 2 * day };

/** A quote that can still come to something. */
export const isLive = ({ state }: Pick<Quote, 'state'>): boolean => state === 'awaiting_approval' || state === 'open';

const approvers = ['supervisor', 'admin'] as const satisfies readonly Role[];

/** Who must agree to this much discount; null where the author's own authority covers it: `own` is a limit of the person. */
export function approverOf(
  limits: AuthorityLimits,
  {
    discountMinor,
    currency,
    ...author
  }: { role: Role; own?: number | undefined; discountMinor: number; currency: string },
): Role | null {
  if (discountMinor === 0 || covers(limits, author, discountMinor, currency)) return null;
  // A role without a limit of this currency covers nothing.
  const limitOf = (approver: Role): number | null => {
    const limit = limits[approver]?.[currency];
    return limit === undefined ? -1 : limit;
  };
  return smallestCovering(approvers, discountMinor, limitOf) ?? 'admin';
}
