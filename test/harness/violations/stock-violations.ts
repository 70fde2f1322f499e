/** Of stock and what is promised of it. */
import { unchecked, type Violation } from './violation.ts';

export const stock: readonly Violation[] = [
  {
    title: 'stock on hand that no movement explains',
    damage: () => `update stock set on_hand = on_hand + 1 where sku = 'DESK'`,
    invariant: 'I1',
    subject: () => 'DESK@MTL',
  },
  {
    title: 'movements at a place without a counter',
    damage: () => `insert into stock_movements values ('lost', 'LAMP', 'TOR', 'receipt', 4)`,
    invariant: 'I1',
    subject: () => 'LAMP@TOR',
  },
  {
    title: 'a reserved counter above its reservations',
    damage: () => `update stock set reserved = reserved + 1 where sku = 'DESK'`,
    invariant: 'I1',
    subject: () => 'DESK@MTL',
  },
  {
    title: 'more reserved than there is',
    damage: () => `${unchecked('stock', 'stock_reserved')}
      insert into stock_movements values ('gone', 'CHAIR', 'MTL', 'count', -8);
      update stock set on_hand = on_hand - 8 where sku = 'CHAIR'`,
    invariant: 'I1',
    subject: () => 'CHAIR@MTL',
  },
];

export const reservations: readonly Violation[] = [
  {
    title: 'units queued for an order that is over',
    damage: (of) => `update orders set status = 'cancelled' where id = '${of.backordered}'`,
    invariant: 'I3',
    subject: null,
  },
  {
    title: 'units queued for an order that does not exist',
    damage: () =>
      `insert into reservations (order_id, line_no, sku, quantity, state) values ('ORD-NONE', 1, 'BULB', 1, 'backordered')`,
    invariant: 'I3',
    subject: null,
  },
  {
    title: 'stock committed to a parcel that has left',
    damage: (of) => `insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state)
      values ('${of.delivered}', 1, 1, 'DESK', 'MTL', 1, 'committed');
      update stock set reserved = reserved + 1 where sku = 'DESK'`,
    invariant: 'I3',
    subject: null,
  },
  {
    title: 'a promised parcel without its stock',
    damage: (of) => `update reservations set quantity = quantity - 1 where order_id = '${of.waiting}';
      update stock set reserved = reserved - 1 where sku = 'CHAIR'`,
    invariant: 'I3',
    subject: (of) => `${of.waiting}-S1/1/CHAIR`,
  },
  {
    title: 'backordered units that are not in the queue',
    damage: (of) => `update reservations set quantity = 1 where order_id = '${of.backordered}'`,
    invariant: 'I3',
    subject: (of) => `${of.backordered}/1/BULB`,
  },
];
