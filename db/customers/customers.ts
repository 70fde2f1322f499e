import { eq, sql } from 'drizzle-orm';
import { readableId } from '../../domain/ids.ts';
import type { Address } from '../../domain/orders/address.ts';
import { appendEvents } from '../events/append-events.ts';
import type { Database } from '../pool.ts';
import { customers } from '../schema/customers.ts';
import type { Tx } from '../transaction.ts';

export type NewCustomer = {
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly locale: 'en' | 'fr';
  readonly billTo: Address;
  /** How much may stand open on account; null sells against payment only. */
  readonly credit: { readonly limitMinor: number; readonly currency: string } | null;
};

export type Customer = typeof customers.$inferSelect;

/** A fresh id that people can read aloud; one that is not used leaves a gap and no harm. */
export async function nextCustomerId(database: Pick<Database, 'query'>): Promise<string> {
  const rows = await database.query.execute<{ number: string }>(sql`select nextval('readable_ids')::text as number`);
  return readableId('CUS', BigInt(rows[0]?.number ?? ''));
}

/** A new customer under a fresh id, and the event that tells so (without personal data). */
export async function createCustomer(tx: Tx, id: string, actor: string, given: NewCustomer): Promise<Customer> {
  const { credit, ...rest } = given;
  const version = await appendEvents(tx, { aggregate: 'customer', id, version: 0, actor, customerId: id }, [
    { type: 'customer.created', data: { locale: given.locale } },
  ]);
  const [row] = await tx
    .insert(customers)
    .values({ ...rest, id, creditLimitMinor: credit?.limitMinor, creditCurrency: credit?.currency, version })
    .returning();
  if (!row) throw new Error('the insert of a customer returned no row');
  return row;
}

/** Null for an unknown id. */
export async function findCustomer(database: Pick<Database, 'query'>, id: string): Promise<Customer | null> {
  const [row] = await database.query.select().from(customers).where(eq(customers.id, id));
  return row ?? null;
}
