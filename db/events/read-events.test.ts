import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventType } from '../../domain/timeline/event-words.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import type { Database } from '../pool.ts';
import { inTransaction } from '../transaction.ts';
import { appendEvents } from './append-events.ts';
import { readEvents, readNews } from './read-events.ts';

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
