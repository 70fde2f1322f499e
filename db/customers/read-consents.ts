import { type AnyColumn, and, desc, getTableColumns, type SQL, sql } from 'drizzle-orm';
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

export type ConsentPosition = { readonly at: string; readonly id: number };

/** The same page by page: at most `limit` after `position`, with their instants as the database writes them. */
export function pageOfConsents(
  on: Pick<Tx, 'select'>,
  customerId: string,
  { position, limit }: { readonly position: ConsentPosition | null; readonly limit: number },
): Promise<(typeof consents.$inferSelect & { readonly atText: string })[]> {
  const theirs = ofFamily(consents.customerId, customerId);
  return on
    .select({ ...getTableColumns(consents), atText: sql<string>`${consents.at}::text` })
    .from(consents)
    .where(
      position === null
        ? theirs
        : and(theirs, sql`(${consents.at}, ${consents.id}) < (${position.at}::timestamptz, ${position.id}::bigint)`),
    )
    .orderBy(desc(consents.at), desc(consents.id))
    .limit(limit);
}

/** The same as rules ask for it; instants are epoch ms. */
export async function statementsOf(tx: Pick<Tx, 'select'>, customerId: string): Promise<ConsentStatement[]> {
  const rows = await consentsOf(tx, customerId);
  return rows.map(({ channel, given, at }) => ({ channel, given, at: at.getTime() }));
}
