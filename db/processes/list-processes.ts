import { type SQL, sql } from 'drizzle-orm';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';

/** What a list shows of every process. Instants are epoch ms. */
export type ListedProcess<Status extends string> = {
  readonly id: string;
  readonly customerId: string;
  readonly status: Status;
  readonly statusSince: number;
  readonly openedAt: number;
  readonly version: number;
  /** Where it stands in the list: its instant as the database writes it, microseconds and all. */
  readonly openedAtText: string;
};

export type ProcessFilter<Status extends string> = {
  readonly status?: Status | undefined;
  /** With whoever was merged into them. */
  readonly customer?: string | undefined;
};

export type ProcessPage = {
  readonly position: { readonly openedAt: string; readonly id: string } | null;
  readonly limit: number;
};

type Listing<Status extends string> = {
  readonly kind: ProcessKind;
  /** Columns of the kind's own, beside those of every process `p`. */
  readonly columns: SQL;
  /** Joins that they come from. */
  readonly joins: SQL;
  readonly filter: ProcessFilter<Status>;
  /** Conditions of the kind's own. */
  readonly conditions?: readonly SQL[];
};

/** Processes of one kind from newest to oldest, after `position` when there is one. */
export async function listProcesses<Row extends ListedProcess<Status>, Status extends string>(
  { query }: Pick<Database, 'query'>,
  { kind, columns, joins, filter, conditions = [] }: Listing<Status>,
  { position, limit }: ProcessPage,
): Promise<Row[]> {
  const given: SQL[] = [sql`p.kind = ${kind}`, ...conditions];
  if (filter.status !== undefined) given.push(sql`p.status = ${filter.status}`);
  if (filter.customer !== undefined) given.push(sql`p.customer_id in (select customer_family(${filter.customer}))`);
  if (position) given.push(sql`(p.opened_at, p.id) < (${position.openedAt}::timestamptz, ${position.id})`);
  const rows = await query.execute<Row>(sql`
    select p.id, p.customer_id as "customerId", p.status, ${at('p.status_since')} as "statusSince",
      ${at('p.opened_at')} as "openedAt", p.version, p.opened_at::text as "openedAtText", ${columns}
    from processes p ${joins}
    where ${sql.join(given, sql` and `)}
    order by p.opened_at desc nulls last, p.id desc nulls last limit ${limit}`);
  return [...rows] as Row[]; // the columns are the kind's own to name
}

/** Conditions of columns that must equal what was asked for; none for what was not asked. */
export function equal(asked: Readonly<Record<string, string | undefined>>): SQL[] {
  return Object.entries(asked).flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${sql.raw(column)} = ${value}`],
  );
}
