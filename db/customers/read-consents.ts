import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import type { ConsentStatement } from '../../domain/customers/consent.ts';
import { consents } from '../schema/customers.ts';
import type { Tx } from '../transaction.ts';

/** Of a customer, or of somebody who was merged into them. */
export const ofFamily = (column: AnyColumn, customerId: string): SQL =>
  sql`${column} in (select customer_family(${customerId}))`;

/** Everything a customer said about being written to; instants are epoch ms. */
export async function statementsOf(tx: Tx, customerId: string): Promise<ConsentStatement[]> {
  const rows = await tx
    .select({ channel: consents.channel, given: consents.given, at: consents.at })
    .from(consents)
    .where(ofFamily(consents.customerId, customerId));
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}
