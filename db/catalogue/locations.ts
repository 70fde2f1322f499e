import { asc, eq, sql } from 'drizzle-orm';
import { appendEvents } from '../events/append-events.ts';
import type { Database } from '../pool.ts';
import { locations } from '../schema/inventory.ts';
import type { Tx } from '../transaction.ts';

export type StoredLocation = typeof locations.$inferSelect;
export type Location = Omit<StoredLocation, 'version'>;

const eventsOf = (id: string): string => `location/${id}`;

/** The location's version under its row lock, 0 when it is new; two writers of one new id wait for each other here. */
export async function lockLocation(tx: Tx, id: string): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${eventsOf(id)}, 0))`);
  const [row] = await tx
    .select({ version: locations.version })
    .from(locations)
    .where(eq(locations.id, id))
    .for('update');
  return row?.version ?? 0;
}

/** Puts the location as given over what was there; the caller holds its lock. */
export async function writeLocation(tx: Tx, actor: string, given: Location, before: number): Promise<StoredLocation> {
  const { id, ...row } = given;
  const version = await appendEvents(tx, { aggregate: 'location', id: eventsOf(id), version: before, actor }, [
    { type: before === 0 ? 'location.added' : 'location.changed', data: { ...given } },
  ]);
  await tx
    .insert(locations)
    .values({ ...given, version })
    .onConflictDoUpdate({ target: locations.id, set: { ...row, version } });
  return { ...given, version };
}

/** At most `limit` locations with ids after `after`, in the order of their ids. */
export async function listLocations(
  database: Pick<Database, 'query'>,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<StoredLocation[]> {
  return database.query
    .select()
    .from(locations)
    .where(sql`${locations.id} > ${after}`)
    .orderBy(asc(locations.id))
    .limit(limit);
}

export async function findLocation(database: Pick<Database, 'query'>, id: string): Promise<StoredLocation | null> {
  const [row] = await database.query.select().from(locations).where(eq(locations.id, id));
  return row ?? null;
}
