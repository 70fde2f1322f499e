import { desc, eq } from 'drizzle-orm';
import type { PastCase } from '../../domain/decisions/simulate-table.ts';
import { claimEvaluations } from '../schema/claims.ts';
import type { Tx } from '../transaction.ts';

/** What a table was told and said on claims, the newest first; the id is the claim's. */
export async function pastCases(on: Pick<Tx, 'select'>, tableId: string, limit: number): Promise<PastCase[]> {
  const rows = await on
    .select({ id: claimEvaluations.claimId, inputs: claimEvaluations.inputs, decision: claimEvaluations.decision })
    .from(claimEvaluations)
    .where(eq(claimEvaluations.tableId, tableId))
    .orderBy(desc(claimEvaluations.claimId), desc(claimEvaluations.round), claimEvaluations.lineNo)
    .limit(limit);
  return rows.map(({ id, inputs, decision }) => ({ id, inputs, outputs: decision.outputs }));
}
