import { sql } from 'drizzle-orm';
import type { OpportunityStage } from '../../domain/sales/opportunity-stages.ts';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';

export type DealSummary = {
  readonly id: string;
  readonly customerId: string;
  readonly title: string;
  readonly owner: string;
  readonly status: OpportunityStage;
  readonly amountMinor: number;
  readonly currency: string;
  readonly openedAt: number;
  /** Where it stands in the list, as the database writes it. */
  readonly openedAtText: string;
};

type Page = {
  readonly status?: OpportunityStage | undefined;
  readonly owner?: string | undefined;
  readonly position: { readonly openedAt: string; readonly id: string } | null;
  readonly limit: number;
};

/** The newest first. */
export async function listOpportunities(
  database: Pick<Database, 'query'>,
  { status, owner, position, limit }: Page,
): Promise<DealSummary[]> {
  const inStatus = status === undefined ? sql.raw('') : sql`and p.status = ${status}`;
  const ofOwner = owner === undefined ? sql.raw('') : sql`and o.owner = ${owner}`;
  const after =
    position === null
      ? sql.raw('')
      : sql`and (p.opened_at, p.id) < (${position.openedAt}::timestamptz, ${position.id})`;
  const rows = await database.query.execute<DealSummary>(sql`
    select p.id, p.customer_id as "customerId", o.title, o.owner, p.status, o.amount_minor::float8 as "amountMinor",
      o.currency, ${at('p.opened_at')} as "openedAt", p.opened_at::text as "openedAtText"
    from processes p join opportunities o on o.id = p.id
    where p.kind = 'opportunity' ${inStatus} ${ofOwner} ${after} order by p.opened_at desc, p.id desc limit ${limit}`);
  return [...rows];
}
