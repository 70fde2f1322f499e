import { asc, eq, sql } from 'drizzle-orm';
import { wantedClocks } from '../../domain/claims/claim-clock-states.ts';
import { sameStates } from '../../domain/claims/claim-clocks.ts';
import type { ClaimStatus } from '../../domain/claims/claim-states.ts';
import { claimClockRows } from '../claims/claim-clocks.ts';
import { claimStore } from '../claims/claim-store.ts';
import type { Database } from '../pool.ts';
import { readRow, readStuck } from '../processes/process-row.ts';
import { claimClocks } from '../schema/claim-clocks.ts';
import { claims } from '../schema/claims.ts';
import { inTransaction, type Tx } from '../transaction.ts';
import { byClock, clockDifferences } from './clock-differences.ts';
import type { Finding } from './finding.ts';
import { inPages } from './pages.ts';

const claimsPerPage = 200;

/** I11: the stored clocks of every claim are what their events add up to, and were turned as its status says. */
export async function auditClaimClocks(database: Database): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const { id } of inPages((after) => readIds(database, after))) {
    // One snapshot: a claim may be changed while it is looked at.
    const details = await inTransaction(database, (tx) => compareClaim(tx, id), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    findings.push(...details.map((detail) => ({ invariant: 'I11' as const, subject: id, detail, next })));
  }
  return findings;
}

const next =
  'Believe the events: write the clocks anew from them, and look for a writer that went round turnClaimClocks.';

function readIds({ query }: Database, after: string): Promise<{ id: string }[]> {
  return query
    .select({ id: claims.id })
    .from(claims)
    .where(sql`${claims.id} > ${after}`)
    .orderBy(asc(claims.id))
    .limit(claimsPerPage);
}

async function compareClaim(tx: Tx, id: string): Promise<string[]> {
  const row = await readRow<ClaimStatus>(tx, { kind: 'claim', id, lock: false });
  if (row === null || row.customerId === null) return []; // said by others
  const facts = await claimStore.load(tx, { ...row, stuck: await readStuck(tx, id) });
  const stored = await tx.select().from(claimClocks).where(eq(claimClocks.claimId, id));
  const expected = facts.clocks === null ? [] : claimClockRows(id, facts.clocks, facts.calendarOf);
  const turned = facts.clocks === null || sameStates(facts.clocks.states, wantedClocks(facts));
  return [
    ...clockDifferences(byClock(expected), byClock(stored)),
    ...(turned ? [] : [`Its clocks were not turned when it came to be ${facts.status}.`]),
  ];
}
