import { sql } from 'drizzle-orm';
import type { OpenBusiness } from '../../domain/exit/settlement.ts';
import type { Tx } from '../transaction.ts';

/**
 * Orders, claims and refunds of a customer that are not over, and cases that nobody has resolved, by their ids. A refund that
 * was paid by hand is over: somebody has skipped it, or done the task that asked for it once nothing would send it again.
 */
export async function readOpenBusiness(tx: Tx, customerId: string): Promise<OpenBusiness[]> {
  const rows = await tx.execute<{ kind: OpenBusiness['kind']; id: string }>(sql`
    select 'order' as kind, o.id from orders o
      where o.customer_id in (select customer_family(${customerId})) and o.status not in ('completed', 'cancelled')
    union all
    select p.kind, p.id from processes p
      where p.customer_id in (select customer_family(${customerId})) and p.closed_at is null
        and (p.kind = 'claim' or (p.kind = 'case' and p.status <> 'resolved'))
    union all
    select 'refund', r.id from refunds r join orders o on o.id = r.order_id
      where o.customer_id in (select customer_family(${customerId})) and r.state <> 'settled' and not exists (
        select 1 from stuck_work w where w.process_id = r.claim_id and w.subject = r.id and w.resolution = 'skip')
        and not exists (select 1 from interventions i where i.order_id = r.order_id and i.subject = r.id and i.resolution = 'skip')
        and (r.state <> 'failed' or 'done' is distinct from (select t.state from tasks t
          where t.customer_id = o.customer_id and t.kind = 'refund_failed' and t.subject = r.id order by t.raised_at desc limit 1))
    order by 1, 2`);
  return [...rows];
}

/** The orders alone. */
export async function openOrderIds(tx: Tx, customerId: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from orders where customer_id in (select customer_family(${customerId})) and status not in ('completed', 'cancelled') order by id`);
  return rows.map(({ id }) => id);
}
