import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** The erased customer whom a command is about, by its subject: the customer, or a process of theirs. Null: nobody is erased. */
export async function erasedCustomer(tx: Tx, subject: string): Promise<string | null> {
  const [row] = await tx.execute<{ id: string }>(sql`
    select c.id from customers c
    where c.lifecycle = 'erased' and c.id in (
      customer_now(${subject}::text), (select customer_now(p.customer_id) from processes p where p.id = ${subject}))`);
  return row?.id ?? null;
}
