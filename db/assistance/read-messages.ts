import { and, asc, eq, gt } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { caseMessages, cases } from '../schema/assistance.ts';
import { claims } from '../schema/claims.ts';

export type CaseMessage = typeof caseMessages.$inferSelect;

/** What was written in a case, the oldest first. */
export function readMessages(
  { query }: Pick<Database, 'query'>,
  { caseId, after }: { readonly caseId: string; readonly after: number },
  limit: number,
): Promise<CaseMessage[]> {
  return query
    .select()
    .from(caseMessages)
    .where(and(eq(caseMessages.caseId, caseId), gt(caseMessages.no, after)))
    .orderBy(asc(caseMessages.no))
    .limit(limit);
}

/** The cases that live on in this one. */
export async function mergedInto({ query }: Pick<Database, 'query'>, caseId: string): Promise<string[]> {
  const rows = await query.select({ id: cases.id }).from(cases).where(eq(cases.mergedInto, caseId)).orderBy(cases.id);
  return rows.map(({ id }) => id);
}

/** The claims that were made in a case. */
export async function claimsOf({ query }: Pick<Database, 'query'>, caseId: string): Promise<string[]> {
  const rows = await query.select({ id: claims.id }).from(claims).where(eq(claims.caseId, caseId)).orderBy(claims.id);
  return rows.map(({ id }) => id);
}
