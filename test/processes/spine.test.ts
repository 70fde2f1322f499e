/** The common spine of a customer's processes, on a kind made for this test, with real Postgres and real Temporal. */
import { ApplicationFailure } from '@temporalio/activity';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defineProcess } from '../../activities/processes/process-definition.ts';
import { createProcessSteps } from '../../activities/processes/process-steps.ts';
import { changeProcess, type ProcessStore } from '../../db/processes/change-process.ts';
import { openProcess } from '../../db/processes/open-process.ts';
import { raiseTask } from '../../db/tasks/raise-task.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { ProcessState } from '../../domain/processes/process.ts';
import { countHistory } from '../harness/count-history.ts';
import { startWorld, type World } from '../harness/world.ts';

type Status = 'open' | 'ringing' | 'closed';
type Facts = ProcessState<Status> & { readonly ringAt: number; readonly rung: number; readonly owes: string | null };

const store: ProcessStore<Facts, Status> = {
  kind: 'case',
  moves: { open: ['ringing', 'closed'], ringing: ['open', 'closed'], closed: [] },
  nextStatus: ({ ringAt, rung }, now) => {
    if (rung >= 2) return 'closed';
    return ringAt <= now ? 'ringing' : 'open';
  },
  wakeAt: ({ ringAt }) => ringAt,
  dueWork: ({ owes }) => (owes === null || owes === 'silence' ? [] : [{ kind: 'pay', subject: owes }]),
  load: async (tx, state) => {
    const [row] = await tx.execute<{ ring_at: string; rung: number; owes: string | null }>(
      sql`select ring_at::text, rung, owes from alarms where id = ${state.id}`,
    );
    if (!row) throw new Error('no alarm');
    return { ...state, ringAt: Number(row.ring_at), rung: row.rung, owes: row.owes };
  },
};

const calls: string[] = [];

/** Rings at its instant, ten minutes later again, and ends; pays what it owes. */
const alarm = defineProcess<Facts, Status>({
  store,
  advance: async ({ tx, facts, now, record }) => {
    if (facts.ringAt > now || facts.owes === 'silence') return;
    await tx.execute(sql`update alarms set rung = rung + 1, ring_at = ring_at + 600000 where id = ${facts.id}`);
    record('case.reminded');
  },
  work: {
    pay: async (_deps, subject, triedBefore) => {
      calls.push(`${subject}${triedBefore ? ' again' : ''}`);
      if (subject === 'slow' && !triedBefore) throw ApplicationFailure.retryable('no answer', 'provider_unknown');
      if (subject === 'nothing') return async () => undefined;
      if (subject === 'refused') throw ApplicationFailure.nonRetryable('a clear no', 'declined');
      return async ({ tx, facts, record }) => {
        await tx.execute(sql`update alarms set owes = null where id = ${facts.id}`);
        record('case.replied', { subject });
      };
    },
  },
});

let world: World;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping', worker: false });
  const { database, providers } = world;
  const steps = createProcessSteps(
    { database, ...providers, nudge: async () => undefined, now: async () => Date.now() },
    { case: alarm },
  );
  await database.query.execute(sql`create table alarms (id text primary key, ring_at bigint, rung int, owes text)`);
  await database.query.execute(sql`insert into process_moves values ('case', 'open', 'ringing'), ('case', 'open', 'closed'),
    ('case', 'ringing', 'open'), ('case', 'ringing', 'closed') on conflict do nothing`);
  await world.startWorker({ steps });
});
afterAll(() => world.close());

/** Opens one as an API that dies after its commit: only the relay tells Temporal. */
async function open(ringInMs: number, owes: string | null = null): Promise<string> {
  const now = await world.env.currentTimeMs();
  return inTransaction(world.database, async (tx) => {
    const id = await openProcess(tx, { kind: 'case', customerId: null, status: 'open', now, actor: 'test' });
    await tx.execute(sql`insert into alarms values (${id}, ${now + ringInMs}, 0, ${owes})`);
    return id;
  });
}

async function change(id: string, set: ReturnType<typeof sql>): Promise<boolean> {
  const now = await world.env.currentTimeMs();
  const { nudge } = await inTransaction(world.database, (tx) =>
    changeProcess(tx, store, { id, now, actor: 'agent', byWorkflow: false }, async (change) => {
      await tx.execute(sql`update alarms set ${set} where id = ${id}`);
      change.record('case.noted');
    }),
  );
  return nudge;
}

async function rowOf(id: string) {
  const [row] = await world.database.query.execute<{ status: string; version: number; alarm: string | null }>(
    sql`select status, version, alarm_at::text as alarm, nudge_at::text as nudge from processes where id = ${id}`,
  );
  return row;
}
const eventsOf = async (id: string) =>
  (
    await world.database.query.execute<{ type: string }>(
      sql`select type from events where aggregate_id = ${id} order by seq`,
    )
  ).map((row) => row.type);

it('is started by the relay when nobody told Temporal, wakes up at its instants and ends', async () => {
  const id = await open(3_600_000);
  await expect.poll(() => rowOf(id)).toMatchObject({ status: 'open', nudge: null, alarm: expect.any(String) });
  await world.env.sleep('2h');
  await expect.poll(() => rowOf(id)).toMatchObject({ status: 'closed' });
  expect(await eventsOf(id)).toEqual(['case.opened', 'case.reminded', 'case.reminded', 'case.closed']);
  expect(await world.env.client.workflow.getHandle(`case/${id}`).result()).toBe('closed');
  expect((await countHistory(world.env.client, `case/${id}`)).events).toBeLessThanOrEqual(20);
});

it('needs no nudge for a later instant, and gets one for an earlier', async () => {
  const id = await open(3_600_000);
  await expect.poll(() => rowOf(id)).toMatchObject({ nudge: null, alarm: expect.any(String) });
  expect(await change(id, sql`ring_at = ring_at + 60000`)).toBe(false);
  expect(await change(id, sql`ring_at = ring_at - 1800000`)).toBe(true);
  await expect.poll(() => rowOf(id)).toMatchObject({ nudge: null });
  await world.env.sleep('31m');
  await expect.poll(() => eventsOf(id)).toContain('case.reminded');
});

it('does its work at once, again where there was no answer, and parks what is refused', async () => {
  const [prompt, slow, refused] = await Promise.all(['prompt', 'slow', 'refused'].map((owes) => open(3_600_000, owes)));
  for (const id of [prompt, slow]) await expect.poll(() => eventsOf(id ?? '')).toContain('case.replied');
  await expect.poll(() => eventsOf(refused ?? '')).toContain('process.parked');
  expect(calls.filter((call) => call.startsWith('prompt'))).toEqual(['prompt']);
  expect(calls.filter((call) => call.startsWith('slow'))).toEqual(['slow', 'slow again']);
  expect(calls.filter((call) => call.startsWith('refused'))).toEqual(['refused']);
  const [stuck] = await world.database.query.execute(
    sql`select work, code from stuck_work where process_id = ${refused}`,
  );
  expect(stuck).toEqual({ work: 'pay', code: 'declined' });
});

it('asks a person about work that is owed still when it was done, tried patiently and not for ever', async () => {
  const id = await open(3_600_000_000, 'nothing');
  await expect.poll(() => calls.filter((call) => call.startsWith('nothing')).length).toBeGreaterThan(2);
  await world.env.sleep('2h');
  await expect.poll(() => eventsOf(id)).toContain('process.parked');
  expect(calls.filter((call) => call.startsWith('nothing'))).toHaveLength(11);
  const [stuck] = await world.database.query.execute(sql`select work, code from stuck_work where process_id = ${id}`);
  expect(stuck).toEqual({ work: 'pay', code: 'left_undone' });
});

it('looks once a minute where its instant has passed and nothing is done about it', async () => {
  const id = await open(0, 'silence');
  await world.database.query.execute(sql`update alarms set rung = -9 where id = ${id}`);
  const looks = async () =>
    (await world.database.query.execute(sql`select 1 from effects where key like ${`case/${id}/%`}`)).length;
  await expect.poll(looks).toBeGreaterThan(0);
  const before = await looks();
  await world.env.sleep('10m');
  expect(await looks()).toBeLessThan(before + 12);
  await expect.poll(looks).toBeGreaterThan(1);
});

it('is refused a move that the table does not have', async () => {
  const id = await open(3_600_000);
  const move = world.database.query.execute(sql`update processes set status = 'nowhere' where id = ${id}`);
  await expect(move).rejects.toThrow();
});

it('looks again when a task it waits for is done', async () => {
  const id = await open(3_600_000_000);
  await expect.poll(() => rowOf(id)).toMatchObject({ nudge: null, alarm: expect.any(String) });
  const now = await world.env.currentTimeMs();
  const task = await inTransaction(world.database, (tx) =>
    raiseTask(tx, { kind: 'look', subject: id, role: 'agent', processId: id, now }),
  );
  // What it would see at its next look: nobody tells it of this but the task.
  await world.database.query.execute(sql`update alarms set owes = 'after the task' where id = ${id}`);
  expect((await world.api.post('agent', `/v1/tasks/${task}/completion`, { outcome: 'Seen' })).status).toBe(200);
  await expect.poll(() => calls).toContain('after the task');
  await expect.poll(() => rowOf(id)).toMatchObject({ nudge: null });
});
