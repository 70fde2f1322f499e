/** An offer that costs more than its cap, alone or with others of 24 hours, waits for somebody else's yes. */
import { createHash } from 'node:crypto';
import { smallestCovering } from '../../domain/approvals/authority.ts';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import type { OfferKind } from '../../domain/exit/retention-offer.ts';
import { amountAsked } from '../approvals/amount-asked.ts';
import { authorityLimits } from '../approvals/authority-limits.ts';
import { raiseProcessApproval } from '../approvals/process-approvals.ts';
import type { ProcessChange } from '../processes/change-process.ts';

type Change = ProcessChange<ExitFacts>;

export type PricedOffer = {
  readonly kind: OfferKind;
  readonly valueMinor: number;
  readonly currency: string;
  readonly standsDays: number;
};

/** Its value with what was offered to the same customer, or asked for by the same person of the staff, in 24 hours. */
export async function offerToCover(
  { tx, facts, now }: Pick<Change, 'tx' | 'facts' | 'now'>,
  { valueMinor, currency }: Pick<PricedOffer, 'valueMinor' | 'currency'>,
  requester: string,
): Promise<number> {
  if (valueMinor === 0) return 0;
  const { id, customerId: customer } = facts;
  return amountAsked(tx, 'exit', { id, customer, requester, currency, amountMinor: valueMinor, at: now });
}

const ladder = ['supervisor', 'admin'] as const;

/** Returns the approval's id; the approver is the smallest whose limit covers all that counts with it. */
export async function askOfferApproval(change: Change, offer: PricedOffer, toCover: number): Promise<string> {
  const { tx, facts, now, actor, record } = change;
  const { id, policy } = facts;
  const { currency, ...shown } = offer;
  const limits = await authorityLimits(tx, currency);
  const limitOf = (role: (typeof ladder)[number]) => limits[role]?.[currency] ?? (role === 'admin' ? null : -1);
  const approval = await raiseProcessApproval(tx, {
    ...{ processId: id, subject: 'exit', reasons: ['offer_above_cap'], requester: actor, now },
    ...{ amountMinor: toCover, currency, approverRole: smallestCovering(ladder, toCover, limitOf) ?? 'admin' },
    digest: createHash('sha256')
      .update(JSON.stringify([id, facts.customerId, facts.reason, shown, currency]))
      .digest('hex'),
    answer: {
      levelMs: policy.approvalEscalatesMs,
      lastMs: policy.approvalExpiresMs - policy.approvalEscalatesMs,
    },
  });
  record('approval.requested', { approval, amountMinor: toCover });
  return approval;
}
