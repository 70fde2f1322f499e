import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import { products } from './catalogue.ts';
import { instant } from './spine.ts';

export const locations = pgTable('locations', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  country: text('country').notNull(),
  region: text('region').notNull(),
  postalCode: text('postal_code').notNull(),
  latitude: doublePrecision('latitude'),
  longitude: doublePrecision('longitude'),
  active: boolean('active').notNull().default(true),
  version: integer('version').notNull().default(1),
});

/** Counters of one SKU at one place. Available to promise = on hand − reserved − safety. */
export const stock = pgTable(
  'stock',
  {
    sku: text('sku')
      .notNull()
      .references(() => products.sku),
    locationId: text('location_id')
      .notNull()
      .references(() => locations.id),
    onHand: integer('on_hand').notNull().default(0),
    reserved: integer('reserved').notNull().default(0),
    safety: integer('safety').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.sku, t.locationId] }),
    check('stock_reserved', sql`${t.reserved} between 0 and ${t.onHand}`),
    check('stock_safety', sql`${t.safety} >= 0`),
  ],
);

/** Append-only: on hand is the sum of these. `key` makes each movement happen once. */
export const stockMovements = pgTable(
  'stock_movements',
  {
    key: text('key').primaryKey(),
    sku: text('sku').notNull(),
    locationId: text('location_id').notNull(),
    kind: text('kind').notNull(),
    quantity: integer('quantity').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    index('stock_movements_stock').on(t.sku, t.locationId),
    check('stock_movements_kind', sql`${t.kind} in ('receipt','count','hand_over','restock','write_off')`),
  ],
);

/** Announced by a supplier: counts for promise dates, never for reservations. */
export const incomingReceipts = pgTable(
  'incoming_receipts',
  {
    id: text('id').primaryKey(),
    sku: text('sku')
      .notNull()
      .references(() => products.sku),
    locationId: text('location_id')
      .notNull()
      .references(() => locations.id),
    quantity: integer('quantity').notNull(),
    expectedOn: date('expected_on').notNull(),
    receivedAt: instant('received_at'),
    /** Will not come; announced again under the same id, it is expected again. */
    withdrawnAt: instant('withdrawn_at'),
    /** A task was raised because it did not come on this day. */
    missedOn: date('missed_on'),
  },
  (t) => [
    index('incoming_receipts_sku').on(t.sku, t.expectedOn).where(sql`received_at is null and withdrawn_at is null`),
    check('incoming_receipts_quantity', sql`${t.quantity} > 0`),
    check('incoming_receipts_end', sql`${t.receivedAt} is null or ${t.withdrawnAt} is null`),
  ],
);

/**
 * One row per order line, part and location. No foreign key to the order: it would lock the order's row under the
 * stock's, and every other change locks them the other way round; the audit compares the two.
 */
export const reservations = pgTable(
  'reservations',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    orderId: text('order_id').notNull(),
    lineNo: integer('line_no').notNull(),
    /** Null while the units wait for stock, and until the order's process has taken them in. */
    shipmentNo: integer('shipment_no'),
    sku: text('sku').notNull(),
    locationId: text('location_id'),
    quantity: integer('quantity').notNull(),
    state: text('state').notNull(),
    generation: integer('generation').notNull().default(0),
    leaseUntil: instant('lease_until'),
    /** Smaller is served first. */
    priority: integer('priority').notNull().default(100),
    promiseOn: instant('promise_on'),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** How often smaller orders behind this one were served before it. */
    passedOver: integer('passed_over').notNull().default(0),
  },
  (t) => [
    index('reservations_order').on(t.orderId),
    index('reservations_lease').on(t.leaseUntil).where(sql`state = 'held'`),
    index('reservations_queue').on(t.sku, t.priority, t.createdAt).where(sql`state = 'backordered'`),
    check('reservations_quantity', sql`${t.quantity} > 0`),
    check(
      'reservations_state',
      sql`${t.state} in ('backordered','held','committed','consumed','released','expired') and (${t.locationId} is not null or ${t.state} in ('backordered','released'))`,
    ),
    check('reservations_lease_state', sql`(${t.state} = 'held') <= (${t.leaseUntil} is not null)`),
  ],
);

/** The answer to each reservation request, refusals too, so that a repeated one gets the same. */
export const reservationRequests = pgTable(
  'reservation_requests',
  {
    orderId: text('order_id').notNull(),
    purpose: text('purpose').notNull(),
    generation: integer('generation').notNull(),
    digest: text('digest').notNull(),
    accepted: boolean('accepted').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orderId, t.purpose, t.generation] })],
);
