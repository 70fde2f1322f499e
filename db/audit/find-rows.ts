import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import type { Finding, Invariant } from './finding.ts';

/** A statement whose rows are `subject` and `detail`, both text; no row when all is well. */
export type FindingQuery = { readonly violations: SQL; readonly next: string };

/**
 * Runs statements one after another and turns their rows into findings, ordered by subject. Each statement sees one
 * snapshot, so an audit beside a busy engine compares rows of one instant. Locks nothing.
 */
export async function findRows(
  database: Database,
  invariant: Invariant,
  queries: readonly FindingQuery[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { violations, next } of queries) {
    const rows = await database.query.execute<{ subject: string; detail: string }>(
      sql`select subject, detail from (${violations}) as violation order by subject`,
    );
    for (const { subject, detail } of rows) findings.push({ invariant, subject, detail, next });
  }
  return findings;
}
