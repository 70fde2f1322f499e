import { eq, sql } from 'drizzle-orm';
import { assignLeads, type Lead, type Seller, turnsOnReturn } from '../../domain/sales/assign-lead.ts';
import { sellerTurns } from '../schema/leads.ts';
import { staff } from '../schema/staff.ts';
import type { Tx } from '../transaction.ts';

type Assigning = {
  readonly team: string;
  readonly leads: readonly Lead[];
  readonly now: number;
  /** Whoever has it now and did not see to it. */
  readonly not?: string;
};

/** Gives each lead, in order, to the person of a team whose turn it is, and counts it. Null where nobody fits. */
export async function assignOwners(tx: Tx, { team, leads, now, not }: Assigning): Promise<(string | null)[]> {
  if (leads.length === 0) return [];
  // One at a time per team, or two would be given to the same person.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`assign/${team}`}))`);
  const people = await sellersOf(tx, team, now);
  const candidates = people.map((one) => (one.id === not ? { ...one, absent: true } : one));
  const { assignments, sellers } = assignLeads(leads, candidates);
  // Also of those who were given none: who joins or comes back is told from who was there all along.
  if (sellers.length > 0) {
    await tx
      .insert(sellerTurns)
      .values(sellers.map(({ id: staffId, turns }) => ({ staffId, turns })))
      .onConflictDoUpdate({ target: sellerTurns.staffId, set: { turns: sql`excluded.turns` } });
  }
  return assignments.map(({ to }) => to);
}

/** Who joined since the last time, or is away, keeps up with the least used share: nothing is caught up later. */
async function sellersOf(tx: Tx, team: string, now: number): Promise<Seller[]> {
  const rows = await tx.execute<Omit<Seller, 'turns'> & { turns: number | null }>(sql`
    select s.id, s.capacity, s.languages, s.territories, t.turns,
      exists (select 1 from absences a where a.staff_id = s.id
        and a.from_at <= ${iso(now)}::timestamptz and a.until_at > ${iso(now)}::timestamptz) as absent
    from staff s left join seller_turns t on t.staff_id = s.id where s.team = ${team} and s.active order by s.id`);
  const sellers = rows.map(({ turns, ...row }) => ({ ...row, turns: turns ?? 0, fresh: turns === null }));
  const known = sellers.filter(({ fresh }) => !fresh);
  return sellers.map(({ fresh, ...seller }) =>
    fresh || seller.absent ? { ...seller, turns: turnsOnReturn(seller, known) } : seller,
  );
}

const iso = (at: number): string => new Date(at).toISOString();

/** The calendar of a person; null for somebody unknown. */
export async function calendarIdOf(tx: Pick<Tx, 'select'>, staffId: string): Promise<string | null> {
  const [row] = await tx.select({ calendarId: staff.calendarId }).from(staff).where(eq(staff.id, staffId));
  return row?.calendarId ?? null;
}
