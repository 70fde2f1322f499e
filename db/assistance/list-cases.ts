import { type SQL, sql } from 'drizzle-orm';
import type { CasePriority } from '../../domain/assistance/case-policy.ts';
import type { CaseStatus } from '../../domain/assistance/case-states.ts';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';

/** Instants are epoch ms. */
export type CaseSummary = {
  readonly id: string;
  readonly customerId: string;
  readonly subject: string;
  readonly status: CaseStatus;
  readonly statusSince: number;
  readonly openedAt: number;
  readonly priority: CasePriority;
  readonly team: string;
  readonly owner: string | null;
  /** The earliest deadline of its clocks. */
  readonly dueAt: number | null;
  readonly version: number;
  /** Where it stands in the list: its instant as the database writes it, microseconds and all. */
  readonly openedAtText: string;
};

export type CaseFilter = {
  readonly status?: CaseStatus | undefined;
  readonly customer?: string | undefined;
  readonly owner?: string | undefined;
  readonly team?: string | undefined;
};

export type CasePosition = { readonly openedAt: string; readonly id: string };

/** Cases from newest to oldest, after `position` when there is one. */
export async function listCases(
  { query }: Pick<Database, 'query'>,
  filter: CaseFilter,
  { position, limit }: { readonly position: CasePosition | null; readonly limit: number },
): Promise<CaseSummary[]> {
  const rows = await query.execute<CaseSummary>(sql`
    select p.id, p.customer_id as "customerId", c.subject, p.status, ${at('p.status_since')} as "statusSince",
      ${at('p.opened_at')} as "openedAt", c.priority, c.team, c.owner_id as owner, ${at('due.at')} as "dueAt", p.version,
      p.opened_at::text as "openedAtText"
    from processes p join cases c on c.id = p.id
    left join lateral (select min(k.due_at) as at from case_clocks k where k.case_id = p.id) due on true
    where ${sql.join(conditions(filter, position), sql` and `)}
    order by p.opened_at desc nulls last, p.id desc nulls last limit ${limit}`);
  return [...rows];
}

function conditions({ status, customer, owner, team }: CaseFilter, position: CasePosition | null): SQL[] {
  const given: SQL[] = [sql`p.kind = 'case'`];
  if (status !== undefined) given.push(sql`p.status = ${status}`);
  if (customer !== undefined) given.push(sql`p.customer_id in (select customer_family(${customer}))`);
  if (owner !== undefined) given.push(sql`c.owner_id = ${owner}`);
  if (team !== undefined) given.push(sql`c.team = ${team}`);
  if (position) given.push(sql`(p.opened_at, p.id) < (${position.openedAt}::timestamptz, ${position.id})`);
  return given;
}
