import { createHash } from 'node:crypto';
import { and, eq, gte, isNotNull } from 'drizzle-orm';
import { amountAsked } from '../../db/approvals/amount-asked.ts';
import { plannedSteps } from '../../db/approvals/approval-plans.ts';
import { answerColumns } from '../../db/approvals/process-approvals.ts';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { loadOrderFacts } from '../../db/orders/load-facts.ts';
import { approvalLimits, approvals } from '../../db/schema/approvals.ts';
import { quotes } from '../../db/schema/pipeline.ts';
import type { ApproverRole } from '../../domain/approvals/authority.ts';
import { approvalId } from '../../domain/ids.ts';
import {
  type ApproverLimits,
  approvalReasons,
  approverFor,
  approversOf,
  openNet,
  openTotal,
  shownToApprover,
} from '../../domain/orders/approval-need.ts';
import type { ApprovalReason, OrderFacts } from '../../domain/orders/order-facts.ts';

/**
 * Asks for an approval if the order as it stands needs one that nobody has given yet. `requester`: who made it need
 * one; without, who asked the last time, at first who placed the order.
 */
export async function raiseApprovalIfNeeded(change: OrderChange, requester?: string): Promise<void> {
  const facts = await loadOrderFacts(change.tx, change.facts.id);
  if (facts === null) return;
  const digest = digestOf(facts);
  if (facts.approval?.state === 'open' && facts.approval.digest === digest) return;
  // Bound to what was shown: nobody could decide it any more.
  if (facts.approval?.state === 'open') await voidApproval(change, facts.approval.id);
  const reasons = await withoutAgreedDiscount(change, facts, approvalReasons(facts));
  if (reasons.length === 0) return;
  const amountMinor = openTotal(facts);
  if (await wasApproved(change, amountMinor)) return;
  const no = facts.approval === null ? 1 : Number(facts.approval.id.split('-A').at(-1)) + 1;
  const id = approvalId(facts.id, no);
  const asker = requester ?? facts.approval?.requester ?? facts.placedBy;
  const toCover = await amountToApprove(change, { id, requester: asker, amountMinor });
  const asked = {
    approverRole: approverFor(toCover, await limitsIn(change, facts.currency), approversOf(facts)),
    steps: await plannedSteps(change.tx, { subject: 'order', currency: facts.currency, amountMinor: toCover }),
  };
  const { approvalEscalatesMs: levelMs, approvalExpiresMs } = facts.policy;
  await change.tx.insert(approvals).values({
    id,
    orderId: facts.id,
    no,
    reasons,
    amountMinor,
    currency: facts.currency,
    digest,
    requester: asker,
    initiator: facts.placedBy,
    raisedAt: new Date(change.now),
    ...asked,
    ...answerColumns({ levelMs, lastMs: approvalExpiresMs - levelMs }, { ...asked, now: change.now }),
  });
  change.record('approval.requested', { approval: id, reasons, amountMinor });
}

/**
 * Approved for at least as much: an order that became smaller, or whose addition was rejected, needs no second yes. Its discount
 * never changes, its risk grows with its amount, and where a new address adds to it that is held (`screenNewAddress`).
 */
async function wasApproved({ tx, facts }: OrderChange, amountMinor: number): Promise<boolean> {
  const { id: orderId } = facts;
  const approved = await tx
    .select({ id: approvals.id })
    .from(approvals)
    .where(
      and(eq(approvals.orderId, orderId), eq(approvals.state, 'approved'), gte(approvals.amountMinor, amountMinor)),
    )
    .limit(1);
  return approved.length > 0;
}

/**
 * A discount that somebody with the authority for it agreed to in the quote is asked about no second time: their customer
 * accepted what was promised to them. It covers what the quote was worth, not what is added to the order.
 */
async function withoutAgreedDiscount(
  { tx }: OrderChange,
  facts: OrderFacts,
  reasons: ApprovalReason[],
): Promise<ApprovalReason[]> {
  if (!reasons.includes('discount_above_limit')) return reasons;
  const agreed = await tx
    .select({ no: quotes.no })
    .from(quotes)
    .where(and(eq(quotes.orderId, facts.id), isNotNull(quotes.decidedBy), gte(quotes.netMinor, openNet(facts))))
    .limit(1);
  return agreed.length === 0 ? reasons : reasons.filter((reason) => reason !== 'discount_above_limit');
}

/** What was shown has changed: an open approval is void, and asked again if it is still needed. */
export async function reviseApproval(change: OrderChange): Promise<void> {
  if (change.facts.approval?.state !== 'open') return;
  await voidApproval(change, change.facts.approval.id);
  const facts = await loadOrderFacts(change.tx, change.facts.id);
  if (facts !== null && openTotal(facts) > 0) await raiseApprovalIfNeeded(change);
}

async function voidApproval(change: OrderChange, id: string): Promise<void> {
  const closed = await change.tx
    .update(approvals)
    .set({ state: 'void' })
    .where(and(eq(approvals.id, id), eq(approvals.state, 'open')))
    .returning({ id: approvals.id });
  // Facts are as old as the step: it may have rejected or expired the approval itself.
  if (closed.length > 0) change.record('approval.void', { approval: id });
}

export function digestOf(facts: OrderFacts): string {
  return createHash('sha256').update(shownToApprover(facts)).digest('hex');
}

/** The order's worth with the other approvals that were asked for its customer, or by the same person, in 24 hours. */
export function amountToApprove(
  { tx, facts, now }: Pick<OrderChange, 'tx' | 'facts' | 'now'>,
  { id, requester, amountMinor }: { id: string; requester: string; amountMinor: number },
): Promise<number> {
  const { customerId: customer, currency } = facts;
  return amountAsked(tx, 'order', { id, customer, requester, currency, amountMinor, at: now });
}

async function limitsIn({ tx }: Pick<OrderChange, 'tx'>, currency: string): Promise<ApproverLimits> {
  const rows = await tx.select().from(approvalLimits).where(eq(approvalLimits.currency, currency));
  return Object.fromEntries(rows.map((row) => [row.role as ApproverRole, row.amountMinor]));
}
