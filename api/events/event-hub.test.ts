import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import { createEventHub } from './event-hub.ts';

let database: Database;
const logger = { warn: () => {} };
const never = (): AbortSignal => new AbortController().signal;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 2 });
  await database.query.execute(sql`
    insert into events (aggregate, aggregate_id, seq, type, actor, data)
    select 'order', 'ORD-' || a, n, 'it.happened', 'test', '{}' from generate_series(1, 200) a, generate_series(1, 3) n`);
});

afterAll(() => database.close());

/** The real database; `onStatement` sees each statement before it is sent, and may refuse it. */
function watched(onStatement: () => void): Pick<Database, 'query'> {
  const query = new Proxy(database.query, {
    get(target, name) {
      if (name === 'execute') onStatement();
      const member = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { query };
}

it('serves two hundred streams with two statements', async () => {
  let statements = 0;
  const hub = createEventHub({
    database: watched(() => {
      statements += 1;
    }),
    logger,
    intervalMs: 5,
  });
  const news = await Promise.all(
    Array.from({ length: 200 }, (_, n) => hub.news({ aggregateId: `ORD-${n + 1}`, after: n % 3 }, never())),
  );
  expect(news.map((events) => events.map(({ seq }) => seq))).toEqual(
    Array.from({ length: 200 }, (_, n) => [1, 2, 3].slice(n % 3)),
  );
  // The first stream starts the poller, alone; the next tick asks for all others.
  expect(statements).toBeLessThanOrEqual(2);
});

it('gives streams of one order each what it has not seen', async () => {
  const hub = createEventHub({ database, logger, intervalMs: 5 });
  const news = await Promise.all([0, 2, 1].map((after) => hub.news({ aggregateId: 'ORD-1', after }, never())));
  expect(news.map((events) => events.map(({ seq }) => seq))).toEqual([[1, 2, 3], [3], [2, 3]]);
});

it('goes on when the database was away', async () => {
  let failures = 0;
  const away = watched(() => {
    if (failures < 3) {
      failures += 1;
      throw new Error('the server is starting up');
    }
  });
  const hub = createEventHub({ database: away, logger, intervalMs: 1 });
  expect(await hub.news({ aggregateId: 'ORD-1', after: 0 }, never())).toHaveLength(3);
  expect(failures).toBe(3);
});

it('stops asking when nobody listens any more, and begins again with the next one', async () => {
  let statements = 0;
  const counting = watched(() => {
    statements += 1;
  });
  const hub = createEventHub({ database: counting, logger, intervalMs: 1 });
  const gone = new AbortController();
  const waiting = hub.news({ aggregateId: 'ORD-1', after: 3 }, gone.signal);
  await expect.poll(() => statements).toBeGreaterThan(2);
  gone.abort();
  expect(await waiting).toEqual([]);
  expect(await hub.news({ aggregateId: 'ORD-1', after: 3 }, gone.signal)).toEqual([]);
  // The tick that was under way ends; then two reads of the count lie many intervals apart.
  await database.query.execute(sql`select pg_sleep(0.05)`);
  const before = statements;
  await database.query.execute(sql`select pg_sleep(0.05)`);
  expect(statements).toBe(before);
  expect(await hub.news({ aggregateId: 'ORD-1', after: 0 }, never())).toHaveLength(3);
});

it('ends every wait when it closes, and takes no new one', async () => {
  const hub = createEventHub({ database, logger, intervalMs: 1 });
  const waiting = hub.news({ aggregateId: 'ORD-1', after: 3 }, never());
  hub.close();
  expect(await waiting).toEqual([]);
  expect(await hub.news({ aggregateId: 'ORD-1', after: 0 }, never())).toEqual([]);
});
