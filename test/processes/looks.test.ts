/**
 * What wakes a process up, for every kind there is: at each of its instants it does what is due once, however often it looks;
 * the next instant is a later one, so that its one timer is enough; and whoever was not woken is found by a relay.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processDefinitions } from '../../activities/processes/process-definitions.ts';
import { sentOn } from '../../db/prepared.ts';
import { changeProcess } from '../../db/processes/change-process.ts';
import { claimNudges } from '../../db/processes/claim-nudges.ts';
import { readRow } from '../../db/processes/process-row.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { ProcessProgress } from '../../domain/processes/process.ts';
import { type ProcessKind, processKinds } from '../../domain/processes/process-kinds.ts';
import { ok, openCase, openDesk } from '../assistance/support-desk.ts';
import { startApi } from '../harness/api.ts';
import { createTestApi, type TestApi } from '../harness/api-client.ts';
import { type DrivenOrders, deliveredOrder, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';
import { createDesk, meetProspect, openWelcomeDesk, publish } from '../onboarding/welcome-desk.ts';

let shop: DrivenOrders;
let server: Awaited<ReturnType<typeof startApi>>;
let api: TestApi;

const amount = { amount: 100_000, currency: 'CAD' };
const intro = { delayMinutes: 60, channel: 'email', template: 'cadence_intro' };

beforeAll(async () => {
  shop = await startDrivenOrders();
  server = await startApi({ databaseUrl: shop.databaseUrl });
  api = await createTestApi(server.url, shop.database);
  await putStock(shop.database, 'LAMP', 'MTL', 50);
  await openDesk(api);
  await openWelcomeDesk({ api });
  await ok(api.put('supervisor', '/v1/cadences/three', { name: 'Three', calendar: 'always', steps: [intro, intro] }));
});
afterAll(async () => {
  await server.close();
  await shop.close();
});

/** Without a worker: nobody looks but this test. */
const open: Readonly<Record<ProcessKind, () => Promise<string>>> = {
  opportunity: async () => {
    const deal = { customerId: await prospect(), title: 'x', amount, owner: 'marie', calendar: 'always' };
    return (await ok(api.post('agent', '/v1/opportunities', deal))).id;
  },
  enrolment: async () => {
    const customerId = await prospect();
    const consent = { channel: 'email', given: true, source: 'form' };
    await ok(api.post('agent', `/v1/customers/${customerId}/consents`, consent));
    return (await ok(api.post('agent', '/v1/cadences/three/enrolments', { customerId, owner: 'Marie' }))).id;
  },
  onboarding: async () => {
    const template = await publish({ api }, { data: [], more: ['data'] });
    return createDesk({ api, database: shop.database }).open({ customerId: await prospect(), template });
  },
  case: () => openCase(api),
  claim: async () => {
    const body = {
      orderId: await deliveredOrder(shop),
      kind: 'damaged',
      lines: [{ lineNo: 1, units: 1 }],
      evidence: [],
    };
    return (await ok(api.post('back_office', '/v1/claims', body))).id;
  },
  exit: async () => {
    const customerId = await meetProspect({ database: shop.database }, { lifecycle: 'active' });
    return (await ok(api.post('back_office', '/v1/exits', { customerId }))).id;
  },
};

const prospect = () => meetProspect({ database: shop.database });

/** What its workflow, or its watch, does when it wakes up. */
async function look(kind: ProcessKind, id: string, now: number): Promise<ProcessProgress> {
  const definition = processDefinitions[kind];
  if (!definition) throw new Error(`nobody runs a ${kind}`);
  const options = { id, now, actor: 'parcours', byWorkflow: true };
  return inTransaction(
    shop.database,
    async (tx) => (await changeProcess(tx, definition.store, options, definition.advance)).progress,
  );
}

/** All that was written about it, by kind. */
async function written(id: string) {
  const [row] = await shop.database.query.execute(sql`
    select (select count(*)::int from events where aggregate_id = ${id}) as events,
      (select count(*)::int from tasks where process_id = ${id}) as tasks,
      (select count(*)::int from messages where process like ${`%/${id}`}) as messages,
      (select count(*)::int from touches where enrolment_id = ${id}) as touches`);
  return row;
}

const kinds = Object.keys(processKinds) as ProcessKind[]; // Object.keys widens to string[]

/** As its workflow does: where the next instant has come too, it looks on at once. */
async function lookThrough(kind: ProcessKind, id: string, now: number): Promise<ProcessProgress> {
  let progress = await look(kind, id, now);
  for (let looks = 1; progress.due.length === 0 && progress.until !== null && progress.until <= now; looks += 1) {
    expect(looks, 'rings for ever').toBeLessThan(10);
    progress = await look(kind, id, now);
  }
  return progress;
}

it.each(kinds)('each instant of %s is looked at once for good, and the next is later', async (kind) => {
  const id = await open[kind]();
  let progress = await lookThrough(kind, id, Date.now());
  let instants = 0;
  // A process that nobody answers ends by itself, or comes to wait for people alone, long before.
  for (; progress.until !== null && progress.due.length === 0 && instants < 60; instants += 1) {
    const at = progress.until;
    progress = await lookThrough(kind, id, at);
    const once = await written(id);
    const again = await look(kind, id, at);
    expect(await written(id), `looked again at ${new Date(at).toISOString()}`).toEqual(once);
    expect(again.until).toBe(progress.until);
  }
  expect(instants).toBeGreaterThan(0);
  expect(instants).toBeLessThan(60);
});

/** Where a statement asks of one table after another, each of them is a round trip under the process's lock. */
const mostStatements = { opportunity: 1, enrolment: 1, onboarding: 1, case: 4, claim: 1, exit: 5 };

it.each(kinds)('reads the facts of %s by few statements', async (kind) => {
  const id = await open[kind]();
  const sent = await inTransaction(shop.database, async (tx) => {
    const row = await readRow(tx, { kind, id, lock: true });
    const before = sentOn(tx) ?? 0;
    if (row) await processDefinitions[kind]?.store.load(tx, { ...row, stuck: [] });
    return (sentOn(tx) ?? 0) - before;
  });
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThanOrEqual(mostStatements[kind]);
});

it.each(kinds)('%s that slept through all of them catches up, and says each thing once', async (kind) => {
  const id = await open[kind]();
  const late = Date.now() + 400 * 86_400_000;
  await lookThrough(kind, id, late);
  const caughtUp = await written(id);
  await look(kind, id, late);
  expect(await written(id)).toEqual(caughtUp);
});

it('gives whoever was not woken in time to one relay, of every kind, until it has looked', async () => {
  const ids = new Map<string, ProcessKind>();
  for (const kind of kinds) ids.set(await open[kind](), kind);
  for (const [id, kind] of ids) await look(kind, id, Date.now());
  const mine = sql.param([...ids.keys()]);
  await shop.database.query.execute(
    sql`update processes set nudge_at = null, wake_at = now() - case when id = any(${mine}::text[]) then interval '2 minutes' else interval '-1 day' end where closed_at is null`,
  );
  const [one, other] = await Promise.all([claimNudges(shop.database, 100), claimNudges(shop.database, 100)]);
  const claimed = [...one, ...other].map(({ id }) => id);
  expect(claimed.toSorted()).toEqual([...ids.keys()].toSorted());
  for (const [id, kind] of ids) await look(kind, id, Date.now());
  const [row] = await shop.database.query.execute(
    sql`select count(*)::int as n from processes where id = any(${mine}::text[]) and (nudge_at is not null or nudged_since is not null or wake_at < now())`,
  );
  expect(row).toEqual({ n: 0 });
});

it('tells whoever does not look less often the longer it has not', async () => {
  const id = await open.case();
  const toldAfter = async (seconds: number) => {
    await shop.database.query.execute(sql`
      update processes set nudge_at = now(), nudged_since = now() - ${seconds}::int * interval '1 second' where id = ${id}`);
    expect((await claimNudges(shop.database, 100)).map((one) => one.id)).toContain(id);
    const [row] = await shop.database.query.execute<{ pause: number }>(
      sql`select round(extract(epoch from nudge_at - now()) / 5)::int * 5 as pause from processes where id = ${id}`,
    );
    return row?.pause;
  };
  expect([await toldAfter(1), await toldAfter(120), await toldAfter(86_400)]).toEqual([10, 120, 600]);
  await look('case', id, Date.now());
});
