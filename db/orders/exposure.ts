import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** Everybody who is one with who answers, as `ids` of a lateral join: each order asks, so that it is a look-up in an index, not a function. */
export const familyOf = (answers: SQL): SQL =>
  sql`(select array(select f.id from customers f where f.merged_into = ${answers}) || ${answers} as ids)`;

/** What a parcel that is given up would have cost will not be owed: that it is voided comes a moment after what takes its place. */
const givenUp = sql`exists (select from shipments es
        where es.order_id = p.order_id and es.no = p.shipment_no and es.state in ('voiding', 'cancelled'))`;

/** Settled with an exit: nobody leaves before it is paid. What came up afterwards is paid once its task is done. */
const paidAtExit = sql`(exists (select from exit_items i join exits x on x.id = i.exit_id
          where i.kind = 'invoice' and i.terms = 'account' and i.source = p.id and x.confirmed_at is not null)
        or exists (select from exit_late_items i join tasks t on t.subject = i.exit_id || '/late/' || i.no
          where i.kind = 'invoice' and i.source = p.id and t.state = 'done'))`;

/**
 * What these customers, who are one, owe or are about to owe on account, in the currency of their limit: payments authorised,
 * or captured and neither refunded nor paid with an exit, of all orders but `exceptOrder`. A scalar subquery in minor units
 * (float8, so that the driver reads a number).
 */
export function exposureOf({ ids, currency }: { readonly ids: SQL; readonly currency: SQL }, exceptOrder: string): SQL {
  return sql`(select coalesce(sum(case when p.state = 'captured' then p.captured_minor - p.refunded_minor else p.amount_minor end), 0)::float8
    from payments p join orders eo on eo.id = p.order_id
    where eo.customer_id = any(${ids}) and eo.id <> ${exceptOrder} and p.method = 'account'
      and p.state in ('authorised', 'captured') and p.currency = ${currency}
      and case when p.state = 'captured' then not ${paidAtExit} else not ${givenUp} end)`;
}

/**
 * Waits for whoever draws on the same credit, and returns whose it is: of who was merged, that of who answers for them. Who
 * was merged is locked first, as everywhere (decision 026).
 */
export async function lockCredit(tx: Tx, customerId: string): Promise<string> {
  const locked = async (id: string) => {
    const [row] = await tx.execute<{ into: string | null }>(
      sql`select merged_into as into from customers where id = ${id} for update`,
    );
    return row?.into ?? null;
  };
  const into = await locked(customerId);
  if (into === null) return customerId;
  await locked(into);
  return into;
}
