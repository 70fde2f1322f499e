import { eq, sql } from 'drizzle-orm';
import { assignLead, type Seller, turnsOnReturn } from '../../domain/sales/assign-lead.ts';
import { caseTurns } from '../schema/assistance.ts';
import { absencesNow, activeTeam } from '../staff/staff.ts';
import type { Tx } from '../transaction.ts';

export type Choosing = {
  readonly team: string;
  /** Of the customer. */
  readonly language: string;
  /** Whoever has it now and did not answer. */
  readonly not?: string | null;
  /** Epoch ms. */
  readonly now: number;
};

/**
 * The person of a team whose turn it is, as leads are given; null when nobody fits. Who is away keeps up with those who
 * are present, so that nothing is caught up afterwards. Waits for any other choice in this team.
 */
export async function chooseOwner(tx: Tx, { team, language, not = null, now }: Choosing): Promise<string | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`case-turns/${team}`}))`);
  const people = await sellers(tx, team, now);
  const credited = people.map((one) => (one.absent || one.turns < 0 ? { ...one, turns: turnsNow(one, people) } : one));
  const candidates = credited.map((one) => (one.id === not ? { ...one, absent: true } : one));
  const { to } = assignLead({ language, territory: null }, candidates);
  await storeTurns(
    tx,
    credited.map(({ id, turns }) => ({ team, staffId: id, turns: id === to ? turns + 1 : turns })),
  );
  return to;
}

/** Somebody new stands at -1 until they are put where the others are. */
const turnsNow = (person: Seller, people: readonly Seller[]): number =>
  turnsOnReturn(
    { ...person, turns: Math.max(0, person.turns) },
    people.filter(({ turns }) => turns >= 0),
  );

async function sellers(tx: Tx, team: string, now: number): Promise<Seller[]> {
  const people = await activeTeam(tx, team);
  const rows = await tx.select().from(caseTurns).where(eq(caseTurns.team, team));
  const turns = new Map(rows.map((row) => [row.staffId, row.turns]));
  const away = new Set((await absencesNow(tx, now)).map(({ staffId }) => staffId));
  return people.map(({ id, capacity, languages }) => ({
    ...{ id, capacity, languages, territories: [] },
    ...{ absent: away.has(id), turns: turns.get(id) ?? -1 },
  }));
}

async function storeTurns(tx: Tx, rows: readonly (typeof caseTurns.$inferInsert)[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(caseTurns)
    .values([...rows])
    .onConflictDoUpdate({ target: [caseTurns.team, caseTurns.staffId], set: { turns: sql`excluded.turns` } });
}
