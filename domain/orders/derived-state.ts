/** States that are read off the ledger and the payments, and never set. */
import type { PaymentState } from '../payments/payment-states.ts';
import { isLive, type LineFacts, type OrderFacts } from './order-facts.ts';

export const fulfilmentStates = [
  'cancelled',
  'unshipped',
  'partially_shipped',
  'shipped',
  'partially_delivered',
  'delivered',
  'returned',
  'closed',
] as const;
export type FulfilmentState = (typeof fulfilmentStates)[number];

export const paymentStatuses = [
  'pending',
  'authorised',
  'partially_captured',
  'captured',
  'partially_refunded',
  'refunded',
  'declined',
  'voided',
  'disputed',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/**
 * How far the units that are not cancelled have come. `closed`: none is under way, and they ended in different places
 * (delivered, returned, written off). A reshipped unit counts where it is now.
 */
export function fulfilmentState(facts: Pick<OrderFacts, 'lines'>): FulfilmentState {
  const sum = (of: (line: LineFacts) => number) => facts.lines.reduce((total, line) => total + of(line), 0);
  const live = sum((line) => line.ordered - line.cancelled);
  const shipped = sum((line) => line.shipped);
  const delivered = sum((line) => line.delivered);
  const ended = delivered + sum((line) => line.returned + line.writtenOff);
  if (live === 0) return 'cancelled';
  if (shipped === 0) return 'unshipped';
  if (delivered === live) return 'delivered';
  if (sum((line) => line.returned) === live) return 'returned';
  if (ended === live) return 'closed';
  if (delivered > 0) return 'partially_delivered';
  return shipped === live ? 'shipped' : 'partially_shipped';
}

/** Where the order's money stands. Payments that another one replaced, or whose parcel was cancelled, count only by what they moved. */
export function paymentStatus({ payments, shipments }: Pick<OrderFacts, 'payments' | 'shipments'>): PaymentStatus {
  if (payments.length === 0) return 'pending';
  const standing = payments.filter(
    (p, index) =>
      !payments.slice(index + 1).some((later) => later.shipmentNo === p.shipmentNo) &&
      shipments.some((s) => s.no === p.shipmentNo && isLive(s)),
  );
  const has = (...states: PaymentState[]) => standing.some((p) => states.includes(p.state));
  const captured = payments.reduce((sum, p) => sum + p.capturedMinor, 0);
  const refunded = payments.reduce((sum, p) => sum + p.refundedMinor, 0);
  if (payments.some((p) => p.state === 'disputed')) return 'disputed';
  if (captured > 0 && refunded === captured) return 'refunded';
  if (refunded > 0) return 'partially_refunded';
  if (has('declined', 'expired')) return 'declined';
  if (captured > 0) return has('created', 'authorised') ? 'partially_captured' : 'captured';
  if (has('created')) return 'pending';
  return has('authorised') ? 'authorised' : 'voided';
}
