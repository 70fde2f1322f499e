import { eq, sql } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { freePort } from '../process/free-port.ts';
import { type OpenTestDatabase, openTestDatabase } from '../test/harness/postgres.ts';
import {
  ConnectionLost,
  NoConnectionFree,
  postgresErrorOf,
  TransactionAborted,
  TransactionClosed,
  TransactionConflict,
  TransactionTimeout,
} from './database-errors.ts';
import { openDatabase } from './pool.ts';
import { prepareOnce } from './prepared.ts';
import { inTransaction, type Tx } from './transaction.ts';

const notes = pgTable('notes', { key: text('key').primaryKey(), value: integer('value').notNull() });

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 2 });
  await database.sql`create table notes (key text primary key, value int not null)`;
});

beforeEach(async () => {
  await database.sql`truncate notes`;
});

afterAll(() => database.close());

const write = (tx: Tx, key: string, value = 1) => tx.insert(notes).values({ key, value });
const keys = async () => (await database.query.select().from(notes).orderBy(notes.key)).map((note) => note.key);

it('commits what the work wrote and returns its result', async () => {
  const result = await inTransaction(database, async (tx) => {
    await write(tx, 'a');
    return 'done';
  });
  expect(result).toBe('done');
  expect(await keys()).toEqual(['a']);
});

it('has no statement compiled, which takes a server with JIT many seconds for a large one', async () => {
  const alone = await database.query.execute<{ jit: string }>(sql`show jit`);
  const within = await inTransaction(database, (tx) => tx.execute<{ jit: string }>(sql`show jit`));
  expect([...alone, ...within]).toEqual([{ jit: 'off' }, { jit: 'off' }]);
});

it('rolls back and rejects with the very error that the work threw', async () => {
  const refusal = new Error('no');
  const work = inTransaction(database, async (tx) => {
    await write(tx, 'a');
    throw refusal;
  });
  await expect(work).rejects.toBe(refusal);
  expect(await keys()).toEqual([]);
});

it('names the constraint of a violation and keeps the parameters out of the message', async () => {
  const error = await inTransaction(database, async (tx) => {
    await write(tx, 'secret-value');
    await write(tx, 'secret-value');
  }).catch((thrown: unknown) => thrown);
  expect(postgresErrorOf(error)?.constraint_name).toBe('notes_pkey');
  expect(String(error)).not.toContain('secret-value');
});

it('refuses to call a swallowed failure committed', async () => {
  const work = inTransaction(database, async (tx) => {
    await write(tx, 'a');
    await tx.execute(sql`select 1 / 0`).catch(() => 'swallowed');
  });
  await expect(work).rejects.toBeInstanceOf(TransactionAborted);
  expect(await keys()).toEqual([]);
});

it('refuses a statement that comes after the end of its transaction, prepared or not', async () => {
  const find = prepareOnce((on) =>
    on
      .select()
      .from(notes)
      .where(eq(notes.key, sql.placeholder('key')))
      .prepare('find'),
  );
  let leaked: Tx | undefined;
  await inTransaction(database, async (tx) => {
    leaked = tx;
    expect(await find(tx).execute({ key: 'a' })).toEqual([]);
  });
  const late = leaked;
  if (!late) throw new Error('the work did not run');
  const error = await write(late, 'late').then(
    () => 'sent',
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ cause: expect.any(TransactionClosed) });
  expect(() => find(late)).toThrow(TransactionClosed);
  expect(await keys()).toEqual([]);
});

it('uses a statement prepared once in every later transaction', async () => {
  let built = 0;
  const find = prepareOnce((on) => {
    built += 1;
    return on
      .select()
      .from(notes)
      .where(eq(notes.key, sql.placeholder('key')))
      .prepare('find');
  });
  for (const key of ['a', 'b', 'c']) {
    await inTransaction(database, async (tx) => {
      await write(tx, key);
      expect(await find(tx).execute({ key })).toEqual([{ key, value: 1 }]);
    });
  }
  expect(built).toBeLessThanOrEqual(2);
});

it('keeps statements of one transaction in order when they are sent together', async () => {
  await inTransaction(database, async (tx) => {
    const add = (value: number) => tx.update(notes).set({ value }).where(eq(notes.key, 'a'));
    await Promise.all([write(tx, 'a', 0), add(1), add(2), add(3)]);
  });
  expect(await database.query.select().from(notes)).toEqual([{ key: 'a', value: 3 }]);
});

it('tells a deadlock apart as a conflict that may be tried again, and writes only the winner', async () => {
  await database.query.insert(notes).values(['a', 'b'].map((key) => ({ key, value: 0 })));
  const meeting = createMeeting(2);
  const patient = openDatabase({ url: database.url });
  const swap = (first: string, second: string) =>
    inTransaction(patient, async (tx) => {
      await tx.update(notes).set({ value: 1 }).where(eq(notes.key, first));
      await meeting();
      await tx.update(notes).set({ value: 2 }).where(eq(notes.key, second));
    });
  const settled = await Promise.allSettled([swap('a', 'b'), swap('b', 'a')]);
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  await patient.close();
  expect(failures).toEqual([expect.any(TransactionConflict)]);
});

it('holds the row it is told to before the work starts; where that takes too long, nothing stays open', async () => {
  await database.sql`insert into processes (id, kind, status, status_since, opened_at, opened_by) select 'it''s', 'case', 'new', now(), now(), 'test'`;
  const hasty = openDatabase({ url: database.url, poolSize: 1, lockTimeoutMs: 100 });
  const holding = { table: 'processes', id: `it's` } as const;
  await inTransaction(
    database,
    async () => {
      const late = inTransaction(hasty, async () => 'never', { holding });
      expect(postgresErrorOf(await late.catch((error: unknown) => error))?.code).toBe('55P03');
    },
    { holding },
  );
  expect(await inTransaction(hasty, async () => 'free again', { holding })).toBe('free again');
  expect(hasty.leases.counts()).toEqual({ inUse: 0, idle: 1, waiting: 0 });
  await hasty.close();
});

it('says so when no connection comes free in time, and works again afterwards', async () => {
  const small = openDatabase({ url: database.url, poolSize: 2, leaseWaitMs: 50 });
  const meeting = createMeeting(3);
  const holders = [1, 2].map(() => inTransaction(small, () => meeting()));
  await expect(inTransaction(small, async () => 1)).rejects.toBeInstanceOf(NoConnectionFree);
  await meeting();
  await Promise.all(holders);
  expect(await inTransaction(small, async () => 2)).toBe(2);
  expect(small.leases.counts()).toMatchObject({ inUse: 0, waiting: 0 });
  await small.close();
});

it('cuts off a transaction that takes too long, writes nothing of it and frees its locks', async () => {
  const hasty = openDatabase({ url: database.url, transactionTimeoutMs: 300 });
  const work = inTransaction(hasty, async (tx) => {
    await write(tx, 'slow');
    await tx.execute(sql`select pg_sleep(60)`);
  });
  await expect(work).rejects.toBeInstanceOf(TransactionTimeout);
  await database.query.insert(notes).values({ key: 'slow', value: 2 });
  expect(await keys()).toEqual(['slow']);
  await hasty.close();
});

it('says that nothing was sent when the server cannot be reached', async () => {
  const absent = openDatabase({ url: `postgres://nobody@127.0.0.1:${await freePort()}/none` });
  await expect(inTransaction(absent, async () => 1)).rejects.toBeInstanceOf(ConnectionLost);
  expect(absent.leases.counts()).toEqual({ inUse: 0, idle: 0, waiting: 0 });
  await absent.close();
});

it('refuses the unguarded ways at run time too', async () => {
  await expect(database.sql.begin(async () => 1)).rejects.toThrow(/inTransaction/);
  await expect(database.query.transaction(async () => 1)).rejects.toThrow(/inTransaction/);
  await expect(inTransaction(database, (tx) => tx.transaction(async () => 1))).rejects.toThrow(/inTransaction/);
});

it('reads int8 as a number and refuses one that a number cannot hold', async () => {
  const [row] = await database.sql`select 9007199254740991::int8 as value`;
  expect(row).toEqual({ value: Number.MAX_SAFE_INTEGER });
  await expect(database.sql`select 9007199254740993::int8 as value`).rejects.toThrow(/does not fit/);
});

it('writes and reads arrays in hand-written SQL', async () => {
  const texts = ['plain', 'with "quotes", commas and \\ {braces}', '', 'NULL'];
  const [row] = await database.sql`
    select ${texts}::text[] as texts, ${[1, 2]}::int4[] as ints, ${[3]}::int8[] as bigs,
      (select count(*)::int from unnest(${texts}::text[])) as counted`;
  expect(row).toEqual({ texts, ints: [1, 2], bigs: [3], counted: 4 });
});

/** Resolves for everybody once `expected` have arrived. */
function createMeeting(expected: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === expected) open();
    return all;
  };
}
