import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventType } from '../../domain/timeline/event-words.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import type { Database } from '../pool.ts';
import { inTransaction } from '../transaction.ts';
import { appendEvents } from './append-events.ts';
import { type FeedPosition, feedStart, readEvents, readFeed, readNews } from './read-events.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 12 });
});

afterAll(() => database.close());

/** Any name does: what is tested is the store. */
const named = (type: string) => type as EventType;

function append(id: string, version: number, types: readonly string[]): Promise<number> {
  const events = types.map((type) => ({ type: named(type), data: { version } }));
  return inTransaction(database, (tx) => appendEvents(tx, { aggregate: 'order', id, version, actor: 'test' }, events));
}

it('reads one aggregate in order, from any place', async () => {
  await append('ORD-A', 0, ['one', 'two', 'three']);
  await append('ORD-B', 0, ['other']);
  const read = async (after: number, limit = 10) =>
    (await readEvents(database, { aggregateId: 'ORD-A', after }, limit)).map(({ seq, type }) => `${seq} ${type}`);
  expect(await read(0)).toEqual(['1 one', '2 two', '3 three']);
  expect(await read(1, 1)).toEqual(['2 two']);
  expect(await read(3)).toEqual([]);
});

it('gives many readers what each has not seen', async () => {
  const news = await readNews(
    database,
    [
      { aggregateId: 'ORD-A', after: 1 },
      { aggregateId: 'ORD-B', after: 0 },
      { aggregateId: 'ORD-NONE', after: 0 },
    ],
    10,
  );
  expect(news.map(({ aggregateId, seq }) => `${aggregateId} ${seq}`)).toEqual(['ORD-A 2', 'ORD-A 3', 'ORD-B 1']);
  expect(news[0]).toEqual({
    aggregate: 'order',
    aggregateId: 'ORD-A',
    seq: 2,
    type: 'two',
    actor: 'test',
    at: expect.any(Number),
    data: { version: 0 },
  });
});

it('loses nothing and repeats nothing of the feed while eight write', async () => {
  const writers = 8;
  const rounds = 40;
  const write = async (writer: number) => {
    for (let n = 0; n < rounds; n += 1) {
      await inTransaction(database, async (tx) => {
        await appendEvents(tx, { aggregate: 'order', id: `W${writer}`, version: n * 2, actor: 'test' }, [
          { type: named('first'), data: {} },
        ]);
        // Between the two events of a transaction others commit theirs: ids and commits are out of step.
        await tx.execute(sql`select pg_sleep(random() * 0.004)`);
        await appendEvents(tx, { aggregate: 'order', id: `W${writer}`, version: n * 2 + 1, actor: 'test' }, [
          { type: named('second'), data: {} },
        ]);
      });
    }
  };
  const wanted = writers * rounds * 2;
  const seen: string[] = [];
  // Transactions of other test files in this cluster hold the feed up too: read until all is there, not until nothing is new.
  const readAll = async () => {
    let after: FeedPosition = feedStart;
    while (seen.length < wanted) {
      const events = await readFeed(database, after, 7);
      seen.push(...events.filter((e) => e.aggregateId.startsWith('W')).map((e) => `${e.aggregateId}/${e.seq}`));
      after = events.at(-1)?.position ?? after;
    }
  };
  await Promise.all([readAll(), ...Array.from({ length: writers }, (_, writer) => write(writer))]);
  expect(seen).toHaveLength(wanted);
  expect(new Set(seen).size).toBe(seen.length);
  for (let writer = 0; writer < writers; writer += 1) {
    const own = seen.filter((name) => name.startsWith(`W${writer}/`)).map((name) => Number(name.split('/')[1]));
    expect(own).toEqual([...own].sort((a, b) => a - b));
  }
});

it('holds the feed before a transaction that still runs', async () => {
  const fast = await inTransaction(database, async (tx) => {
    await appendEvents(tx, { aggregate: 'order', id: 'SLOW', version: 0, actor: 'test' }, [
      { type: named('slow'), data: {} },
    ]);
    await append('FAST', 0, ['fast']);
    return late();
  });
  expect(fast).toEqual([]);
  await expect.poll(late).toEqual(['slow', 'fast']);

  async function late(): Promise<string[]> {
    const events = await readFeed(database, feedStart, 10_000);
    return events.map((event) => event.type).filter((type) => ['slow', 'fast'].includes(type));
  }
});

it('enters the feed by its index, however far it is', async () => {
  await database.query.execute(sql`insert into events (aggregate, aggregate_id, seq, type, actor, data)
    select 'order', 'BULK', n, 'bulk', 'test', '{}' from generate_series(1, 20000) n`);
  await database.query.execute(sql`analyze events`);
  const plan = await database.query.execute<{ 'QUERY PLAN': string }>(sql`explain
    select * from events where (transaction, id) > ('3'::xid8, 5) and transaction < pg_snapshot_xmin(pg_current_snapshot())
    order by transaction, id limit 10`);
  expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Scan using events_feed/);
});
