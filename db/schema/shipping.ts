import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Address } from '../../domain/orders/address.ts';
import { orders } from './orders.ts';
import { instant } from './spine.ts';

/** One parcel from one location. `state` is ours (until hand-over); `tracking` is the fold of what the carrier said after it. */
export const shipments = pgTable(
  'shipments',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    no: integer('no').notNull(),
    locationId: text('location_id').notNull(),
    state: text('state').notNull().default('planned'),
    /** Its worth was captured by an earlier shipment of the order: a reshipment has no payment of its own. */
    prepaid: boolean('prepaid').notNull().default(false),
    carrier: text('carrier'),
    service: text('service'),
    serviceReason: text('service_reason'),
    rateMinor: bigint('rate_minor', { mode: 'number' }),
    rateCurrency: text('rate_currency'),
    /** The carrier's id of the parcel, stored before a label is bought, so that it is bought once. */
    providerShipmentId: text('provider_shipment_id').unique(),
    rateId: text('rate_id'),
    trackingCode: text('tracking_code'),
    trackingUrl: text('tracking_url'),
    labelUrl: text('label_url'),
    labelledAt: instant('labelled_at'),
    /** Where its label goes, from when the carrier was told; null: where its order goes. */
    shipTo: jsonb('ship_to').$type<Address>(),
    handedOverAt: instant('handed_over_at'),
    handOverDue: instant('hand_over_due'),
    promiseOn: instant('promise_on'),
    delayTold: boolean('delay_told').notNull().default(false),
    tracking: text('tracking'),
    trackingSince: instant('tracking_since'),
    trackingRaw: text('tracking_raw'),
    failedAttempts: integer('failed_attempts').notNull().default(0),
    lastScanAt: instant('last_scan_at'),
    /** When silence becomes suspicion; moved by every scan. */
    silentAfter: instant('silent_after'),
    nextPollAt: instant('next_poll_at'),
    returnReceivedAt: instant('return_received_at'),
  },
  (t) => [
    uniqueIndex('shipments_order').on(t.orderId, t.no),
    index('shipments_tracking').on(t.trackingCode).where(sql`tracking_code is not null`),
    index('shipments_poll').on(t.nextPollAt).where(sql`next_poll_at is not null`),
    check(
      'shipments_state',
      sql`${t.state} in ('planned','labelling','labelled','handed_over','ended','voiding','cancelled')`,
    ),
  ],
);

export const shipmentLines = pgTable(
  'shipment_lines',
  {
    shipmentId: text('shipment_id')
      .notNull()
      .references(() => shipments.id),
    lineNo: integer('line_no').notNull(),
    quantity: integer('quantity').notNull(),
    /** What came back and was put on the shelf again, or thrown away. */
    restocked: integer('restocked').notNull().default(0),
    writtenOff: integer('written_off').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.shipmentId, t.lineNo] }),
    check(
      'shipment_lines_quantity',
      sql`${t.quantity} >= 0 and least(${t.restocked}, ${t.writtenOff}) >= 0 and ${t.restocked} + ${t.writtenOff} <= ${t.quantity}`,
    ),
  ],
);

/** What the carrier said, each statement once; the shipment's tracking is a fold over these rows. */
export const scans = pgTable(
  'scans',
  {
    shipmentId: text('shipment_id')
      .notNull()
      .references(() => shipments.id),
    id: text('id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    /** Null: a code of the carrier that we do not know. */
    status: text('status'),
    rawCode: text('raw_code').notNull(),
    message: text('message').notNull().default(''),
    correction: boolean('correction').notNull().default(false),
    receivedAt: instant('received_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.shipmentId, t.id] })],
);
