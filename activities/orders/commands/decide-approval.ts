import { eq } from 'drizzle-orm';
import { approvals } from '../../../db/schema/orders.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { formatMoney } from '../../../domain/money/format-money.ts';
import { cancelRemaining } from '../cancel-order.ts';
import { digestOf, limitsIn } from '../raise-approval.ts';
import { type Command, done, refused } from './command.ts';

/** Approves or rejects once, by somebody else than the requester, inside their authority, on what they were shown. */
export const decideApproval: Command<'decide_approval'> = async (change, payload, asker) => {
  const { tx, facts, now } = change;
  const { approval } = facts;
  if (approval?.id !== payload.approvalId) return refused('not_found', { thing: `Approval ${payload.approvalId}` });
  if (approval.state !== 'open') return refused('approval_closed', { approval: approval.id, state: approval.state });
  // Who placed the order stays out too, also when somebody else's amendment asked again.
  if ([approval.requester, facts.placedBy].includes(asker.actor))
    return refused('requester_cannot_decide', { approval: approval.id });
  if (payload.digest !== approval.digest || digestOf(facts) !== approval.digest)
    return refused('digest_mismatch', { approval: approval.id });
  const limit = authorityOf(asker.role, await limitsIn(change, facts.currency));
  if (approval.amountMinor > limit) {
    const money = (amountMinor: number) => formatMoney({ amountMinor, currency: facts.currency }, 'en');
    return refused('above_authority', { amount: money(approval.amountMinor), role: asker.role, limit: money(limit) });
  }
  const state = payload.decision === 'approve' ? 'approved' : 'rejected';
  await tx
    .update(approvals)
    .set({ state, decidedBy: asker.actor, decidedAt: new Date(now), reason: payload.reason })
    .where(eq(approvals.id, approval.id));
  change.record(`approval.${state}`, { approval: approval.id });
  if (state === 'rejected') await cancelRemaining(change, 'approval_rejected');
  return done({ state });
};

function authorityOf(role: Role, limits: Partial<Record<string, number>>): number {
  return role === 'admin' ? Number.MAX_SAFE_INTEGER : (limits[role] ?? 0);
}
