import { and, asc, eq, sql } from 'drizzle-orm';
import { contacts } from '../schema/customers.ts';
import type { Tx } from '../transaction.ts';

export type Contact = typeof contacts.$inferSelect;
export type ContactFields = Pick<Contact, 'name' | 'email' | 'phone' | 'locale' | 'role'>;

/** The people at a customer, and at whoever was merged into them: at most `limit`, after the one named. */
export function listContacts(
  on: Pick<Tx, 'select'>,
  customerId: string,
  { after, limit }: { readonly after: Pick<Contact, 'customerId' | 'no'> | null; readonly limit: number },
): Promise<Contact[]> {
  const theirs = sql`${contacts.customerId} in (select customer_family(${customerId}))`;
  return on
    .select()
    .from(contacts)
    .where(
      after === null
        ? theirs
        : and(theirs, sql`(${contacts.customerId}, ${contacts.no}) > (${after.customerId}, ${after.no}::int)`),
    )
    .orderBy(asc(contacts.customerId), asc(contacts.no))
    .limit(limit);
}

/** The customer's row is locked: numbers count up, and none is given twice, or what waits for one would go to the next. */
export async function addContact(tx: Tx, customerId: string, fields: ContactFields): Promise<Contact> {
  const [row] = await tx
    .insert(contacts)
    .values({
      ...{ ...fields, customerId },
      no: sql`(select coalesce(max(no), 0) + 1 from (
        select no from contacts where customer_id = ${customerId}
        union all select (data ->> 'no')::int from events
          where aggregate = 'customer' and aggregate_id = ${customerId} and type = 'customer.contact_added') given)`,
    })
    .returning();
  if (!row) throw new Error('the insert of a contact returned no row');
  return row;
}

const one = (customerId: string, no: number) => and(eq(contacts.customerId, customerId), eq(contacts.no, no));

/** Null for an unknown one. */
export async function changeContact(
  tx: Tx,
  { customerId, no }: Pick<Contact, 'customerId' | 'no'>,
  fields: Partial<ContactFields>,
): Promise<Contact | null> {
  const [row] = await tx.update(contacts).set(fields).where(one(customerId, no)).returning();
  return row ?? null;
}

/** The row goes: nothing personal stays behind. */
export async function removeContact(tx: Tx, { customerId, no }: Pick<Contact, 'customerId' | 'no'>): Promise<boolean> {
  const gone = await tx.delete(contacts).where(one(customerId, no)).returning({ no: contacts.no });
  return gone.length === 1;
}
