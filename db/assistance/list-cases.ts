import { sql } from 'drizzle-orm';
import type { CasePriority } from '../../domain/assistance/case-policy.ts';
import type { CaseStatus } from '../../domain/assistance/case-states.ts';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';
import {
  equal,
  type ListedProcess,
  listProcesses,
  type ProcessFilter,
  type ProcessPage,
} from '../processes/list-processes.ts';

type CaseSummary = ListedProcess<CaseStatus> & {
  readonly subject: string;
  readonly priority: CasePriority;
  readonly team: string;
  readonly owner: string | null;
  /** The earliest deadline of its clocks, epoch ms. */
  readonly dueAt: number | null;
};

type CaseFilter = ProcessFilter<CaseStatus> & {
  readonly owner?: string | undefined;
  readonly team?: string | undefined;
};

export function listCases(
  database: Pick<Database, 'query'>,
  { owner, team, ...filter }: CaseFilter,
  page: ProcessPage,
): Promise<CaseSummary[]> {
  const conditions = equal({ 'c.owner_id': owner, 'c.team': team });
  const columns = sql`c.subject, c.priority, c.team, c.owner_id as owner, ${at('due.at')} as "dueAt"`;
  const joins = sql`join cases c on c.id = p.id
    left join lateral (select min(k.due_at) as at from case_clocks k where k.case_id = p.id) due on true`;
  return listProcesses(database, { kind: 'case', columns, joins, filter, conditions }, page);
}
