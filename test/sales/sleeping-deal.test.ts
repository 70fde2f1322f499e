/** A deal that sleeps; without Temporal. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { changeProcess, type ProcessChange } from '../../db/processes/change-process.ts';
import { planNextStep } from '../../db/sales/give-evidence.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { snooze } from '../../db/sales/pause-opportunity.ts';
import { publishCalendar } from '../../db/staff/calendars.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { OpportunityFacts } from '../../domain/sales/opportunity.ts';
import { advanceDeal, openDealIn } from '../harness/live-deal.ts';
import { openTestDatabase } from '../harness/postgres.ts';
import { seed } from '../harness/seed.ts';
import { workingCalendar } from '../harness/working-calendars.ts';

const noon = Date.parse('2026-02-02T17:00:00Z');
const dayMs = 86_400_000;

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
});
afterAll(() => database.close());

it('leaves its owner alone about a next step that was due while it slept, however often it is looked at, until it is awake', async () => {
  const id = await inTransaction(database, async (tx) => {
    const calendar = await publishCalendar(tx, workingCalendar({ id: 'office' }), 'test');
    return openDealIn(tx, { calendar, customerId: 'CUS-CARD', now: noon });
  });
  const change = (what: (change: ProcessChange<OpportunityFacts>) => Promise<void>) =>
    inTransaction(database, (tx) =>
      changeProcess(tx, opportunityStore, { id, now: noon, actor: 'test', byWorkflow: true }, what),
    );
  const told = async () => {
    const rows = await database.query.execute(sql`select kind from tasks where process_id = ${id} and state = 'open'`);
    return rows.map(({ kind }) => kind);
  };
  const wakesAt = noon + 3 * dayMs;
  await change((deal) => planNextStep(deal, { what: 'Call', dueAt: noon + dayMs }));
  await change((deal) => snooze(deal, wakesAt, 'on holiday'));
  for (const days of [1, 2]) {
    expect(await advanceDeal(database, id, noon + days * dayMs)).toMatchObject({ until: wakesAt });
    expect(await told()).toEqual([]);
  }
  const awake = await advanceDeal(database, id, wakesAt);
  expect(await told()).toEqual([]);
  expect(awake.until).toBeLessThanOrEqual(wakesAt);
  await advanceDeal(database, id, wakesAt);
  expect(await told()).toEqual(['next_step_overdue']);
});
