import { and, eq } from 'drizzle-orm';
import { isSamePerson } from '../customers/is-same-person.ts';
import { processes } from '../schema/processes.ts';
import type { Tx } from '../transaction.ts';

/** Whether this is a case of this customer's, or of somebody who is one with them, open or closed. */
export async function isCaseOf(
  tx: Pick<Tx, 'select'>,
  { caseId, customerId }: { readonly caseId: string; readonly customerId: string },
): Promise<boolean> {
  const rows = await tx
    .select({ id: processes.id })
    .from(processes)
    .where(and(eq(processes.id, caseId), eq(processes.kind, 'case'), isSamePerson(processes.customerId, customerId)));
  return rows.length === 1;
}
