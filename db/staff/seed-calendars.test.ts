import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addWorkingDays } from '../../domain/clock/working-days.ts';
import { type OpenTestDatabase, openTestDatabase } from '../../test/harness/postgres.ts';
import { inTransaction } from '../transaction.ts';
import { newestCalendar, publishCalendar } from './calendars.ts';
import { provideCalendars, seedCalendars } from './seed-calendars.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await database.sql`delete from calendars where id in ('ca-qc', 'fr', 'us') or (id = 'claims' and version > 1)`;
});
afterAll(() => database.close());

const years = { first: 2026, last: 2027 };
const seed = (more: Partial<Parameters<typeof seedCalendars>[1]> = {}) =>
  inTransaction(database, (tx) => seedCalendars(tx, { years, easter: 'good_friday', ...more }));

async function read(id: string) {
  const calendar = await newestCalendar(database.query, id);
  if (calendar === null) throw new Error(`no calendar ${id}`);
  return calendar;
}

it.each([
  ['ca-qc', 'Saint-Jean-Baptiste', '2026-06-23T15:00:00Z', '2026-06-25T15:00:00.000Z'],
  ['ca-qc', 'Good Friday', '2026-04-02T15:00:00Z', '2026-04-06T15:00:00.000Z'],
  ['fr', '14 July', '2026-07-13T08:00:00Z', '2026-07-15T08:00:00.000Z'],
  ['us', 'Thanksgiving', '2026-11-25T15:00:00Z', '2026-11-27T15:00:00.000Z'],
])('%s does not work on %s', async (id, _holiday, from, to) => {
  await seed();
  expect(new Date(addWorkingDays(await read(id), Date.parse(from), 1)).toISOString()).toBe(to);
});

it('each place works on the holidays of the others', async () => {
  await seed();
  const [quebec, france, states] = [await read('ca-qc'), await read('fr'), await read('us')];
  for (const { holidays } of [france, states]) expect(holidays).not.toContain('2026-06-24');
  for (const { holidays } of [quebec, states]) expect(holidays).not.toContain('2026-07-14');
  for (const { holidays } of [quebec, france]) expect(holidays).not.toContain('2026-11-26');
});

it('has Easter Monday off in Québec where so configured, as a new version, and only there', async () => {
  await seed();
  const done = await seed({ easter: 'easter_monday' });
  expect(done.map(({ did }) => did)).toEqual(['published', 'unchanged', 'unchanged', 'published']);
  const { version, holidays } = await read('ca-qc');
  expect(version).toBe(2);
  expect(holidays).toContain('2026-04-06');
  expect(holidays).not.toContain('2026-04-03');
});

it('gives no new version to a calendar that has these holidays, and keeps those of other years', async () => {
  await seed();
  expect((await seed()).map(({ did }) => did)).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged']);
  await seed({ years: { first: 2028, last: 2028 } });
  const { version, holidays } = await read('fr');
  expect(version).toBe(2);
  expect(holidays).toEqual(expect.arrayContaining(['2026-07-14', '2027-07-14', '2028-07-14']));
});

it('leaves alone what somebody published since', async () => {
  await seed();
  const { version: _, ...mine } = await read('us');
  await inTransaction(database, (tx) => publishCalendar(tx, { ...mine, holidays: [] }, 'marie'));
  expect((await seed()).find(({ id }) => id === 'us')?.did).toBe('left');
  expect(await read('us')).toMatchObject({ version: 2, holidays: [] });
});

it('a start makes the missing ones once, also four at the same moment, and changes none that exists', async () => {
  await seed({ years: { first: 2026, last: 2026 }, easter: 'easter_monday' });
  await database.sql`delete from calendars where id = 'us'`;
  await Promise.all([1, 2, 3, 4].map(() => provideCalendars(database.url)));
  const rows = await database.sql`select id, version from calendars where id in ('ca-qc', 'fr', 'us') order by id`;
  expect([...rows]).toEqual(['ca-qc', 'fr', 'us'].map((id) => ({ id, version: 1 })));
  expect((await read('ca-qc')).holidays).toContain('2026-04-06');
  expect((await read('us')).holidays).toContain(`${new Date().getUTCFullYear() + 9}-07-04`);
});

it('the clocks of claims do not count Québec’s holidays, unless somebody publishes a calendar of their own', async () => {
  expect(await read('claims')).toMatchObject({ version: 1, holidays: [] });
  await Promise.all([1, 2].map(() => provideCalendars(database.url)));
  const provided = await read('claims');
  expect(provided).toMatchObject({ version: 2, zone: 'America/Toronto' });
  expect(provided.holidays).toContain(`${new Date().getUTCFullYear()}-06-24`);
  const { version: _, ...mine } = provided;
  await inTransaction(database, (tx) => publishCalendar(tx, { ...mine, holidays: [] }, 'marie'));
  await provideCalendars(database.url);
  expect(await read('claims')).toMatchObject({ version: 3, holidays: [] });
});
