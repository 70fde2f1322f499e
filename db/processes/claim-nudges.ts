import { sql } from 'drizzle-orm';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { nudgeAgain } from '../nudge-again.ts';
import type { Database } from '../pool.ts';

/**
 * Processes whose workflow was not seen to look: the API died after its commit, or Temporal was away. Also those whose
 * instant has passed long ago. At most `limit`; each goes to one relay.
 */
export async function claimNudges(
  database: Pick<Database, 'query'>,
  limit: number,
): Promise<{ kind: ProcessKind; id: string }[]> {
  const rows = await database.query.execute<{ kind: ProcessKind; id: string }>(sql`
    update processes set ${nudgeAgain}
    where id in (
      select id from processes where nudge_at <= now() or (nudge_at is null and wake_at < now() - interval '1 minute')
      order by coalesce(nudge_at, wake_at) limit ${limit}::int for update skip locked
    )
    returning kind, id`);
  return [...rows];
}
