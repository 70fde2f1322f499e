import { type SQL, sql } from 'drizzle-orm';
import type { ExitReason } from '../../domain/exit/exit-reasons.ts';
import type { ExitKind, ExitStatus } from '../../domain/exit/exit-states.ts';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';

/** Instants are epoch ms. */
export type ExitSummary = {
  readonly id: string;
  readonly customerId: string;
  readonly kind: ExitKind;
  readonly reason: ExitReason | null;
  readonly status: ExitStatus;
  readonly statusSince: number;
  readonly openedAt: number;
  readonly version: number;
  /** Where it stands in the list: its instant as the database writes it, microseconds and all. */
  readonly openedAtText: string;
};

export type ExitFilter = { readonly status?: ExitStatus | undefined; readonly customer?: string | undefined };

/** Exits from newest to oldest, after `position` when there is one. */
export async function listExits(
  { query }: Pick<Database, 'query'>,
  { status, customer }: ExitFilter,
  {
    position,
    limit,
  }: { readonly position: { readonly openedAt: string; readonly id: string } | null; readonly limit: number },
): Promise<ExitSummary[]> {
  const given: SQL[] = [sql`p.kind = 'exit'`];
  if (status !== undefined) given.push(sql`p.status = ${status}`);
  if (customer !== undefined) given.push(sql`p.customer_id = ${customer}`);
  if (position) given.push(sql`(p.opened_at, p.id) < (${position.openedAt}::timestamptz, ${position.id})`);
  const rows = await query.execute<ExitSummary>(sql`
    select p.id, p.customer_id as "customerId", e.kind, e.reason, p.status, ${at('p.status_since')} as "statusSince",
      ${at('p.opened_at')} as "openedAt", p.version, p.opened_at::text as "openedAtText"
    from processes p join exits e on e.id = p.id
    where ${sql.join(given, sql` and `)}
    order by p.opened_at desc nulls last, p.id desc nulls last limit ${limit}`);
  return [...rows];
}
