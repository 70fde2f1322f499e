import { and, eq } from 'drizzle-orm';
import type { LineRule } from '../../domain/claims/claim-reasons.ts';
import { type ClaimTableId, claimTableIds } from '../../domain/claims/claim-tables.ts';
import { textsOf } from '../../domain/decisions/rule-texts.ts';
import { claimEvaluations } from '../schema/claims.ts';
import { decisionTables } from '../schema/decisions.ts';
import type { Tx } from '../transaction.ts';

/** The rules that counted in a round of a claim, by line, in the order in which the tables are asked. */
export async function rulesOfClaim(
  on: Pick<Tx, 'select'>,
  claimId: string,
  round: number,
): Promise<(lineNo: number) => LineRule[]> {
  const { lineNo, tableId, tableVersion, inputs, decision } = claimEvaluations;
  const rows = await on
    .select({ lineNo, tableId, inputs, decision, rules: decisionTables.rules })
    .from(claimEvaluations)
    .innerJoin(decisionTables, and(eq(decisionTables.id, tableId), eq(decisionTables.version, tableVersion)))
    .where(and(eq(claimEvaluations.claimId, claimId), eq(claimEvaluations.round, round)));
  const place = (id: string): number => claimTableIds.indexOf(id as ClaimTableId); // only these are asked
  rows.sort((a, b) => place(a.tableId) - place(b.tableId));
  return (line) =>
    rows
      .filter((row) => row.lineNo === line)
      .flatMap(({ tableId: id, rules, inputs: told, decision: { winners } }) =>
        textsOf({ rules }, { winners, inputs: told }).map((said) => ({ ...said, table: id as ClaimTableId })),
      );
}
