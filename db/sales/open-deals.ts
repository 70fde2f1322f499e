import { sql } from 'drizzle-orm';
import type { OpenDeal } from '../../domain/sales/pipeline.ts';
import { at } from '../orders/load-facts.ts';
import type { Tx } from '../transaction.ts';

/** Deals of a team that stand in a stage: neither closed nor put off. */
export async function openDeals(on: Pick<Tx, 'execute'>, team: string): Promise<OpenDeal[]> {
  const rows = await on.execute<OpenDeal>(sql`
    select p.status as stage, o.owner, o.currency, o.amount_minor::float8 as "amountMinor", o.factors,
      ${at('p.opened_at')} as "openedAt"
    from processes p join opportunities o on o.id = p.id
    where p.kind = 'opportunity' and p.closed_at is null and p.status <> 'recycled' and o.team = ${team}
    order by p.opened_at, p.id`);
  return [...rows];
}
