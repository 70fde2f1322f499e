import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Address } from '../../domain/orders/address.ts';
import type { OrderPolicy } from '../../domain/orders/order-policy.ts';
import type { OrderStatus } from '../../domain/orders/order-states.ts';
import { customers } from './customers.ts';
import { instant } from './spine.ts';

export const readableIds = pgSequence('readable_ids', { startWith: 1 });

export const orders = pgTable(
  'orders',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    channel: text('channel').notNull(),
    status: text('status').$type<OrderStatus>().notNull().default('received'),
    statusSince: instant('status_since').notNull().defaultNow(),
    /** The one deadline the process waits for; null while it works or waits without end. */
    waitingUntil: instant('waiting_until'),
    currency: text('currency').notNull(),
    netMinor: bigint('net_minor', { mode: 'number' }).notNull(),
    taxMinor: bigint('tax_minor', { mode: 'number' }).notNull(),
    totalMinor: bigint('total_minor', { mode: 'number' }).notNull(),
    discountBps: integer('discount_bps').notNull().default(0),
    shortagePolicy: text('shortage_policy').notNull(),
    /** The lower number gets stock first when too little arrives. */
    priority: integer('priority').notNull().default(100),
    paymentMethod: text('payment_method').notNull(),
    /** The provider's token of the card; never a card number. */
    paymentToken: text('payment_token'),
    shipTo: jsonb('ship_to').$type<Address>().notNull(),
    /** Delivery promised to the customer; null until confirmed. */
    promiseOn: instant('promise_on'),
    policy: jsonb('policy').$type<OrderPolicy>().notNull(),
    riskPoints: integer('risk_points').notNull().default(0),
    planReasons: jsonb('plan_reasons').$type<unknown[]>().notNull().default([]),
    /** Counts allocation rounds: the generation of the newest reservation request. */
    allocationNo: integer('allocation_no').notNull().default(0),
    placedBy: text('placed_by').notNull(),
    placedAt: instant('placed_at').notNull().defaultNow(),
    screenedAt: instant('screened_at'),
    confirmedAt: instant('confirmed_at'),
    deliveredAt: instant('delivered_at'),
    /** Until when units wait in the queue for stock: counted from when any of them last joined it. */
    backorderUntil: instant('backorder_until'),
    /** The customer chose to wait: nothing ships before everything can. */
    shipComplete: boolean('ship_complete').notNull().default(false),
    /** Equals the newest event's sequence number; the resource's ETag. */
    version: integer('version').notNull().default(0),
    /** Set while facts have changed beside its process, which has not looked since: from then on the relay tells it to. */
    nudgeAt: instant('nudge_at'),
    /** Since when the relay has told it in vain. */
    nudgedSince: instant('nudged_since'),
  },
  (t) => [
    index('orders_nudge').on(t.nudgeAt).where(sql`nudge_at is not null`),
    index('orders_placed').on(t.placedAt.desc(), t.id.desc()),
    index('orders_customer').on(t.customerId, t.placedAt.desc(), t.id.desc()),
    index('orders_status').on(t.status, t.placedAt.desc(), t.id.desc()),
    check(
      'orders_payment_method',
      sql`${t.paymentMethod} in ('card','account') and (${t.paymentMethod} = 'card') = (${t.paymentToken} is not null)`,
    ),
    check('orders_shortage_policy', sql`${t.shortagePolicy} in ('ask','backorder','partial','cancel')`),
    check('orders_total', sql`${t.totalMinor} = ${t.netMinor} + ${t.taxMinor} and ${t.totalMinor} >= 0`),
  ],
);

/** One line and its ledger. Each unit stands in one place: open, reserved, backordered, shipped (and from there delivered, …) or cancelled. */
export const orderLines = pgTable(
  'order_lines',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    lineNo: integer('line_no').notNull(),
    sku: text('sku').notNull(),
    unitPriceMinor: bigint('unit_price_minor', { mode: 'number' }).notNull(),
    taxRatePpm: integer('tax_rate_ppm').notNull(),
    discountMinor: bigint('discount_minor', { mode: 'number' }).notNull(),
    netMinor: bigint('net_minor', { mode: 'number' }).notNull(),
    taxMinor: bigint('tax_minor', { mode: 'number' }).notNull(),
    totalMinor: bigint('total_minor', { mode: 'number' }).notNull(),
    /** Parts of one unit at the time of ordering: [{ sku, quantity }]; a plain product is its own single part. */
    parts: jsonb('parts').$type<{ sku: string; quantity: number }[]>().notNull(),
    weightGrams: integer('weight_grams').notNull(),
    ordered: integer('ordered').notNull(),
    reserved: integer('reserved').notNull().default(0),
    backordered: integer('backordered').notNull().default(0),
    shipped: integer('shipped').notNull().default(0),
    delivered: integer('delivered').notNull().default(0),
    returned: integer('returned').notNull().default(0),
    cancelled: integer('cancelled').notNull().default(0),
    writtenOff: integer('written_off').notNull().default(0),
    claimed: integer('claimed').notNull().default(0),
    refunded: integer('refunded').notNull().default(0),
    /** Open units whose worth an earlier shipment captured: they came back and ship again. */
    prepaid: integer('prepaid').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.lineNo] }),
    check(
      'order_lines_positive',
      sql`${t.ordered} >= 1 and least(${t.reserved}, ${t.backordered}, ${t.shipped}, ${t.delivered}, ${t.returned}, ${t.cancelled}, ${t.writtenOff}, ${t.claimed}, ${t.refunded}) >= 0`,
    ),
    check('order_lines_ledger', sql`${t.reserved} + ${t.backordered} + ${t.shipped} + ${t.cancelled} <= ${t.ordered}`),
    check('order_lines_shipped', sql`${t.delivered} + ${t.returned} + ${t.writtenOff} <= ${t.shipped}`),
    check('order_lines_claimed', sql`${t.claimed} + ${t.returned} <= ${t.shipped}`),
    check('order_lines_refunded', sql`${t.refunded} <= ${t.ordered}`),
  ],
);

export const holds = pgTable(
  'holds',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    kind: text('kind').notNull(),
    no: integer('no').notNull(),
    reason: text('reason').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull(),
    ownerRole: text('owner_role').notNull(),
    state: text('state').notNull().default('open'),
    atDeadline: text('at_deadline').notNull(),
    deadline: instant('deadline').notNull(),
    raisedAt: instant('raised_at').notNull(),
    raisedBy: text('raised_by').notNull(),
    closedAt: instant('closed_at'),
    closedBy: text('closed_by'),
    closedReason: text('closed_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.kind, t.no] }),
    uniqueIndex('holds_one_open').on(t.orderId, t.kind).where(sql`state = 'open'`),
    check('holds_kind', sql`${t.kind} in ('fraud','credit','address','customer','manual')`),
    check('holds_state', sql`${t.state} in ('open','released','void')`),
    check('holds_at_deadline', sql`${t.atDeadline} in ('release','cancel','cancel_unpromised','restore_address')`),
  ],
);

/** A shortage offer; a newer version voids the one before. */
export const offers = pgTable(
  'offers',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    version: integer('version').notNull(),
    short: jsonb('short').$type<{ lineNo: number; quantity: number }[]>().notNull(),
    options: jsonb('options').$type<string[]>().notNull(),
    fallback: text('fallback').notNull(),
    state: text('state').notNull().default('open'),
    choice: text('choice'),
    decidedBy: text('decided_by'),
    madeAt: instant('made_at').notNull(),
    deadline: instant('deadline').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.version] }),
    uniqueIndex('offers_one_open').on(t.orderId).where(sql`state = 'open'`),
    check(
      'offers_state',
      sql`${t.state} in ('open','decided','void') and (${t.state} = 'decided') = (${t.choice} is not null)`,
    ),
  ],
);

export const amendments = pgTable(
  'amendments',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    no: integer('no').notNull(),
    baseVersion: integer('base_version').notNull(),
    change: jsonb('change').$type<unknown>().notNull(),
    preview: jsonb('preview').$type<unknown>().notNull(),
    state: text('state').notNull().default('previewed'),
    requestedBy: text('requested_by').notNull(),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.no] }),
    check('amendments_state', sql`${t.state} in ('previewed','confirmed','declined','void')`),
  ],
);

/** A step that failed for good, waiting for a person: retry, skip with a reason, or compensate. */
export const interventions = pgTable(
  'interventions',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    no: integer('no').notNull(),
    /** The outside work that is stuck: its kind and the row it is about. */
    work: text('work').notNull(),
    subject: text('subject').notNull(),
    code: text('code').notNull(),
    detail: text('detail').notNull(),
    state: text('state').notNull().default('open'),
    resolution: text('resolution'),
    resolvedBy: text('resolved_by'),
    reason: text('reason'),
    raisedAt: instant('raised_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.no] }),
    uniqueIndex('interventions_one_open').on(t.orderId, t.work, t.subject).where(sql`state = 'open'`),
    check(
      'interventions_state',
      sql`${t.state} in ('open','closed') and (${t.state} = 'closed') = (${t.resolution} is not null)`,
    ),
  ],
);
