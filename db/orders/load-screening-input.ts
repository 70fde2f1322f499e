import { sql } from 'drizzle-orm';
import type { Lifecycle } from '../../domain/customers/lifecycle.ts';
import type { Address } from '../../domain/orders/address.ts';
import { openTotal } from '../../domain/orders/approval-need.ts';
import type { OrderFacts } from '../../domain/orders/order-facts.ts';
import type { ScreeningInput } from '../../domain/orders/screening.ts';
import type { Tx } from '../transaction.ts';
import { exposureOf, familyOf } from './exposure.ts';

type Row = {
  lifecycle: Lifecycle;
  bill_to: Address | null;
  ship_to: Address;
  credit_limit: number | null;
  credit_currency: string | null;
  earlier: number;
  recent: number;
  exposure: number;
};

/** What screening weighs about the customer and everybody who is one with them, read in the step's transaction. */
export async function loadScreeningInput(tx: Tx, facts: OrderFacts): Promise<ScreeningInput> {
  const since = new Date(facts.placedAt - facts.policy.velocityWindowMs).toISOString();
  const rows = await tx.execute<Row>(sql`
    select n.lifecycle, c.bill_to, o.ship_to, n.credit_limit_minor::float8 as credit_limit, n.credit_currency,
      (select count(*)::int from (select 1 from orders e where e.customer_id = any(family.ids) and e.placed_at < o.placed_at limit 100) before_it) as earlier,
      (select count(*)::int from (select 1 from orders r where r.customer_id = any(family.ids) and r.placed_at > ${since}::timestamptz
         and r.placed_at <= o.placed_at limit 1000) around_it) as recent,
      ${exposureOf({ ids: sql`family.ids`, currency: sql`n.credit_currency` }, facts.id)} as exposure
    from orders o join customers c on c.id = o.customer_id join customers n on n.id = coalesce(c.merged_into, c.id)
      cross join lateral ${familyOf(sql`n.id`)} family
    where o.id = ${facts.id}`);
  const row = rows[0];
  if (!row) throw new Error(`order ${facts.id} vanished under its own lock`);
  return {
    lifecycle: row.lifecycle,
    // A prospect may have none: nothing to compare with.
    billTo: row.bill_to ?? row.ship_to,
    shipTo: row.ship_to,
    totalMinor: openTotal(facts),
    currency: facts.currency,
    discountBps: facts.discountBps,
    earlierOrders: row.earlier,
    recentOrders: row.recent,
    paymentMethod: facts.paymentMethod,
    creditLimitMinor: row.credit_limit,
    creditCurrency: row.credit_currency,
    exposureMinor: row.exposure,
    policy: facts.policy,
  };
}
