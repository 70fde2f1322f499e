import { sql } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import type { Tx } from '../transaction.ts';

/** Units of each line that came, were accepted and stand on a shelf or are scrap: nobody can repair them any more. */
export async function putAwayUnits(tx: Tx, { return: back }: Pick<ClaimFacts, 'return'>) {
  if (back === null) return [];
  const rows = await tx.execute<{ lineNo: number; units: number }>(sql`
    select line_no as "lineNo", sum(units)::int as units from return_inspections
    where return_id = ${back.id} and accepted and disposition in ('restock', 'scrap') group by line_no order by line_no`);
  return [...rows];
}
