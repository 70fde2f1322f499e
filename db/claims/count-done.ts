import { and, eq, sql } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claimLines } from '../schema/claims.ts';

type Done = readonly { readonly lineNo: number; readonly units: number }[];

/** Counts steps as done, or with negative units as undone; the check on the row refuses more than was granted. */
export async function countDone(
  { tx, facts }: Pick<ProcessChange<ClaimFacts>, 'tx' | 'facts'>,
  column: 'refunded' | 'credited' | 'replaced' | 'repaired' | 'sentBack',
  done: Done,
): Promise<void> {
  for (const { lineNo, units } of done) {
    await tx
      .update(claimLines)
      .set({ [column]: sql`${claimLines[column]} + ${units}` })
      .where(and(eq(claimLines.claimId, facts.id), eq(claimLines.lineNo, lineNo)));
  }
}
