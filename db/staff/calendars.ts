import { asc, desc, eq, gt, sql } from 'drizzle-orm';
import type { CalendarKey } from '../../domain/clock/clock.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import { calendars } from '../schema/staff.ts';
import type { Tx } from '../transaction.ts';

type Reader = Pick<Tx, 'select'>;

export const calendarKey = ({ id, version }: Pick<WorkingCalendar, 'id' | 'version'>): CalendarKey =>
  `${id}@${version}`;

/** The newest version; null for an unknown id. */
export async function newestCalendar(on: Reader, id: string): Promise<WorkingCalendar | null> {
  const [row] = await on.select().from(calendars).where(eq(calendars.id, id)).orderBy(desc(calendars.version)).limit(1);
  return row ?? null;
}

/** The newest version of each, from the first id after `after`. */
export function listCalendars(
  on: Pick<Tx, 'selectDistinctOn'>,
  { after, limit }: { after: string; limit: number },
): Promise<WorkingCalendar[]> {
  return on
    .selectDistinctOn([calendars.id])
    .from(calendars)
    .where(gt(calendars.id, after))
    .orderBy(asc(calendars.id), desc(calendars.version))
    .limit(limit);
}

/** A version that some clock was counted by. Throws for one that does not exist: versions are never deleted. */
export async function calendarByKey(on: Reader, key: CalendarKey): Promise<WorkingCalendar> {
  const [row] = await on
    .select()
    .from(calendars)
    .where(
      sql`${calendars.id} || '@' || ${calendars.version} = ${key} and ${calendars.id} = ${key.slice(0, key.lastIndexOf('@'))}`,
    );
  if (!row) throw new Error(`calendar ${key} does not exist`);
  return row;
}

/** One publisher at a time per calendar: versions count without gaps. Waits for the other one. */
export async function lockCalendar(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`calendar/${id}`}))`);
}

/** Writes a new version after the newest one. */
export async function publishCalendar(
  tx: Tx,
  calendar: Omit<WorkingCalendar, 'version'>,
  actor: string,
): Promise<WorkingCalendar> {
  await lockCalendar(tx, calendar.id);
  const [row] = await tx
    .insert(calendars)
    .values({
      ...calendar,
      version: sql`(select coalesce(max(version), 0) + 1 from calendars where id = ${calendar.id})`,
      createdBy: actor,
    })
    .returning();
  if (!row) throw new Error('the insert of a calendar returned no row');
  return row;
}
