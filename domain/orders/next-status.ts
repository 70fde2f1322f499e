/** The status an order is in, read off its facts: the first line that holds, from top to bottom. */
import { dueWork } from './due-work.ts';
import {
  everythingCancelled,
  everythingEnded,
  everythingLeft,
  hasLeft,
  isLive,
  isPending,
  isSecured,
  lacksPayment,
  type OrderFacts,
  openUnits,
  refundUnderWay,
  waitsForAll,
} from './order-facts.ts';
import { isClosed, type OrderStatus } from './order-states.ts';

export function nextStatus(facts: OrderFacts, now: number): OrderStatus {
  if (isClosed(facts.status)) return facts.status;
  if (facts.screenedAt === null) return 'received';
  if (facts.interventions.some((i) => i.state === 'open')) return 'needs_intervention';
  if (everythingCancelled(facts)) return undoOutstanding(facts) ? 'cancelling' : 'cancelled';
  if (facts.holds.length > 0 && !everythingLeft(facts)) return 'on_hold';
  if (facts.offer !== null) return 'awaiting_decision';
  if (facts.lines.some((line) => openUnits(line) > 0)) return 'allocating';
  if (facts.approval?.state === 'open') return 'awaiting_approval';
  if (waitsForAll(facts) && !facts.shipments.some(hasLeft)) return 'backordered';
  if (facts.shipments.some((s) => lacksPayment(facts, s))) return 'awaiting_payment';
  if (!waitsForAll(facts) && facts.shipments.some((s) => isPending(s) && !isSecured(facts, s))) return 'allocating';
  if (!facts.shipments.some(isLive)) return 'backordered';
  if (!facts.shipments.some(hasLeft)) return 'confirmed';
  if (!everythingEnded(facts)) return 'fulfilling';
  return isCompleted(facts, now) ? 'completed' : 'delivered';
}

function undoOutstanding(facts: OrderFacts): boolean {
  return dueWork(facts).length > 0 || refundUnderWay(facts);
}

function isCompleted(facts: OrderFacts, now: number): boolean {
  const windowEnds = (facts.deliveredAt ?? now) + facts.policy.claimWindowMs;
  return facts.deliveredAt !== null && now >= windowEnds && !undoOutstanding(facts);
}
