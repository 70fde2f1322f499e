import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import type { OpportunityFacts } from '../../domain/sales/opportunity.ts';
import { openDealIn } from '../../test/harness/live-deal.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import { seed } from '../../test/harness/seed.ts';
import { workingCalendar } from '../../test/harness/working-calendars.ts';
import { auditDeals } from '../audit/deals.ts';
import type { Database } from '../pool.ts';
import { changeProcess, type ProcessChange } from '../processes/change-process.ts';
import { publishCalendar } from '../staff/calendars.ts';
import { inTransaction } from '../transaction.ts';
import { moveOpportunity } from './move-opportunity.ts';
import { opportunityStore } from './opportunity-store.ts';
import { snooze, wake } from './pause-opportunity.ts';
import { stageLogs } from './stage-log.ts';

const noon = Date.parse('2026-02-02T17:00:00Z');
const second = 1000;

let database: Database;
let calendar: WorkingCalendar;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
  calendar = await inTransaction(database, (tx) => publishCalendar(tx, workingCalendar({ id: 'office' }), 'test'));
});
afterAll(() => database.close());

const openDeal = () => inTransaction(database, (tx) => openDealIn(tx, { calendar, customerId: 'CUS-CARD', now: noon }));

const change = (id: string, now: number, what: (change: ProcessChange<OpportunityFacts>) => Promise<void>) =>
  inTransaction(database, (tx) =>
    changeProcess(tx, opportunityStore, { id, now, actor: 'test', byWorkflow: false }, what),
  );

// Each API reads its own clock, and before it waits for whoever has the deal.
it.each([
  ['put to sleep', (deal: ProcessChange<OpportunityFacts>) => snooze(deal, noon + 9 * second, 'on holiday')],
  [
    'sent on',
    (deal: ProcessChange<OpportunityFacts>) => moveOpportunity(deal, { through: ['contacted'], why: 'called' }),
  ],
  ['closed', (deal: ProcessChange<OpportunityFacts>) => moveOpportunity(deal, { through: ['lost'], why: 'too dear' })],
])('a deal that is %s by a clock behind that of its last change is so after it', async (_, what) => {
  const id = await openDeal();
  await change(id, noon - second, what);
  expect(await auditDeals(database)).toEqual([]);
  const log = await stageLogs(database.query, undefined);
  const instants = log.filter(({ opportunityId }) => opportunityId === id).map(({ entry }) => entry.at);
  expect(instants).toEqual([noon, noon]);
});

it('a deal that was put to sleep by a clock ahead wakes up after that', async () => {
  const id = await openDeal();
  await change(id, noon + 20 * second, (deal) => snooze(deal, noon + 10 * second, 'on holiday'));
  const { facts } = await change(id, noon + 10 * second, (deal) => wake(deal, noon + 10 * second));
  expect(facts).toMatchObject({ snoozedUntil: null, clock: { state: 'running', changedAt: noon + 20 * second } });
  expect(await auditDeals(database)).toEqual([]);
});
