import type { Invariant } from '../../../db/audit/finding.ts';
import type { LivedOrders } from '../lived-orders.ts';

/** Damage to a sound database, done past its constraints, and the one thing that the audit must find then. */
export type Violation = {
  readonly title: string;
  readonly damage: (of: LivedOrders) => string;
  readonly invariant: Invariant;
  /** Of the finding; null where the id cannot be known. */
  readonly subject: ((of: LivedOrders) => string) | null;
};

/** Before damage that a constraint would refuse. */
export const unchecked = (table: string, check: string) => `alter table ${table} drop constraint ${check};`;

/** An event of an order, in its place. */
export const appendEvent = (orderId: string, type: string, data = '{}') => `
  insert into events (aggregate, aggregate_id, seq, type, actor, data)
  select 'order', id, version + 1, '${type}', 'test', '${data}' from orders where id = '${orderId}';
  update orders set version = version + 1 where id = '${orderId}'`;
