import { and, eq } from 'drizzle-orm';
import type { EasterChoice } from '../../domain/calendar/public-holidays.ts';
import { type HolidayYears, seededCalendar, seededPlaces } from '../../domain/calendar/seeded-calendars.ts';
import { openDatabase } from '../pool.ts';
import { calendars } from '../schema/staff.ts';
import { inTransaction, type Tx } from '../transaction.ts';
import { lockCalendar, newestCalendar, publishCalendar } from './calendars.ts';

const seeder = 'parcours';

/** `left`: somebody has published a version of their own since, which is not ours to change. */
export type SeededCalendar = { readonly id: string; readonly did: 'published' | 'unchanged' | 'left' };

/** With holidays of these years; again is safe: a calendar that has them gets no new version. */
export async function seedCalendars(
  tx: Tx,
  seed: { readonly years: HolidayYears; readonly easter: EasterChoice },
): Promise<SeededCalendar[]> {
  const done: SeededCalendar[] = [];
  for (const place of seededPlaces) {
    await lockCalendar(tx, place.id);
    const before = await newestCalendar(tx, place.id);
    const calendar = seededCalendar(place, seed, before);
    if (before !== null && !(await isSeeded(tx, before))) done.push({ id: place.id, did: 'left' });
    else if (before?.holidays.join() === calendar.holidays.join()) done.push({ id: place.id, did: 'unchanged' });
    else {
      await publishCalendar(tx, calendar, seeder);
      done.push({ id: place.id, did: 'published' });
    }
  }
  return done;
}

async function isSeeded(tx: Tx, { id, version }: { readonly id: string; readonly version: number }): Promise<boolean> {
  const [row] = await tx
    .select({ createdBy: calendars.createdBy })
    .from(calendars)
    .where(and(eq(calendars.id, id), eq(calendars.version, version)));
  return row?.createdBy === seeder;
}

const yearsAhead = 9;

/**
 * What a fresh system starts with: each calendar that does not exist yet, or stands as a migration made it, without holidays,
 * for this year and the nine after it. The others keep their years and their choice of Easter; clocks that run keep the
 * version they were counted by, so a release changes none.
 */
export async function provideCalendars(url: string): Promise<void> {
  const database = openDatabase({ url, poolSize: 1, applicationName: 'parcours calendars' });
  const first = new Date().getUTCFullYear();
  const seed = { years: { first, last: first + yearsAhead }, easter: 'good_friday' } as const;
  try {
    await inTransaction(database, async (tx) => {
      for (const place of seededPlaces) {
        await lockCalendar(tx, place.id);
        const before = await newestCalendar(tx, place.id);
        const bare = before !== null && before.holidays.length === 0 && (await isSeeded(tx, before));
        if (before === null || bare) await publishCalendar(tx, seededCalendar(place, seed, null), seeder);
      }
    });
  } finally {
    await database.close();
  }
}
