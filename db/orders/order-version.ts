import { eq, sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { prepareOnce } from '../prepared.ts';
import { orders } from '../schema/orders.ts';

const versionOf = prepareOnce((on) =>
  on
    .select({ version: orders.version })
    .from(orders)
    .where(eq(orders.id, sql.placeholder('id')))
    .prepare('order_version'),
);

/** The sequence number of the order's newest event; null for an unknown id. */
export async function orderVersion({ query }: Pick<Database, 'query'>, id: string): Promise<number | null> {
  const rows = await versionOf(query).execute({ id });
  return rows[0]?.version ?? null;
}
