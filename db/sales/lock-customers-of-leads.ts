import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/**
 * Whoever has left and came from these leads of a source is not erased while they are told again: an erasure that runs is
 * waited for, and has then let go of them, so that what is told becomes a lead of its own; one that begins waits, and
 * overwrites what was told. Before the leads are locked, as the erasure does.
 */
export async function lockCustomersOfLeads(tx: Tx, source: string, externalIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    with recursive hers as (
      select id, merged_into, customer_id from leads
      where source = ${source} and external_id = any(${sql.param([...externalIds])}::text[])
      union select l.id, l.merged_into, l.customer_id from leads l join hers on hers.merged_into = l.id
    )
    select 1 from customers c where c.lifecycle = 'exited'
      and c.id in (select customer_now(customer_id) from hers where customer_id is not null)
    order by c.id for key share of c`);
}
