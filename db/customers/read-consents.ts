import { type AnyColumn, desc, type SQL, sql } from 'drizzle-orm';
import type { ConsentStatement } from '../../domain/customers/consent.ts';
import { consents } from '../schema/customers.ts';
import type { Tx } from '../transaction.ts';

/** Of a customer, or of somebody who was merged into them. */
export const ofFamily = (column: AnyColumn, customerId: string): SQL =>
  sql`${column} in (select customer_family(${customerId}))`;

/** Everything a customer, and whoever was merged into them, allowed and took back; the newest first. */
export function consentsOf(on: Pick<Tx, 'select'>, customerId: string): Promise<(typeof consents.$inferSelect)[]> {
  return on
    .select()
    .from(consents)
    .where(ofFamily(consents.customerId, customerId))
    .orderBy(desc(consents.at), desc(consents.id));
}

/** The same as rules ask for it; instants are epoch ms. */
export async function statementsOf(tx: Tx, customerId: string): Promise<ConsentStatement[]> {
  const rows = await consentsOf(tx, customerId);
  return rows.map(({ channel, given, at }) => ({ channel, given, at: at.getTime() }));
}
