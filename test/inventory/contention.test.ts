/** Many callers, several processes' worth of batchers and pools, few units; backends are killed meanwhile. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createReservationBatcher } from '../../activities/inventory/reservation-batcher.ts';
import { releaseShipmentStock } from '../../db/inventory/release-reservations.ts';
import type { ReservationRequest } from '../../db/inventory/reserve-stock.ts';
import { type Database, openDatabase } from '../../db/pool.ts';
import { inTransaction } from '../../db/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { pick, seeded, upTo } from '../harness/random.ts';
import { putStock, seed } from '../harness/seed.ts';

type Line = ReservationRequest['lines'][number];

let testDatabase: TestDatabase;
let admin: postgres.Sql;
let processes: { database: Database; reserve: ReturnType<typeof createReservationBatcher>['reserve'] }[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  admin = postgres(testDatabase.url, { max: 2, connection: { application_name: 'killer' }, onnotice: () => {} });
  processes = [1, 2, 3].map((no) => {
    const database = openDatabase({ url: testDatabase.url, poolSize: 4, applicationName: `process ${no}` });
    return { database, reserve: createReservationBatcher({ database, maxBatch: 16 }).reserve };
  });
  await seed(first().database);
});
afterAll(async () => {
  await Promise.all(processes.map(({ database }) => database.close()));
  await admin.end({ timeout: 1 });
  await testDatabase.drop();
});
beforeEach(async () => {
  await admin`truncate reservations, reservation_requests, stock_movements, stock cascade`;
});

function first() {
  const [process] = processes;
  if (!process) throw new Error('no process');
  return process;
}

const line = (sku: string, quantity = 1, more: Partial<Line> = {}): Line => ({
  lineNo: 1,
  shipmentNo: 1,
  sku,
  locationId: 'MTL',
  quantity,
  ...more,
});
const request = (lines: readonly Line[], orderId = `ORD-${randomUUID()}`): ReservationRequest => ({
  orderId,
  purpose: 'order',
  generation: 1,
  leaseUntil: new Date(Date.now() + 3_600_000),
  lines,
});

/** Others: `CONTENTION_SEED=$RANDOM`. The gate asks the same each time; who is first is left to the machine. */
const drawnBy = Number(process.env.CONTENTION_SEED ?? 7);
const random = seeded(drawnBy);

/** Asks until there is an answer, of any process: as a retried activity does. */
async function insist(asked: ReservationRequest): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      return (await pick(random, processes).reserve(asked)).kind === 'reserved';
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10)); // unknown: the same key again
    }
  }
  throw new Error(`no answer for ${asked.orderId}`);
}

async function counters() {
  const rows = await admin`
    select s.sku, s.location_id, s.reserved,
      (select coalesce(sum(r.quantity), 0)::int from reservations r
        where r.sku = s.sku and r.location_id = s.location_id and r.state in ('held', 'committed')) as held
    from stock s order by 1, 2`;
  return rows.map((row) => ({ sku: row.sku, at: row.location_id, reserved: row.reserved, held: row.held }));
}

it('serves exactly as many of 200 orders for one SKU as there are units, whoever asks', async () => {
  await putStock(first().database, 'LAMP', 'MTL', 37);
  const answers = await Promise.all(Array.from({ length: 200 }, () => insist(request([line('LAMP')]))));
  expect(answers.filter((served) => served)).toHaveLength(37);
  expect(await counters()).toEqual([{ sku: 'LAMP', at: 'MTL', reserved: 37, held: 37 }]);
});

it('gives the last unit to one of 200', async () => {
  await putStock(first().database, 'LAMP', 'MTL', 1);
  const answers = await Promise.all(Array.from({ length: 200 }, () => insist(request([line('LAMP')]))));
  expect(answers.filter((served) => served)).toHaveLength(1);
});

it('does not refuse small orders because a large one does not fit', async () => {
  await putStock(first().database, 'LAMP', 'MTL', 10);
  const answers = await Promise.all([11, 3, 3, 3].map((quantity) => insist(request([line('LAMP', quantity)]))));
  expect(answers).toEqual([false, true, true, true]);
});

it('holds once what is asked twice in one instant, as when a step is tried again while its first try waits', async () => {
  const { database, reserve } = first();
  await putStock(database, 'LAMP', 'MTL', 5);
  const asked = request([line('LAMP', 2)]);
  const answers = await Promise.all([reserve(asked), reserve(asked)]);
  expect(answers).toEqual([{ kind: 'reserved' }, { kind: 'reserved' }]);
  expect(await counters()).toEqual([{ sku: 'LAMP', at: 'MTL', reserved: 2, held: 2 }]);
});

it('holds the safety stock of a place for nobody, who asks alone or among others', async () => {
  const { database, reserve } = first();
  await putStock(database, 'LAMP', 'MTL', 5);
  await admin`update stock set safety = 2`;
  const kinds = (...quantities: number[]) =>
    Promise.all(quantities.map(async (quantity) => (await reserve(request([line('LAMP', quantity)]))).kind));
  expect(await kinds(4)).toEqual(['refused']);
  expect(await kinds(2, 2)).toEqual(['reserved', 'refused']);
  expect(await kinds(1)).toEqual(['reserved']);
  expect(await kinds(1)).toEqual(['refused']);
});

it('takes all of an order or nothing of it, in whatever order two ask for the same SKUs', async () => {
  await putStock(first().database, 'LAMP', 'MTL', 50);
  await putStock(first().database, 'DESK', 'MTL', 20);
  const forth = [line('LAMP'), line('DESK', 1, { lineNo: 2 })];
  const back = [line('DESK'), line('LAMP', 1, { lineNo: 2 })];
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => insist(request(index % 2 === 0 ? forth : back))),
  );
  expect(answers.filter((served) => served)).toHaveLength(20);
  expect((await counters()).map((row) => row.reserved)).toEqual([20, 20]);
});

it('leaves nothing of a request that comes alone when one of its places is short, and refuses it again later', async () => {
  await putStock(first().database, 'DESK', 'MTL', 5);
  await putStock(first().database, 'LAMP', 'MTL', 1);
  const asked = request([line('DESK', 2), line('LAMP', 2, { lineNo: 2 })]);
  expect(await insist(asked)).toBe(false);
  expect((await counters()).map(({ reserved, held }) => [reserved, held])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  await putStock(first().database, 'LAMP', 'MTL', 9);
  expect(await insist(asked)).toBe(false);
});

it('sums lines on one SKU and place before it looks', async () => {
  await putStock(first().database, 'LAMP', 'MTL', 3);
  expect(await insist(request([line('LAMP', 2), line('LAMP', 2, { lineNo: 2 })]))).toBe(false);
  expect(await insist(request([line('LAMP', 2), line('LAMP', 1, { lineNo: 2 })]))).toBe(true);
});

it('does not take at one place what is missing at another', async () => {
  await putStock(first().database, 'LAMP', 'MTL', 1);
  await putStock(first().database, 'LAMP', 'TOR', 5);
  expect(await insist(request([line('LAMP', 2)]))).toBe(false);
  expect(await insist(request([line('LAMP'), line('LAMP', 1, { locationId: 'TOR' })]))).toBe(true);
});

it('gives a repeated request the same answer, refusals too, and refuses the key for another body', async () => {
  await putStock(first().database, 'LAMP', 'MTL', 1);
  const served = request([line('LAMP')]);
  const refused = request([line('LAMP')]);
  expect(await insist(served)).toBe(true);
  expect(await insist(refused)).toBe(false);
  await putStock(first().database, 'LAMP', 'MTL', 5);
  expect(await Promise.all([served, refused, served, refused].map((asked) => insist(asked)))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  await expect(first().reserve({ ...served, lines: [line('LAMP', 2)] })).rejects.toThrow();
  expect((await counters())[0]).toMatchObject({ reserved: 1, held: 1 });
});

it('does not fail the neighbours of a bad request in the same batch', async () => {
  await putStock(first().database, 'LAMP', 'MTL', 5);
  const good = [1, 2, 3].map(() => request([line('LAMP')]));
  const bad = request([line('LAMP', -4)]);
  const answers = await Promise.allSettled([...good, bad].map((asked) => first().reserve(asked)));
  expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
});

it('refuses what comes while its queue is full, holds nothing for it, and serves the same request later', async () => {
  await putStock(first().database, 'LAMP', 'MTL', 5);
  const { reserve } = createReservationBatcher({ database: first().database, maxWaiting: 2, maxCalls: 1 });
  const asked = [1, 2, 3, 4].map(() => request([line('LAMP')]));
  const answers = await Promise.allSettled(asked.map((one) => reserve(one)));
  expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
  expect(await counters()).toMatchObject([{ reserved: 2, held: 2 }]);
  const again = await Promise.all(asked.slice(2).map((one) => reserve(one)));
  expect(again).toEqual([{ kind: 'reserved' }, { kind: 'reserved' }]);
  expect(await counters()).toMatchObject([{ reserved: 4, held: 4 }]);
});

it(`keeps counters and rows equal under requests, releases and killed backends (seed ${drawnBy})`, async () => {
  const skus = ['LAMP', 'DESK', 'BULB'];
  for (const sku of skus) for (const at of ['MTL', 'TOR']) await putStock(first().database, sku, at, 40);
  let done = false;
  let served = 0;
  const kills = killUntil(() => done);
  const lane = async () => {
    for (let round = 0; round < 40; round += 1) {
      const asked = request(
        Array.from({ length: 1 + upTo(random, 2) }, (_, index) =>
          line(pick(random, skus), 1 + upTo(random, 2), {
            lineNo: index + 1,
            locationId: pick(random, ['MTL', 'TOR']),
          }),
        ),
      );
      if (!(await insist(asked))) continue;
      served += 1;
      if (random() < 0.9) await letGo(asked.orderId);
    }
  };
  await Promise.all(Array.from({ length: 32 }, lane));
  done = true;
  expect(await kills).toBeGreaterThan(0);
  expect(served).toBeGreaterThan(100);
  for (const row of await counters()) {
    expect(row.reserved).toBe(row.held);
    expect(row.reserved).toBeLessThanOrEqual(40);
  }
  const halfDone = await admin`
    select q.order_id from reservation_requests q
    where q.accepted <> exists (select 1 from reservations r where r.order_id = q.order_id)`;
  expect(halfDone).toEqual([]);
});

async function letGo(orderId: string): Promise<void> {
  for (;;) {
    try {
      return await inTransaction(first().database, (tx) => releaseShipmentStock(tx, orderId, 1));
    } catch {
      await first()
        .database.query.execute(sql`select 1`)
        .catch(() => undefined); // killed: releasing twice frees once
    }
  }
}

async function killUntil(stopped: () => boolean): Promise<number> {
  let kills = 0;
  while (!stopped()) {
    const killed = await admin`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like 'process %' and datname = current_database() order by random() limit 1`;
    kills += killed.length;
    await admin`select pg_sleep(0.01)`;
  }
  return kills;
}
