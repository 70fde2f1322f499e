import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import { answersFor } from '../../domain/approvals/delegation.ts';
import { absences, staff } from '../schema/staff.ts';
import { tasks } from '../schema/tasks.ts';
import type { Tx } from '../transaction.ts';

export type Person = typeof staff.$inferSelect;
export type Away = typeof absences.$inferSelect;
type Reader = Pick<Tx, 'select'>;

export async function findPerson(on: Reader, id: string): Promise<Person | null> {
  const [row] = await on.select().from(staff).where(eq(staff.id, id));
  return row ?? null;
}

/** Whether this actor is somebody of the staff who has left: who never was on it has not. */
export async function hasLeft(on: Reader, id: string): Promise<boolean> {
  return (await findPerson(on, id))?.active === false;
}

/** Active people of a team, by id. */
export function activeTeam(on: Reader, team: string): Promise<Person[]> {
  return on
    .select()
    .from(staff)
    .where(and(eq(staff.team, team), staff.active))
    .orderBy(asc(staff.id));
}

/** Of these ids those of people who are active. */
export async function workingHere(on: Reader, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await on
    .select({ id: staff.id })
    .from(staff)
    .where(and(inArray(staff.id, [...ids]), staff.active));
  return new Set(rows.map(({ id }) => id));
}

/** A person as they are now, or a new one; each change counts one version. */
export async function putPerson(tx: Tx, person: Omit<typeof staff.$inferInsert, 'version'>): Promise<Person> {
  const { id: _, ...changed } = person;
  const [row] = await tx
    .insert(staff)
    .values(person)
    .onConflictDoUpdate({ target: staff.id, set: { ...changed, version: sql`${staff.version} + 1` } })
    .returning();
  if (!row) throw new Error('the insert of a person returned no row');
  return row;
}

/** Absences that have not ended, by their beginning. */
export function absencesOf(on: Reader, staffId: string, now: number): Promise<Away[]> {
  return on
    .select()
    .from(absences)
    .where(and(eq(absences.staffId, staffId), gt(absences.until, new Date(now))))
    .orderBy(asc(absences.from));
}

/** Everybody's absences that have not ended. */
export function absencesToCome(on: Reader, now: number): Promise<Away[]> {
  return on
    .select()
    .from(absences)
    .where(gt(absences.until, new Date(now)));
}

export function absencesNow(on: Reader, now: number): Promise<Away[]> {
  const at = new Date(now);
  return on
    .select()
    .from(absences)
    .where(and(lte(absences.from, at), gt(absences.until, at)));
}

/** Who answers for a person at this instant: themselves, a delegate, or nobody, also where who would has left us. */
export async function personAnswering(on: Reader, staffId: string, now: number): Promise<string | null> {
  const away = await absencesNow(on, now);
  const answering = answersFor(staffId, '', away.flatMap(delegation), now);
  if (answering === null || away.some((absence) => absence.staffId === answering)) return null;
  return (await workingHere(on, [answering])).has(answering) ? answering : null;
}

/** What only somebody who has left was to do is for whoever answers for them, else for anybody of the role. */
export async function handOverTasks(tx: Tx, staffId: string, now: number): Promise<void> {
  const to = await personAnswering(tx, staffId, now);
  const named = to === null ? sql`'{}'` : sql`jsonb_build_object('person', ${to}::text)`;
  await tx
    .update(tasks)
    .set({ person: to, details: sql`${tasks.details} - 'person' || ${named}::jsonb` })
    .where(and(eq(tasks.person, staffId), eq(tasks.state, 'open')));
}

/** Only an absence with a delegate hands over. */
export function delegation({ staffId, delegateId, from, until }: Away) {
  return delegateId === null
    ? []
    : [{ from: staffId, to: delegateId, fromMs: from.getTime(), untilMs: until.getTime() }];
}

export type StaffFilter = { readonly team?: string | undefined };

/** People from the first id after `after`, the inactive too. */
export function listStaff(
  on: Reader,
  { team }: StaffFilter,
  page: { after: string; limit: number },
): Promise<Person[]> {
  return on
    .select()
    .from(staff)
    .where(and(gt(staff.id, page.after), team === undefined ? undefined : eq(staff.team, team)))
    .orderBy(asc(staff.id))
    .limit(page.limit);
}

/** Writes an absence after the person's last one. */
export async function addAbsence(tx: Tx, absence: Omit<Away, 'no'>): Promise<void> {
  const no = sql`(select coalesce(max(no), 0) + 1 from absences where staff_id = ${absence.staffId})`;
  await tx.insert(absences).values({ ...absence, no });
}

/** One who records absences at a time: a circle of delegates can close from two sides. */
export async function lockAbsences(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('absences'))`);
}
