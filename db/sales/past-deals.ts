import { sql } from 'drizzle-orm';
import type { PastDeal } from '../../domain/sales/lead-score.ts';
import type { Tx } from '../transaction.ts';

export type ClosedDeal = PastDeal & { readonly id: string };

/** Won and lost deals of a team, the oldest first, each with the last stage it was in. */
export async function closedDeals(on: Pick<Tx, 'execute'>, team: string): Promise<ClosedDeal[]> {
  const rows = await on.execute<ClosedDeal>(sql`
    select p.id, p.status = 'won' as won, o.factors, coalesce((
        select l.stage from stage_log l where l.opportunity_id = p.id and l.kind = 'entered'
          and l.stage not in ('won','lost','recycled') order by l.no desc limit 1), 'new') as "lastStage"
    from processes p join opportunities o on o.id = p.id
    where p.kind = 'opportunity' and p.closed_at is not null and o.team = ${team} order by p.closed_at, p.id`);
  return [...rows];
}
