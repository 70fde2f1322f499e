import { desc, eq, sql } from 'drizzle-orm';
import { slas } from '../schema/assistance.ts';
import type { Tx } from '../transaction.ts';

export type Sla = typeof slas.$inferSelect;

/** The newest version; null for an unknown id. */
export async function newestSla(on: Pick<Tx, 'select'>, id: string): Promise<Sla | null> {
  const [row] = await on.select().from(slas).where(eq(slas.id, id)).orderBy(desc(slas.version)).limit(1);
  return row ?? null;
}

/** Writes a new version after the newest one. */
export async function publishSla(tx: Tx, sla: Pick<Sla, 'id' | 'calendarId' | 'targets' | 'createdBy'>): Promise<Sla> {
  // One publisher at a time per service level: versions count without gaps.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`sla/${sla.id}`}))`);
  const [row] = await tx
    .insert(slas)
    .values({ ...sla, version: sql`(select coalesce(max(version), 0) + 1 from slas where id = ${sla.id})` })
    .returning();
  if (!row) throw new Error('the insert of a service level returned no row');
  return row;
}
