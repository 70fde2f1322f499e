import { type SQL, sql } from 'drizzle-orm';

/**
 * What a customer owes or is about to owe on account, in the currency of their limit: payments authorised, or captured
 * and not refunded, of all orders but `exceptOrder`. A scalar subquery in minor units (float8, so that the driver reads a number).
 */
export function exposureOf(customerId: string, exceptOrder: string): SQL {
  return sql`(select coalesce(sum(case when p.state = 'captured' then p.captured_minor - p.refunded_minor else p.amount_minor end), 0)::float8
    from payments p join orders eo on eo.id = p.order_id
    where eo.customer_id = ${customerId} and eo.id <> ${exceptOrder} and p.method = 'account'
      and p.state in ('authorised', 'captured')
      and p.currency = (select ec.credit_currency from customers ec where ec.id = ${customerId}))`;
}
