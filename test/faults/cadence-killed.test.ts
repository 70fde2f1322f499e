import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishCadence } from '../../db/sales/cadences.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { CadenceStep } from '../../domain/sales/cadence.ts';
import { enrolIn } from '../harness/live-deal.ts';
import { createTestDatabase } from '../harness/postgres.ts';
import { insist } from './blind-caller.ts';
import { type Engine, startEngine } from './engine.ts';

const PROSPECTS = 1000;
const REPLIES = 100;
const KILLS = 20;
const delayMs = 3000;
const always = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ database: await createTestDatabase(), workers: 2 });
  await engine.api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week: always });
  // The days between touches are seconds here: the same code, and time enough to be killed in.
  const step = (channel: CadenceStep['channel'], template: CadenceStep['template']): CadenceStep => ({
    ...{ delayMs, channel, template, stopIf: ['reply'] },
  });
  const steps = [step('email', 'cadence_intro'), step('phone', 'cadence_last')];
  await inTransaction(engine.database, (tx) =>
    publishCadence(tx, { id: 'two', name: 'Two touches', steps, calendarId: 'always', createdBy: 'test' }),
  );
  await rows(sql`insert into customers (id, name, email, locale, lifecycle)
    select 'CUS-K' || n, 'P', n || '@kill.example.com', 'fr', 'prospect' from generate_series(1, ${PROSPECTS}::int) n`);
  await rows(sql`insert into consents (customer_id, channel, given, source, at, recorded_by)
    select id, 'email', true, 'form', now(), 'test' from customers where id like 'CUS-K%'`);
}, 120_000);
afterAll(() => engine.close());

const rows = (query: ReturnType<typeof sql>) => engine.database.query.execute(query);

/** As the API does it, many in a transaction; the relays start their workflows. */
async function enrolAll(): Promise<void> {
  for (let from = 1; from <= PROSPECTS; from += 50) {
    await inTransaction(engine.database, async (tx) => {
      for (let no = from; no < from + 50 && no <= PROSPECTS; no += 1) {
        await enrolIn(tx, { cadenceId: 'two', calendar: 'always@1', customerId: `CUS-K${no}`, delayMs });
      }
    });
  }
}

async function touched(): Promise<number> {
  const [row] = await rows(sql`select count(*)::int as n from touches`);
  return Number(row?.n);
}

/** Resolves when a part of all touches is made that grows with `no`, so that whoever waits for it is busy to the end. */
async function until(no: number, of: number): Promise<void> {
  const wanted = (no / (of + 1)) * PROSPECTS * 1.4;
  while ((await touched()) < wanted) await pause(200);
}

/** One of two workers at a time, in the midst of it; it is started again while the next touches are made. */
async function killWorkers(): Promise<void> {
  const back: Promise<void>[] = [];
  for (let killed = 0; killed < KILLS; killed += 1) {
    await until(killed + 1, KILLS);
    await back[killed - 2];
    const worker = engine.workers[killed % 2];
    back.push((worker?.end('SIGKILL') ?? Promise.resolve()).then(() => worker?.start()));
  }
  await Promise.all(back);
}

/** Each from whoever is touched next, and how many touches they had had when it was written. */
async function reply(): Promise<Map<string, number>> {
  const had = new Map<string, number>();
  for (let no = 1; no <= REPLIES; no += 1) {
    await until(no, REPLIES);
    const [next] = await rows(sql`
      select p.customer_id as id from processes p join enrolments e on e.id = p.id
      where p.closed_at is null order by e.due_at < now(), e.due_at limit 1`);
    const path = `/v1/customers/${next?.id}/interactions`;
    const answer = await insist([engine.api], { role: 'agent', path, body: { kind: 'reply' }, key: `r${no}` });
    const [stopped] = answer.body.stopped;
    if (stopped === undefined) continue; // was through a moment before
    const [row] = await rows(sql`select count(*)::int as n from touches where enrolment_id = ${stopped}`);
    had.set(stopped, Number(row?.n));
  }
  return had;
}

it('1,000 prospects are touched once by each step, in order, while workers are killed 20 times; a reply ends it at once', async () => {
  const [had] = await Promise.all([reply(), killWorkers(), enrolAll()]);
  const open = async () => (await rows(sql`select 1 from processes where closed_at is null limit 1`)).length;
  await expect.poll(open, { timeout: 600_000, interval: 500 }).toBe(0);
  console.log(`cadence: ${PROSPECTS} prospects, ${KILLS} kills, ${had.size} stopped by a reply`);

  const told = await rows(sql`
    select p.id, p.status, e.stopped_because as why,
      (select string_agg(t.step || ' ' || t.channel, ', ' order by t.at, t.step) from touches t where t.enrolment_id = p.id) as touches,
      (select string_agg(m.template, ', ' order by m.created_at, m.step) from messages m where m.process = 'enrolment/' || p.id) as mails,
      (select count(*)::int from tasks t where t.kind = 'call' and t.subject like p.id || '/%') as calls,
      (select count(*)::int from events v where v.aggregate = 'enrolment' and v.aggregate_id = p.id and v.type = 'enrolment.touched') as events
    from processes p join enrolments e on e.id = p.id`);
  expect(told).toHaveLength(PROSPECTS);
  const whole = { touches: '0 email, 1 phone', mails: 'cadence_intro', calls: 1, events: 2 };
  const begun = [
    { touches: null, mails: null, calls: 0, events: 0 },
    { touches: '0 email', mails: 'cadence_intro', calls: 0, events: 1 },
  ];
  for (const { id, ...row } of told) {
    const touched = had.get(String(id));
    if (touched === undefined) expect(row, String(id)).toEqual({ status: 'finished', why: null, ...whole });
    else expect(row, String(id)).toEqual({ status: 'stopped', why: 'reply', ...begun[touched] });
  }
  expect(had.size).toBeGreaterThan(REPLIES / 2);
  expect(new Set(had.values()).size).toBeGreaterThan(1);
  // In order, and none before its time.
  const early = await rows(sql`
    select 1 from touches a join touches b on b.enrolment_id = a.enrolment_id and b.step = a.step + 1
    where b.at < a.at + interval '3 seconds'`);
  expect(early).toEqual([]);
  await expect.poll(() => engine.audit()).toEqual([]);
}, 900_000);
