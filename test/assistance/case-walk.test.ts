import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { passOnCase } from '../../db/assistance/assign-case.ts';
import { noteInCase, receiveMessage, replyToCustomer } from '../../db/assistance/converse.ts';
import { mergeCase } from '../../db/assistance/merge-case.ts';
import { moveCase } from '../../db/assistance/move-case.ts';
import { reprioritise } from '../../db/assistance/reprioritise.ts';
import { auditCases } from '../../db/audit/cases.ts';
import type { Database } from '../../db/pool.ts';
import { ProcessMissing } from '../../db/processes/change-process.ts';
import { putPerson } from '../../db/staff/staff.ts';
import { inTransaction } from '../../db/transaction.ts';
import { casePriorities } from '../../domain/assistance/case-policy.ts';
import { type CaseStatus, canMoveCase, caseMoves, endsCase } from '../../domain/assistance/case-states.ts';
import { advanceCase, changeCase, openCaseRow, publishDesk } from '../harness/live-case.ts';
import { openTestDatabase } from '../harness/postgres.ts';
import { pick, type Random, seeded, upTo } from '../harness/random.ts';
import { seed } from '../harness/seed.ts';

let database: Database;

const hour = 3_600_000;
const monday = Date.parse('2026-02-02T15:00:00Z');
type Aim = Exclude<CaseStatus, 'merged'>;
const statuses = Object.keys(caseMoves).filter((to) => to !== 'merged') as Aim[]; // Object.keys widens
const doings = ['receive', 'reply', 'note', 'prioritise', 'pass', 'publish', 'move', 'move', 'move', 'move'] as const;
const written = { channel: 'chat', body: 'Words.' } as const;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
  await publishDesk(database, 'other', 1260);
  const person = { email: 'a@example.com', role: 'agent', languages: ['fr'], territories: [], calendarId: 'desk' };
  for (const id of ['ann', 'ben']) {
    const more = { id, name: id, team: 'support', capacity: 1, managerId: null, active: true };
    await inTransaction(database, (tx) => putPerson(tx, { ...person, ...more }));
  }
});
afterAll(() => database.close());

/** Mostly a legal move that does not end the walk early, now and then any. */
function aim(random: Random, from: CaseStatus): Aim {
  const legal = statuses.filter((to) => to !== 'spam' && canMoveCase(from, to));
  return pick(random, legal.length === 0 || upTo(random, 5) === 0 ? statuses : legal);
}

/** Anything that can happen to a case, whether it is possible now or not: what is refused changes nothing. */
async function happen(random: Random, ids: readonly string[], now: number): Promise<void> {
  const id = pick(random, ids);
  const doing = upTo(random, 60) === 0 ? 'merge' : pick(random, doings);
  if (doing === 'publish') await publishDesk(database, 'desk', 900 + upTo(random, 400));
  const priority = pick(random, casePriorities);
  const sla = pick(random, ['desk', 'other']);
  const into = pick(random, [...ids, 'CAS-0000000']);
  await changeCase(database, id, now, async (change) => {
    // The API refuses what is over before it asks.
    if (caseMoves[change.facts.status].length === 0) return;
    if (doing === 'receive') await receiveMessage(change, written);
    if (doing === 'reply') await replyToCustomer(change, written);
    if (doing === 'note') await noteInCase(change, written);
    if (doing === 'move') await moveCase(change, { to: aim(random, change.facts.status), reason: 'because' });
    if (doing === 'merge') await mergeCase(change, into);
    if (endsCase(change.facts.status)) return;
    if (doing === 'prioritise') await reprioritise(change, { priority, sla });
    if (doing === 'pass') await passOnCase(change);
  });
}

it.each([1, 2, 3, 4, 5])(
  'leaves clocks that are what their events add up to, whatever happens (seed %i)',
  async (no) => {
    const random = seeded(no);
    const desk = await publishDesk(database);
    const ids = [await openCaseRow(database, desk, monday), await openCaseRow(database, desk, monday + hour)];
    const ringsAt = new Map<string, number>();
    let now = monday + hour;
    for (let step = 0; step < 30; step += 1) {
      now += upTo(random, 20) * hour;
      await happen(random, ids, now);
      for (const id of ids) {
        const { until } = await advanceCase(database, id, now);
        // Whatever was due is done, or the workflow would never sleep.
        if (until !== null) expect(until).toBeGreaterThan(now);
        ringsAt.set(id, until ?? Number.POSITIVE_INFINITY);
      }
      // Now and then time goes on to the very instant of the next deadline.
      const next = Math.min(...ringsAt.values());
      if (upTo(random, 2) === 0 && Number.isFinite(next)) now = next;
    }
    expect(await auditCases(database)).toEqual([]);
  },
);

it('has walked through every status and fired every level', async () => {
  const seen = await database.query.execute<{ status: string }>(
    sql`select distinct substr(type, 6) as status from events where type like 'case.%'`,
  );
  expect(seen.map(({ status }) => status)).toEqual(expect.arrayContaining(statuses.filter((to) => to !== 'new')));
  const fired = await database.query.execute<{ level: string }>(
    sql`select distinct clock || percent as level from case_levels`,
  );
  const expected = ['first_response', 'next_response', 'resolution'].flatMap((clock) =>
    [50, 80, 100, 150].map((p) => clock + p),
  );
  expect(fired.map(({ level }) => level)).toEqual(expect.arrayContaining(expected));
});

it('never rewrites what happened', async () => {
  await expect(database.query.execute(sql`update case_events set at = now()`)).rejects.toThrow();
  await expect(database.query.execute(sql`delete from case_events`)).rejects.toThrow();
  await expect(changeCase(database, 'CAS-0000000', monday, async () => undefined)).rejects.toThrow(ProcessMissing);
});
