import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** That two customers are the same, or were merged, one into the other or both into a third. */
export const isSamePerson = (one: SQLWrapper | string, other: SQLWrapper | string): SQL =>
  sql`customer_now(${one}) = customer_now(${other})`;

export async function areSamePerson(tx: Pick<Tx, 'execute'>, one: string, other: string): Promise<boolean> {
  const [row] = await tx.execute<{ same: boolean }>(sql`select ${isSamePerson(one, other)} as same`);
  return row?.same ?? false;
}
