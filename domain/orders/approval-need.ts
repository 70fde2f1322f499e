/** When an order needs somebody's approval, and whose. */
import { mayReleaseHold } from '../access/roles.ts';
import { type ApproverRole, approverLadder, nextOnLadder, smallestCovering } from '../approvals/authority.ts';
import type { ApprovalReason, OrderFacts } from './order-facts.ts';
import { approvalLimitFor } from './order-policy.ts';
import { worthOf } from './worth.ts';

/** The largest amount per role in the order's currency. */
export type ApproverLimits = Readonly<Partial<Record<ApproverRole, number>>>;

export function approvalReasons(facts: OrderFacts): ApprovalReason[] {
  const reasons: ApprovalReason[] = [];
  if (openTotal(facts) > approvalLimitFor(facts.policy, facts.currency)) reasons.push('total_above_limit');
  if (facts.discountBps > facts.policy.approvalAboveDiscountBps) reasons.push('discount_above_limit');
  if (facts.riskPoints > facts.policy.approvalAboveRisk) reasons.push('risk_above_limit');
  return reasons;
}

/** Who may say yes to it at all: to what is as risky as an order that is held for fraud, nobody who could not release that. */
export function approversOf({
  riskPoints,
  policy,
}: Pick<OrderFacts, 'riskPoints' | 'policy'>): readonly ApproverRole[] {
  return riskPoints >= policy.fraudHoldAtPoints
    ? approverLadder.filter((role) => mayReleaseHold(role, 'fraud'))
    : approverLadder;
}

/** The smallest of these roles whose limit covers the amount; an administrator where none does. */
export function approverFor(
  amountMinor: number,
  limits: ApproverLimits,
  roles: readonly ApproverRole[] = approverLadder,
): ApproverRole {
  const limitOf = { agent: limits.agent ?? 0, supervisor: limits.supervisor ?? 0, admin: null };
  return smallestCovering(roles, amountMinor, (role) => limitOf[role]) ?? 'admin';
}

export function nextApprover(role: string): ApproverRole {
  return nextOnLadder(approverLadder, role) ?? 'admin';
}

/** What the approver is shown and binds themselves to: lines, amounts, discount, risk. */
export function shownToApprover(facts: OrderFacts): string {
  const lines = facts.lines.map((l) => [l.lineNo, l.sku, l.ordered - l.cancelled, l.totalMinor]);
  return JSON.stringify([facts.id, facts.currency, openTotal(facts), facts.discountBps, facts.riskPoints, lines]);
}

/** The total without the share of cancelled units. */
export function openTotal(facts: OrderFacts): number {
  return facts.lines.reduce((sum, l) => sum + worthOf(l, 0, l.ordered - l.cancelled), 0);
}

/** The same before tax. */
export function openNet({ lines }: Pick<OrderFacts, 'lines'>): number {
  return lines.reduce((sum, l) => sum + worthOf({ ...l, totalMinor: l.netMinor }, 0, l.ordered - l.cancelled), 0);
}
