import { sql } from 'drizzle-orm';
import type { LeadState } from '../../domain/sales/lead.ts';
import type { Database } from '../pool.ts';

export type LeadSummary = {
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly name: string;
  readonly company: string | null;
  readonly state: LeadState;
  readonly owner: string | null;
  readonly createdAt: string;
};

type Page = {
  readonly state?: LeadState | undefined;
  readonly owner?: string | undefined;
  readonly position: { readonly createdAt: string; readonly id: string } | null;
  readonly limit: number;
};

/** The newest first. `createdAt` is as the database writes it. */
export async function listLeads(
  database: Pick<Database, 'query'>,
  { state, owner, position, limit }: Page,
): Promise<LeadSummary[]> {
  const inState = state === undefined ? sql.raw('') : sql`and state = ${state}`;
  const ofOwner = owner === undefined ? sql.raw('') : sql`and owner = ${owner}`;
  const after =
    position === null ? sql.raw('') : sql`and (created_at, id) < (${position.createdAt}::timestamptz, ${position.id})`;
  const rows = await database.query.execute<LeadSummary>(sql`
    select id, source, external_id as "externalId", name, company, state, owner, created_at::text as "createdAt"
    from leads where true ${inState} ${ofOwner} ${after} order by created_at desc, id desc limit ${limit}`);
  return [...rows];
}
