import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/**
 * Leads that are the same person, though nobody merged them: of the same e-mail address as the customer, a contact of theirs
 * or a lead that became them, or of the same number and name. They are the customer's from here on, and go with what else is
 * known of them. Open ones only: what became somebody else's is theirs, and so is a number under another name, which a
 * household or a switchboard shares.
 */
export async function adoptLeads(tx: Tx, customerId: string): Promise<void> {
  // Numbers of leads are E.164; a customer's stands as somebody wrote it, with or without its country.
  await tx.execute(sql`
    with family as (select customer_family(${customerId}) as id),
    known as (
      select email, phone, name from customers where id in (select id from family)
      union select email, phone, name from contacts where customer_id in (select id from family)
      union select email, phone, name from leads where customer_id in (select id from family)
    ), numbers as (
      select ltrim(regexp_replace(phone, '\\D', '', 'g'), '0') as digits, lower(btrim(name)) as name from known
    )
    update leads set state = 'converted', customer_id = ${customerId}
    where state = 'open' and (email in (select lower(email) from known) or exists (
      select 1 from numbers n
      where length(n.digits) >= 7 and right(leads.phone, length(n.digits)) = n.digits and lower(btrim(leads.name)) = n.name))`);
}
