import { eq, sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { prepareOnce } from '../prepared.ts';
import { orders } from '../schema/orders.ts';
import { payments, refunds } from '../schema/payments.ts';
import type { Tx } from '../transaction.ts';

const paymentById = prepareOnce((on) =>
  on
    .select({
      id: payments.id,
      orderId: payments.orderId,
      shipmentNo: payments.shipmentNo,
      method: payments.method,
      token: payments.token,
      currency: payments.currency,
      amountMinor: payments.amountMinor,
      handedOverMinor: payments.handedOverMinor,
      capturedMinor: payments.capturedMinor,
      state: payments.state,
      providerRef: payments.providerRef,
      customerId: orders.customerId,
      // A payment is asked for within seconds of its row, unless its process was lost.
      waitedLong: sql<boolean>`${payments.createdAt} < now() - interval '1 hour'`,
      retries: sql<number>`(select count(*)::int from interventions i where i.order_id = ${payments.orderId}
        and i.subject = ${payments.id} and i.work in ('authorise', 'capture', 'void_payment') and i.state = 'closed')`,
    })
    .from(payments)
    .innerJoin(orders, eq(orders.id, payments.orderId))
    .where(eq(payments.id, sql.placeholder('id')))
    .prepare('payment_by_id'),
);

/** A payment as an outside call needs it; null for an unknown id. */
export async function loadPayment(on: Tx, id: string) {
  const rows = await paymentById(on).execute({ id });
  return rows[0] ?? null;
}

/** `retries`: how often a person had a call about it tried again. */
export type PaymentForCall = NonNullable<Awaited<ReturnType<typeof loadPayment>>>;

/**
 * Key of a call about this payment. A provider answers the same key with the same refusal for a day, so what a person has
 * tried again is a call of its own; every attempt by ourselves has the key of the one before.
 */
export function callKey(payment: Pick<PaymentForCall, 'id' | 'retries'>, call: 'capture' | 'void'): string {
  return payment.retries === 0 ? `${payment.id}/${call}` : `${payment.id}/${call}/${payment.retries + 1}`;
}

const refundById = prepareOnce((on) =>
  on
    .select({
      id: refunds.id,
      orderId: refunds.orderId,
      amountMinor: refunds.amountMinor,
      state: refunds.state,
      refundRef: refunds.providerRef,
      refusedTries: refunds.refusedTries,
      currency: payments.currency,
      paymentRef: payments.providerRef,
      method: payments.method,
    })
    .from(refunds)
    .innerJoin(payments, eq(payments.id, refunds.paymentId))
    .where(eq(refunds.id, sql.placeholder('id')))
    .prepare('refund_by_id'),
);

/** A refund with the payment it draws on. */
export async function loadRefund(database: Database, id: string) {
  const rows = await refundById(database.query).execute({ id });
  return rows[0] ?? null;
}
