import { desc, sql } from 'drizzle-orm';
import { claimServiceLevels } from '../schema/claim-service-levels.ts';
import type { Tx } from '../transaction.ts';

export type ClaimServiceLevel = typeof claimServiceLevels.$inferSelect;

/** The newest version; a migration wrote the first. */
export async function claimServiceLevel(on: Pick<Tx, 'select'>): Promise<ClaimServiceLevel> {
  const [row] = await on.select().from(claimServiceLevels).orderBy(desc(claimServiceLevels.version)).limit(1);
  if (!row) throw new Error('there is no service level of claims');
  return row;
}

/** Writes a new version after the newest one. */
export async function publishClaimServiceLevel(
  tx: Tx,
  level: Pick<ClaimServiceLevel, 'calendarId' | 'targets' | 'createdBy'>,
): Promise<ClaimServiceLevel> {
  // One publisher at a time: versions count without gaps.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('claim-service-level'))`);
  const [row] = await tx
    .insert(claimServiceLevels)
    .values({ ...level, version: sql`(select coalesce(max(version), 0) + 1 from claim_service_levels)` })
    .returning();
  if (!row) throw new Error('the insert of a service level returned no row');
  return row;
}
