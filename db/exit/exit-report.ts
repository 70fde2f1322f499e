import { sql } from 'drizzle-orm';
import type { ExitReason } from '../../domain/exit/exit-reasons.ts';
import type { Database } from '../pool.ts';

/** Exits whose customer decided to stay or to go; those still undecided are in neither count. */
export type SaveCount = { readonly decided: number; readonly saved: number };

export type ExitReport = {
  readonly offered: SaveCount;
  readonly heldOut: SaveCount;
  readonly reasons: readonly (SaveCount & { readonly reason: ExitReason; readonly exits: number })[];
};

type Row = SaveCount & { readonly group: string; readonly reason: ExitReason; readonly exits: number };

/**
 * Of exits asked for within [from, until): how many of those who were made an offer stayed, against those for whom the
 * table had one and who were held out; and why customers leave.
 */
export async function exitReport(
  { query }: Pick<Database, 'query'>,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<ExitReport> {
  const rows = await query.execute<Row>(sql`
    select coalesce(e.offer_answer, 'none') as "group", e.reason, count(*)::int as exits,
      (count(*) filter (where p.status not in ('requested', 'reason_captured', 'retention', 'notice')))::int as decided,
      (count(*) filter (where p.status in ('retained', 'rescinded')))::int as saved
    from exits e join processes p on p.id = e.id
    where e.reason is not null and p.opened_at >= ${from.toISOString()}::timestamptz and p.opened_at < ${until.toISOString()}::timestamptz
    group by 1, 2 order by 2, 1`);
  const sumOf = (some: readonly Row[]) => ({
    exits: some.reduce((sum, { exits }) => sum + exits, 0),
    decided: some.reduce((sum, { decided }) => sum + decided, 0),
    saved: some.reduce((sum, { saved }) => sum + saved, 0),
  });
  const countOf = (group: string): SaveCount => {
    const { decided, saved } = sumOf(rows.filter((row) => row.group === group));
    return { decided, saved };
  };
  const reasons = [...new Set(rows.map(({ reason }) => reason))];
  return {
    offered: countOf('eligible'),
    heldOut: countOf('held_out'),
    reasons: reasons.map((reason) => ({ reason, ...sumOf(rows.filter((row) => row.reason === reason)) })),
  };
}
