import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { orders } from './orders.ts';
import { processes } from './processes.ts';
import { instant } from './spine.ts';

/** One payment per shipment: what is authorised before it leaves and captured when it is handed over. */
export const payments = pgTable(
  'payments',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    no: integer('no').notNull(),
    shipmentNo: integer('shipment_no').notNull(),
    method: text('method').notNull(),
    token: text('token'),
    currency: text('currency').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    capturedMinor: bigint('captured_minor', { mode: 'number' }).notNull().default(0),
    /** What the units handed over are worth: the amount to capture, fixed at hand-over. */
    handedOverMinor: bigint('handed_over_minor', { mode: 'number' }).notNull().default(0),
    /** Settled and pending refunds together: what can no longer be refunded. */
    refundedMinor: bigint('refunded_minor', { mode: 'number' }).notNull().default(0),
    state: text('state').notNull().default('created'),
    /** Why the provider refused; kept when a new method is given on a new payment. */
    refusalCode: text('refusal_code'),
    providerRef: text('provider_ref').unique(),
    expiresAt: instant('expires_at'),
    deadline: instant('deadline'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('payments_order').on(t.orderId, t.no),
    uniqueIndex('payments_one_live')
      .on(t.orderId, t.shipmentNo)
      .where(sql`state not in ('declined','voiding','voided','expired')`),
    index('payments_expiring').on(t.expiresAt).where(sql`state = 'authorised'`),
    check(
      'payments_state',
      sql`${t.state} in ('created','authorised','declined','captured','voiding','voided','expired','disputed')`,
    ),
    check('payments_captured', sql`${t.capturedMinor} between 0 and ${t.amountMinor}`),
    check('payments_refunded', sql`${t.refundedMinor} between 0 and ${t.capturedMinor}`),
  ],
);

export const refunds = pgTable(
  'refunds',
  {
    id: text('id').primaryKey(),
    paymentId: text('payment_id')
      .notNull()
      .references(() => payments.id),
    orderId: text('order_id').notNull(),
    /** The claim that it settles: its process sends it, also when the order's is over. */
    claimId: text('claim_id').references(() => processes.id),
    no: integer('no').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    reason: text('reason').notNull(),
    state: text('state').notNull().default('requested'),
    failureCode: text('failure_code'),
    /** Tries that the provider refused for good; part of the key of the next one. */
    refusedTries: integer('refused_tries').notNull().default(0),
    providerRef: text('provider_ref').unique(),
    requestedAt: instant('requested_at').notNull(),
    settledAt: instant('settled_at'),
  },
  (t) => [
    uniqueIndex('refunds_payment').on(t.paymentId, t.no),
    index('refunds_order').on(t.orderId),
    index('refunds_claim').on(t.claimId).where(sql`claim_id is not null`),
    check('refunds_state', sql`${t.state} in ('requested','submitted','settled','failed')`),
    check('refunds_amount', sql`${t.amountMinor} > 0`),
  ],
);
