import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import type { Lifecycle } from '../../domain/customers/lifecycle.ts';
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

/** The stage of who answers: the merged one's own stands still until they are split off, also while the other is erased. */
const stageNow = sql<Lifecycle>`coalesce((select k.lifecycle from customers k where k.id = customers.merged_into), customers.lifecycle)`;
const asTheyAre = { ...getTableColumns(customers), lifecycle: stageNow };

/** At the stage of who answers for them. Null for an unknown id. */
export async function findCustomer(database: Pick<Database, 'query'>, id: string): Promise<Customer | null> {
  const [row] = await database.query.select(asTheyAre).from(customers).where(eq(customers.id, id));
  return row ?? null;
}

/** A customer and whoever was merged into them: whose orders and processes are theirs in a list. */
export async function familyOf({ query }: Pick<Database, 'query'>, id: string): Promise<string[]> {
  const rows = await query.execute<{ id: string }>(sql`select member as id from customer_family(${id}) member`);
  return rows.map((row) => row.id);
}

/** All who are one customer with this one now, whoever of them answers. */
export async function allOneWith({ query }: Pick<Database, 'query'>, id: string): Promise<string[]> {
  const rows = await query.execute<{ id: string }>(
    sql`select member as id from customer_family(customer_now(${id})) member`,
  );
  return rows.map((row) => row.id);
}

/** Under the row lock, in which the customer themselves is meant, not who answers for them: at their own stage. */
export async function lockOneCustomer(tx: Tx, id: string): Promise<Customer | null> {
  const [row] = await tx.select().from(customers).where(eq(customers.id, id)).for('no key update');
  return row ?? null;
}

export type CustomerFilter = {
  /** A part of the name or the address, in any case. */
  readonly search?: string | undefined;
  readonly lifecycle?: Lifecycle | undefined;
};

export type CustomerPosition = { readonly createdAt: string; readonly id: string };
export type ListedCustomer = Customer & { readonly createdAtText: string };

/** The newest first, after `position` when there is one. A search reads the trigram index, the rest the list's own. */
export function listCustomers(
  { query }: Pick<Database, 'query'>,
  { search, lifecycle }: CustomerFilter,
  { position, limit }: { readonly position: CustomerPosition | null; readonly limit: number },
): Promise<ListedCustomer[]> {
  const found = search === undefined ? undefined : `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return query
    .select({ ...asTheyAre, createdAtText: sql<string>`${customers.createdAt}::text` })
    .from(customers)
    .where(
      and(
        found === undefined ? undefined : sql`(${customers.name} || ' ' || ${customers.email}) ilike ${found}`,
        lifecycle === undefined ? undefined : sql`${stageNow} = ${lifecycle}`,
        position === null
          ? undefined
          : sql`(${customers.createdAt}, ${customers.id}) < (${position.createdAt}::timestamptz, ${position.id})`,
      ),
    )
    .orderBy(sql`${customers.createdAt} desc nulls last`, sql`${customers.id} desc nulls last`)
    .limit(limit);
}

/** Changes what is known about a customer whose row is locked; the event names the fields, never their values. */
export async function changeCustomer(
  tx: Tx,
  { id, version, actor }: { readonly id: string; readonly version: number; readonly actor: string },
  changes: Partial<Omit<NewCustomer, 'credit'>> & Pick<Partial<NewCustomer>, 'credit'>,
): Promise<Customer> {
  const { credit, ...fields } = changes;
  const money =
    credit === undefined
      ? {}
      : { creditLimitMinor: credit?.limitMinor ?? null, creditCurrency: credit?.currency ?? null };
  const of = { aggregate: 'customer' as const, id, version, actor, customerId: id };
  const next = await appendEvents(tx, of, [{ type: 'customer.changed', data: { fields: Object.keys(changes) } }]);
  const [row] = await tx
    .update(customers)
    .set({ ...fields, ...money, version: next })
    .where(eq(customers.id, id))
    .returning();
  if (!row) throw new Error(`customer ${id} vanished under their own lock`);
  return row;
}
