import { sql } from 'drizzle-orm';
import type { OpportunityStage } from '../../domain/sales/opportunity-stages.ts';
import type { Database } from '../pool.ts';
import {
  equal,
  type ListedProcess,
  listProcesses,
  type ProcessFilter,
  type ProcessPage,
} from '../processes/list-processes.ts';

type DealSummary = ListedProcess<OpportunityStage> & {
  readonly title: string;
  readonly owner: string;
  readonly amountMinor: number;
  readonly currency: string;
};

export function listOpportunities(
  database: Pick<Database, 'query'>,
  { owner, ...filter }: ProcessFilter<OpportunityStage> & { readonly owner?: string | undefined },
  page: ProcessPage,
): Promise<DealSummary[]> {
  const columns = sql`o.title, o.owner, o.amount_minor::float8 as "amountMinor", o.currency`;
  const joins = sql`join opportunities o on o.id = p.id`;
  const conditions = equal({ 'o.owner': owner });
  return listProcesses(database, { kind: 'opportunity', columns, joins, filter, conditions }, page);
}
