/** What writing in a case does to its clocks and to a wait, and what it leaves alone; without Temporal. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passOnCase } from '../../db/assistance/assign-case.ts';
import { noteInCase, receiveMessage, replyToCustomer } from '../../db/assistance/converse.ts';
import { mergeCase } from '../../db/assistance/merge-case.ts';
import { moveCase } from '../../db/assistance/move-case.ts';
import { rateCase } from '../../db/assistance/rate-case.ts';
import type { Database } from '../../db/pool.ts';
import { absences } from '../../db/schema/staff.ts';
import { putPerson } from '../../db/staff/staff.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { CaseFacts } from '../../domain/assistance/case.ts';
import type { CaseStatus } from '../../domain/assistance/case-states.ts';
import { advanceCase, changeCase, openCaseRow, publishDesk } from '../harness/live-case.ts';
import { openTestDatabase } from '../harness/postgres.ts';
import { seed } from '../harness/seed.ts';
import { levelsOf, tasksAbout, toldOf } from './case-rows.ts';

let database: Database;
let desk: Awaited<ReturnType<typeof publishDesk>>;

const hour = 3_600_000;
const day = 24 * hour;
/** Ten in the morning of a Monday in Montréal, an hour after its desk opens; it answers until five. */
const monday = Date.parse('2026-02-02T15:00:00Z');
const words = { channel: 'email', body: 'Words.' } as const;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
  desk = await publishDesk(database);
});
afterAll(() => database.close());

const opened = () => openCaseRow(database, desk, monday);
const receive = (id: string, at: number) => changeCase(database, id, at, (change) => receiveMessage(change, words));
const reply = (id: string, at: number) => changeCase(database, id, at, (change) => replyToCustomer(change, words));
const note = (id: string, at: number) => changeCase(database, id, at, (change) => noteInCase(change, words));
async function move(id: string, at: number, ...through: Exclude<CaseStatus, 'merged'>[]): Promise<void> {
  for (const to of through) {
    const { value } = await changeCase(database, id, at, (change) => moveCase(change, { to, reason: 'because' }));
    expect(value).toBeNull();
  }
}
const factsOf = async (id: string, at: number): Promise<CaseFacts> =>
  (await changeCase(database, id, at, async () => undefined)).facts;

/** Who is waited for, and the clocks that run. */
async function standing(id: string, at: number) {
  const { status, remindAt, clocks } = await factsOf(id, at);
  const { firstResponse, nextResponse, nextResponseNo, resolution } = clocks;
  const next = nextResponse === null ? null : `${nextResponse.state} ${nextResponseNo}`;
  return { status, reminds: remindAt !== null, first: firstResponse.state, next, resolution: resolution.state };
}

describe('a message of the customer', () => {
  it('ends a wait for them: an answer is owed from then on, and nobody reminds them', async () => {
    const id = await opened();
    await move(id, monday, 'triaged', 'in_progress');
    await reply(id, monday + hour);
    await move(id, monday + hour, 'waiting_customer');
    expect(await standing(id, monday + hour)).toEqual({
      ...{ status: 'waiting_customer', reminds: true, first: 'stopped', next: null, resolution: 'paused' },
    });
    await receive(id, monday + 3 * hour);
    expect(await standing(id, monday + 3 * hour)).toEqual({
      ...{ status: 'in_progress', reminds: false, first: 'stopped', next: 'running 1', resolution: 'running' },
    });
    const { clocks } = await factsOf(id, monday + 3 * hour);
    expect(clocks.nextResponse?.changedAt).toBe(monday + 3 * hour);
    await advanceCase(database, id, monday + 5 * day);
    expect(await toldOf({ database }, id)).toEqual(['case_received', 'case_reply']);
  });

  it('owes them an answer while somebody else is waited for, and leaves that wait as it is', async () => {
    const id = await opened();
    await move(id, monday, 'triaged', 'in_progress');
    await reply(id, monday + hour);
    await move(id, monday + hour, 'waiting_third_party');
    await receive(id, monday + 2 * hour);
    expect(await standing(id, monday + 2 * hour)).toEqual({
      ...{ status: 'waiting_third_party', reminds: false, first: 'stopped', next: 'running 1', resolution: 'paused' },
    });
  });

  it('opens a resolved case again: an answer is owed, and resolution counts on', async () => {
    const id = await opened();
    await move(id, monday, 'triaged', 'in_progress');
    await move(id, monday + 2 * hour, 'resolved');
    await receive(id, monday + day);
    expect(await standing(id, monday + day)).toMatchObject({ status: 'in_progress', next: 'running 1' });
    const { clocks } = await factsOf(id, monday + day);
    expect(clocks.resolution).toMatchObject({ state: 'running', consumedMs: 2 * hour });
    // And the customer hears of each resolution.
    await move(id, monday + day, 'resolved');
    expect(await toldOf({ database }, id)).toEqual(['case_received', 'case_resolved', 'case_resolved']);
  });
});

it('a note is for us alone: no clock, no wait and no customer notices', async () => {
  const id = await opened();
  await move(id, monday, 'triaged', 'in_progress');
  const before = [await standing(id, monday), await factsOf(id, monday)] as const;
  await note(id, monday + hour);
  expect(await standing(id, monday + hour)).toEqual(before[0]);
  expect((await factsOf(id, monday + hour)).events).toEqual(before[1].events);
  await move(id, monday + hour, 'waiting_customer');
  const { remindAt } = await factsOf(id, monday + hour);
  await note(id, monday + 2 * hour);
  expect(await factsOf(id, monday + 2 * hour)).toMatchObject({ status: 'waiting_customer', remindAt });
  await move(id, monday + 2 * hour, 'in_progress', 'resolved');
  await note(id, monday + 3 * hour);
  expect((await factsOf(id, monday + 3 * hour)).status).toBe('resolved');
  expect(await toldOf({ database }, id)).toEqual(['case_received', 'case_resolved']);
});

it('what was said elsewhere is written down and answers; only an e-mail is sent', async () => {
  const id = await opened();
  await changeCase(database, id, monday + hour, (change) => replyToCustomer(change, { ...words, channel: 'phone' }));
  expect(await standing(id, monday + hour)).toMatchObject({ first: 'stopped' });
  expect(await toldOf({ database }, id)).toEqual(['case_received']);
});

it('an answer that is written by a clock behind comes after what it answers', async () => {
  const id = await opened();
  await reply(id, monday + hour);
  await receive(id, monday + 3 * hour);
  await reply(id, monday + 2 * hour);
  expect(await standing(id, monday + 3 * hour)).toMatchObject({ next: 'stopped 1' });
});

it('reminds in each wait anew, after 2 and then 3 working days, and gives up 5 after that', async () => {
  const id = await opened();
  await move(id, monday, 'triaged', 'in_progress');
  const steps = async () => {
    const rows = await database.query.execute<{ step: string }>(
      sql`select step from messages where process = ${`case/${id}`} and template = 'case_reminder' order by created_at`,
    );
    return rows.map(({ step }) => step);
  };
  await move(id, monday, 'waiting_customer');
  // Monday and Tuesday, from ten to ten: a working day has eight hours.
  const wednesday = monday + 2 * day;
  expect((await factsOf(id, monday)).remindAt).toBe(wednesday);
  await advanceCase(database, id, wednesday - 1);
  expect(await steps()).toEqual([]);
  await advanceCase(database, id, wednesday);
  expect(await steps()).toEqual(['reminder-1-1']);
  await receive(id, wednesday + hour);
  await move(id, wednesday + hour, 'waiting_customer');
  const friday = wednesday + hour + 2 * day;
  expect(await factsOf(id, wednesday + hour)).toMatchObject({ remindAt: friday, remindersSent: 0, waits: 2 });
  await advanceCase(database, id, friday);
  const nextWednesday = friday + 5 * day;
  expect((await factsOf(id, friday)).remindAt).toBe(nextWednesday);
  await advanceCase(database, id, nextWednesday);
  expect(await steps()).toEqual(['reminder-1-1', 'reminder-2-1', 'reminder-2-2']);
  const end = nextWednesday + 7 * day;
  expect((await factsOf(id, nextWednesday)).remindAt).toBe(end);
  await advanceCase(database, id, end - 1);
  expect((await factsOf(id, end - 1)).status).toBe('waiting_customer');
  await advanceCase(database, id, end);
  expect((await factsOf(id, end)).status).toBe('resolved');
  expect(await steps()).toHaveLength(3);
});

it('takes who is a detractor from the rules that the case began with', async () => {
  const rated = async (score: number, atMost: number) => {
    const id = await opened();
    await database.query.execute(
      sql`update cases set policy = policy || ${JSON.stringify({ detractorAtMost: atMost })}::jsonb where id = ${id}`,
    );
    await move(id, monday, 'triaged', 'in_progress', 'resolved', 'closed');
    const { value } = await changeCase(database, id, monday, (change) => rateCase(change, { score }));
    return value;
  };
  expect(await Promise.all([rated(3, 3), rated(4, 3), rated(8, 8)])).toEqual(
    [true, false, true].map((detractor) => ({ detractor })),
  );
});

it('is closed in the very instant in which its window ends, and no earlier', async () => {
  const id = await opened();
  await move(id, monday, 'triaged', 'in_progress', 'resolved');
  await advanceCase(database, id, monday + 7 * day - 1);
  expect((await factsOf(id, monday)).status).toBe('resolved');
  await advanceCase(database, id, monday + 7 * day);
  expect((await factsOf(id, monday)).status).toBe('closed');
});

it('that nobody has asks a supervisor for somebody until it ends, and again when it is reopened', async () => {
  const asked = async (id: string) => (await tasksAbout({ database }, id)).map(({ kind, state }) => `${kind} ${state}`);
  const [spam, id] = [await opened(), await opened()];
  await move(spam, monday, 'spam');
  expect(await asked(spam)).toEqual(['case_owner void']);
  await move(id, monday, 'triaged', 'in_progress', 'waiting_customer');
  expect(await asked(id)).toEqual(['case_owner open']);
  await move(id, monday, 'resolved');
  expect(await asked(id)).toEqual(['case_owner void']);
  await receive(id, monday + hour);
  expect(await asked(id)).toEqual(['case_owner void', 'case_owner open']);
  await move(id, monday + hour, 'resolved', 'closed');
  expect(await asked(id)).toEqual(['case_owner void', 'case_owner void']);
});

it('that lives on in another brings along an answer that is owed, and else leaves the clocks of the other as they are', async () => {
  const answered = async () => {
    const id = await opened();
    await reply(id, monday + hour);
    return id;
  };
  const merge = (id: string, into: string) =>
    changeCase(database, id, monday + 2 * hour, (change) => mergeCase(change, into));
  const [owed, quiet, into] = [await opened(), await answered(), await answered()];
  await merge(quiet, into);
  expect(await standing(into, monday + 2 * hour)).toMatchObject({ first: 'stopped', next: null });
  await move(into, monday + 2 * hour, 'triaged', 'in_progress', 'waiting_customer');
  await merge(owed, into);
  expect(await standing(into, monday + 2 * hour)).toMatchObject({ status: 'in_progress', next: 'running 1' });
  expect(await standing(owed, monday + 2 * hour)).toMatchObject({ status: 'merged', first: 'stopped' });
});

it('that waits for its customer is reminded of by nobody once it lives on in another', async () => {
  const [id, into] = [await opened(), await opened()];
  await move(id, monday, 'triaged', 'in_progress', 'waiting_customer');
  await changeCase(database, id, monday, (change) => mergeCase(change, into));
  expect(await standing(id, monday)).toMatchObject({ status: 'merged', reminds: false });
});

it('that lives on in another is given to nobody', async () => {
  const [id, into] = [await opened(), await opened()];
  await changeCase(database, id, monday, (change) => mergeCase(change, into));
  const states = async (of: string) => (await tasksAbout({ database }, of)).map(({ state }) => state);
  expect([await states(id), await states(into)]).toEqual([['void'], ['open']]);
});

const hire = (id: string) =>
  inTransaction(database, (tx) =>
    putPerson(tx, {
      ...{ id, name: id, email: `${id}@example.com`, role: 'agent', languages: ['en', 'fr'], team: 'support' },
      ...{ capacity: 1, territories: [], calendarId: 'desk', managerId: null, active: true },
    }),
  );

it('is not passed on to who has it already: where there is nobody else a supervisor is asked', async () => {
  await hire('solo');
  const id = await opened();
  expect((await factsOf(id, monday)).owner).toBe('solo');
  const { value } = await changeCase(database, id, monday, (change) => passOnCase(change));
  expect(value).toBeNull();
  expect(await tasksAbout({ database }, id)).toMatchObject([{ kind: 'case_owner', state: 'open' }]);
});

it('is given to somebody else once, though two of its clocks ask for that in one look', async () => {
  await hire('duo');
  const id = await opened();
  const { owner } = await factsOf(id, monday);
  await advanceCase(database, id, monday + 60 * day);
  const last = (await levelsOf({ database }, id)).filter((level) => level.endsWith(' 150'));
  expect(last).toEqual(['first_response 1 150', 'resolution 1 150']);
  const given = await database.query.execute(
    sql`select data ->> 'from' as "from" from events where aggregate_id = ${id} and type = 'case.assigned'`,
  );
  expect(given).toEqual([{ from: owner }]);
});

it('is not given to who was away before their turn: what came meanwhile is not caught up', async () => {
  const back = monday + day;
  const away = { staffId: 'duo', no: 1, from: new Date(monday - 1), until: new Date(back) };
  await database.query.insert(absences).values(away);
  const casesOfDuo = async (now: number) => {
    const owners: (string | null)[] = [];
    for (let cases = 0; cases < 6; cases += 1)
      owners.push((await factsOf(await openCaseRow(database, desk, now), now)).owner);
    return owners.filter((owner) => owner === 'duo').length;
  };
  expect(await casesOfDuo(monday)).toBe(0);
  // Half of them, and the one by which two who are equal may differ.
  expect(await casesOfDuo(back)).toBe(4);
});
