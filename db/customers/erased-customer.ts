import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/**
 * The erased customer whom a command is about, by its subject: the customer, a process, an order, a task or a lead of theirs.
 * Null: nobody is erased.
 */
export async function erasedCustomer(tx: Tx, subject: string): Promise<string | null> {
  const [row] = await tx.execute<{ id: string }>(sql`
    select c.id from customers c where c.lifecycle = 'erased' and c.id in (${ofSubject(subject)})`);
  return row?.id ?? null;
}

/**
 * The same, asked last in a transaction that has written something about somebody: an erasure that runs is waited for, and
 * one that begins waits for this transaction and overwrites what it wrote. Nobody is erased who is not leaving, so that all
 * others are left alone. Processes are locked before: the erasure takes them before it takes the customer.
 */
export async function erasedMeanwhile(tx: Tx, subject: string): Promise<string | null> {
  const rows = await tx.execute<{ id: string; lifecycle: string }>(sql`
    select c.id, c.lifecycle from customers c
    where c.lifecycle in ('exiting', 'exited', 'erased') and c.id in (${ofSubject(subject)}) for key share of c`);
  return rows.find(({ lifecycle }) => lifecycle === 'erased')?.id ?? null;
}

/** What is about a process or an order begins with its id: `ORD-…-S1`, `CLM-…-RET`. */
function ofSubject(subject: string): SQL {
  const owner = /^[A-Z]{3}-[0-9A-Z]+/.exec(subject)?.[0] ?? '';
  return sql`
    select customer_now(${subject}::text)
    union all select customer_now(p.customer_id) from processes p where p.id = ${owner}
    union all select customer_now(o.customer_id) from orders o where o.id = ${owner}
    union all select customer_now(t.customer_id) from tasks t where t.id = ${subject}
    union all (
      with recursive kept as (
        select l.id, l.merged_into, l.customer_id from leads l where l.id = ${subject}
        union select l.id, l.merged_into, l.customer_id from leads l join kept on kept.merged_into = l.id
      ) select customer_now(kept.customer_id) from kept where kept.customer_id is not null
    )`;
}
