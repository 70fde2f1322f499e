import { sql } from 'drizzle-orm';
import { nudgeAgain } from '../nudge-again.ts';
import type { Database } from '../pool.ts';

/**
 * Orders whose facts were changed beside their process, which was not seen to look since: the API died after its commit, or
 * Temporal was away. At most `limit`; each goes to one relay.
 */
export async function claimOrderNudges(database: Pick<Database, 'query'>, limit: number): Promise<string[]> {
  const rows = await database.query.execute<{ id: string }>(sql`
    update orders set ${nudgeAgain}
    where id in (
      select id from orders where nudge_at <= now() order by nudge_at limit ${limit}::int for update skip locked
    )
    returning id`);
  return rows.map(({ id }) => id);
}
