import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/**
 * Leads that are the same person, though nobody merged them: of the same e-mail address as the customer, a contact of theirs
 * or a lead that became them. They are the customer's from here on, and go with what else is known of them. Open ones only:
 * what became somebody else's is theirs.
 */
export async function adoptLeads(tx: Tx, customerId: string): Promise<void> {
  await tx.execute(sql`
    with family as (select customer_family(${customerId}) as id),
    known as (
      select lower(email) as email from customers where id in (select id from family)
      union select lower(email) from contacts where customer_id in (select id from family)
      union select email from leads where customer_id in (select id from family)
    )
    update leads set state = 'converted', customer_id = ${customerId}
    where state = 'open' and email in (select email from known)`);
}
