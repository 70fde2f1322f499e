import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

/**
 * Orders whose facts were changed beside their process, which was not seen to look since: the API died after its commit, or
 * Temporal was away. At most `limit`; each goes to one relay and is put off by as long as it has waited, 10 s to 10 min:
 * where its process cannot look, each nudge is an event more in a history that has an end.
 */
export async function claimOrderNudges(database: Pick<Database, 'query'>, limit: number): Promise<string[]> {
  const rows = await database.query.execute<{ id: string }>(sql`
    update orders set nudge_at = now() + greatest(interval '10 seconds', least(interval '10 minutes', now() - (
      select at from events where aggregate_id = orders.id order by seq desc limit 1)))
    where id in (
      select id from orders where nudge_at <= now() order by nudge_at limit ${limit}::int for update skip locked
    )
    returning id`);
  return rows.map(({ id }) => id);
}
