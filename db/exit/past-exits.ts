import { desc } from 'drizzle-orm';
import type { PastCase } from '../../domain/decisions/simulate-table.ts';
import { exitEvaluations } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';

/** What the table exit-offer was told and said, the newest exits first: those too to whom nothing was offered. */
export async function pastExits(on: Pick<Tx, 'select'>, limit: number): Promise<PastCase[]> {
  const { exitId, inputs, decision, at } = exitEvaluations;
  const rows = await on
    .select({ id: exitId, inputs, decision })
    .from(exitEvaluations)
    .orderBy(desc(at), desc(exitId))
    .limit(limit);
  return rows.map((row) => ({ id: row.id, inputs: row.inputs, outputs: row.decision.outputs }));
}
