import { sql } from 'drizzle-orm';
import { nudgeAgain } from '../nudge-again.ts';
import type { Database } from '../pool.ts';
import type { OrderStart } from './find-start.ts';

/**
 * Orders whose facts were changed beside their process, which was not seen to look since: the API died after its commit, or
 * Temporal was away. At most `limit`; each goes to one relay.
 */
export async function claimOrderNudges(
  database: Pick<Database, 'query'>,
  limit: number,
): Promise<(OrderStart & { readonly id: string })[]> {
  const rows = await database.query.execute<OrderStart & { id: string }>(sql`
    update orders set ${nudgeAgain}
    where id in (
      select id from orders where nudge_at <= now() order by nudge_at limit ${limit}::int for update skip locked
    )
    returning id, status, customer_id as "customerId", channel, policy`);
  return [...rows];
}
