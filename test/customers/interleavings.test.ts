/** The lifecycle guard under whatever happens at the same time: INTERLEAVINGS_SEED repeats what is drawn, not who is first. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { auditMessages } from '../../db/audit/messages.ts';
import { lifecycleMoves, lifecycles } from '../../domain/customers/lifecycle.ts';
import { errorCodes } from '../../domain/errors/error-codes.ts';
import type { Answer } from '../harness/api-client.ts';
import { pick, seeded } from '../harness/random.ts';
import { draw } from './happening.ts';
import { type ManyLives, startManyLives } from './many-lives.ts';
import { happenings } from './things-that-happen.ts';

const seed = Number(process.env.INTERLEAVINGS_SEED ?? 23);
const batches = Number(process.env.INTERLEAVINGS_BATCHES ?? 40);
const atOnce = 6;
const second = 1000;
/** Between two batches: waits of the demo policy are seconds, those of cadences hours. */
const pauses = [0, 0, 0, 3 * second, 70 * second, 7200 * second, 90_000 * second];

const realNow = Date.now.bind(Date);
let lives: ManyLives;
let aheadMs = 0;

beforeAll(async () => {
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
  lives = await startManyLives();
});
afterAll(async () => {
  await lives.close();
  vi.restoreAllMocks();
});

const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  lives.database.query.execute<T>(query);
const stageEvents = lifecycles.map((stage) => `customer.${stage}`);
const tally = new Map<string, number>();
const count = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1);

it(`reaches no illegal stage of life and writes no forbidden message, whatever happens at once (seed ${seed})`, async () => {
  const random = seeded(seed);
  const began = (await lifecycleOfEach()).map(({ id, lifecycle }) => [id, lifecycle] as const);
  // Who is first is left to the machine: a walk on which too little happened goes on.
  for (let batch = 0; batch < batches || (batch < 8 * batches && !isEnough(await whatHappened())); batch += 1) {
    const drawn = await Promise.all(Array.from({ length: atOnce }, () => draw(happenings, lives, random)));
    const ended = await Promise.allSettled(drawn.map(({ run }) => run()));
    for (const [index, outcome] of ended.entries()) knownAnswer(drawn[index]?.name ?? '', outcome);
    await lives.adoptOrders();
    await stagesAreLegal(new Map(began));
    expect(await auditMessages(lives.database)).toEqual([]);
    await passTime(pick(random, pauses));
    lives.nextTurn();
  }
  // Longer than an authorisation lives at the vendor's: what nobody renews in time is found by the audit.
  await passTime(8 * 24 * 3600 * second);
  for (const order of lives.orders) await lives.lookAtOrder(order);
  expect(await lives.audit()).toEqual([]);
  const happened = await whatHappened();
  console.log(`interleavings, seed ${seed}:`, happened, Object.fromEntries([...tally].sort()));
  expect(isEnough(happened), JSON.stringify(happened)).toBe(true);
}, 400_000);

type Happened = { readonly moves: number; readonly commercial: number; readonly messages: number };

/** Kinds of steps of a life, and messages. */
async function whatHappened(): Promise<Happened | undefined> {
  const [happened] = await rows<Happened>(sql`
    select (select count(distinct (data ->> 'from', type))::int from events where type in ${stageEvents}) as moves,
      (select count(*)::int from messages where commercial) as commercial, (select count(*)::int from messages) as messages`);
  return happened;
}

/** For what was looked at to say something. */
const isEnough = (happened: Happened | undefined): boolean =>
  happened !== undefined &&
  happened.moves >= 4 &&
  happened.commercial >= 3 &&
  happened.messages >= happened.commercial + 20;

/** The vendors' clocks go on too: each order wakes up at each of its deadlines, else its authorisation would lapse with them alone. */
async function passTime(ms: number): Promise<void> {
  const end = aheadMs + ms;
  for (let rung = 0; lives.nextDeadline() <= realNow() + end; rung += 1) {
    if (rung > 500) throw new Error('an order wakes up for ever');
    aheadMs = Math.max(aheadMs, lives.nextDeadline() - realNow());
    await lives.ringOrders();
  }
  aheadMs = end;
}

/** Done, or refused with a code of the table: nothing that happens at once is a fault of the engine. */
function knownAnswer(name: string, outcome: PromiseSettledResult<unknown>): void {
  if (outcome.status === 'rejected') throw new Error(`${name} failed`, { cause: outcome.reason });
  const answer = outcome.value as Answer | undefined;
  if (answer === undefined || answer.status < 300) return void count(`${name}: done`);
  count(`${name}: ${answer.body.code}`);
  expect(answer.status, `${name}: ${JSON.stringify(answer.body)}`).toBeLessThan(500);
  expect(Object.keys(errorCodes), JSON.stringify(answer.body)).toContain(answer.body.code);
}

const lifecycleOfEach = () =>
  rows<{ id: string; lifecycle: string }>(sql`select id, lifecycle from customers order by id`);

/** Each step a pair of the table, each beginning where the last one ended, the last one where the row stands. */
async function stagesAreLegal(began: ReadonlyMap<string, string>): Promise<void> {
  const legal = new Set(Object.entries(lifecycleMoves).flatMap(([from, tos]) => tos.map((to) => `${from} → ${to}`)));
  const steps = await rows<{ id: string; type: string; from: string }>(sql`
    select aggregate_id as id, type, data ->> 'from' as from from events
    where aggregate = 'customer' and type in ${stageEvents} order by aggregate_id, seq`);
  const at = new Map(began);
  for (const { id, type, from } of steps) {
    const to = type.slice('customer.'.length);
    expect(legal, `${id}: ${from} → ${to}`).toContain(`${from} → ${to}`);
    expect(from, `${id} went from ${from}, but was ${at.get(id)}`).toBe(at.get(id));
    at.set(id, to);
  }
  const stands = (await lifecycleOfEach()).map(({ id, lifecycle }) => [id, lifecycle] as const);
  expect(new Map(stands)).toEqual(at);
}
