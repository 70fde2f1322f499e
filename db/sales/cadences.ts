import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import { processes } from '../schema/processes.ts';
import { cadences } from '../schema/sales.ts';
import type { Tx } from '../transaction.ts';

export type Cadence = typeof cadences.$inferSelect;

/** The newest version; null for an unknown id. */
export async function newestCadence(on: Pick<Tx, 'select'>, id: string): Promise<Cadence | null> {
  const [row] = await on.select().from(cadences).where(eq(cadences.id, id)).orderBy(desc(cadences.version)).limit(1);
  return row ?? null;
}

/** The newest version of each, from the first id after `after`. */
export function listCadences(
  on: Pick<Tx, 'selectDistinctOn'>,
  { after, limit }: { after: string; limit: number },
): Promise<Cadence[]> {
  return on
    .selectDistinctOn([cadences.id])
    .from(cadences)
    .where(gt(cadences.id, after))
    .orderBy(asc(cadences.id), desc(cadences.version))
    .limit(limit);
}

/** Writes a new version after the newest one. */
export async function publishCadence(
  tx: Tx,
  cadence: Pick<Cadence, 'id' | 'name' | 'steps' | 'calendarId' | 'createdBy'>,
): Promise<Cadence> {
  // One publisher at a time per cadence: versions count without gaps.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`cadence/${cadence.id}`}))`);
  const [row] = await tx
    .insert(cadences)
    .values({
      ...cadence,
      version: sql`(select coalesce(max(version), 0) + 1 from cadences where id = ${cadence.id})`,
    })
    .returning();
  if (!row) throw new Error('the insert of a cadence returned no row');
  return row;
}

/** Enrolments that still run of a customer, or of anybody who is one with them, in the order in which they are locked. */
export async function runningEnrolments(tx: Tx, customerId: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from processes where kind = 'enrolment' and closed_at is null
      and customer_id in (select customer_family(customer_now(${customerId}))) order by id`);
  return rows.map((row) => row.id);
}

/** Whether the customer, or anybody who is one with them, runs through this cadence now. */
export async function isEnrolled(tx: Tx, { customerId, cadenceId }: { customerId: string; cadenceId: string }) {
  const rows = await tx.execute(sql`
    select 1 from processes p join enrolments e on e.id = p.id
    where p.customer_id in (select customer_family(customer_now(${customerId}))) and p.closed_at is null and e.cadence_id = ${cadenceId}`);
  return rows.length > 0;
}

/** The same of the customer whom a deal is with. */
export async function enrolmentsBesideDeal(tx: Tx, opportunityId: string): Promise<string[]> {
  const [deal] = await tx
    .select({ customerId: processes.customerId })
    .from(processes)
    .where(and(eq(processes.id, opportunityId), eq(processes.kind, 'opportunity')));
  return deal?.customerId ? runningEnrolments(tx, deal.customerId) : [];
}
