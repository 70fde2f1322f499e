import { and, eq, sql } from 'drizzle-orm';
import { refundId } from '../../domain/ids.ts';
import type { UnitsOfLine } from '../../domain/orders/command-payloads.ts';
import type { OrderFacts, PaymentFacts } from '../../domain/orders/order-facts.ts';
import { worthOf } from '../../domain/orders/worth.ts';
import type { OrderChange } from '../orders/change-order.ts';
import { orderLines } from '../schema/orders.ts';
import { payments, refunds } from '../schema/payments.ts';

/**
 * Requests the refund of captured units: their cumulative worth, drawn on the shipment's own payment first and never
 * above what was captured and not yet refunded. Returns the amount requested (minor units), 0 when nothing was captured.
 */
export async function requestRefund(
  change: OrderChange,
  units: readonly UnitsOfLine[],
  options: { readonly shipmentNo: number; readonly reason: string; readonly claimId?: string },
): Promise<number> {
  let owed = 0;
  for (const { lineNo, quantity } of units.filter((u) => u.quantity > 0)) {
    const line = change.facts.lines.find((l) => l.lineNo === lineNo);
    if (!line) continue;
    owed += worthOf(line, line.refunded, quantity);
    await change.tx
      .update(orderLines)
      .set({ refunded: sql`${orderLines.refunded} + ${quantity}` })
      .where(and(eq(orderLines.orderId, change.facts.id), eq(orderLines.lineNo, lineNo)));
  }
  const requested = { card: 0, account: 0 };
  for (const payment of drawnOn(change.facts, options.shipmentNo)) {
    const left = owed - requested.card - requested.account;
    const amountMinor = Math.min(left, payment.capturedMinor - payment.refundedMinor);
    if (amountMinor > 0) await insertRefund(change, payment, { ...options, amountMinor });
    requested[payment.method] += Math.max(0, amountMinor);
  }
  const amountMinor = requested.card + requested.account;
  if (amountMinor > 0) change.record('refund.requested', { amountMinor, reason: options.reason });
  tellOfRefund(change, requested);
  return amountMinor;
}

/** What was on account is taken off what is owed: who is told to look at their statement would wait in vain. */
function tellOfRefund({ facts, tell }: OrderChange, { card, account }: { card: number; account: number }): void {
  const { currency, version } = facts;
  if (card > 0) tell('refund_issued', `refund-${version}`, { amountMinor: card, currency });
  if (account > 0) tell('refund_on_account', `refund-account-${version}`, { amountMinor: account, currency });
}

function drawnOn(facts: OrderFacts, shipmentNo: number): PaymentFacts[] {
  const captured = facts.payments.filter((p) => p.capturedMinor > p.refundedMinor);
  return [
    ...captured.filter((p) => p.shipmentNo === shipmentNo),
    ...captured.filter((p) => p.shipmentNo !== shipmentNo),
  ];
}

/** The CHECK on refunded_minor refuses a sum above what was captured, whoever asks. */
async function insertRefund(
  { tx, facts, now }: OrderChange,
  payment: PaymentFacts,
  refund: { amountMinor: number; reason: string; claimId?: string },
): Promise<void> {
  const no = facts.refunds.filter((r) => r.paymentId === payment.id).length + 1;
  await tx
    .update(payments)
    .set({ refundedMinor: sql`${payments.refundedMinor} + ${refund.amountMinor}` })
    .where(eq(payments.id, payment.id));
  await tx.insert(refunds).values({
    id: refundId(payment.id, no),
    paymentId: payment.id,
    orderId: facts.id,
    claimId: refund.claimId ?? null,
    no,
    amountMinor: refund.amountMinor,
    reason: refund.reason,
    requestedAt: new Date(now),
  });
}
