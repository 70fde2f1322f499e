/** What our data layer costs in CPU of the client, beside the raw driver with the very same prepared SQL. */
import postgres from 'postgres';
import { createKey, findKey, hashKey } from '../db/access/api-keys.ts';
import { findStart } from '../db/orders/find-start.ts';
import { listOrders } from '../db/orders/list-orders.ts';
import { type Database, openDatabase } from '../db/pool.ts';
import { placeOrderRow } from '../test/harness/place-order-row.ts';
import { seed } from '../test/harness/seed.ts';
import { captureSql } from './data-layer/capture-sql.ts';
import { figure, ratios } from './figures.ts';
import type { Measure } from './measure.ts';
import { inRounds } from './rounds.ts';

export const dataLayer: Measure = {
  name: 'data-layer',
  title: 'client CPU of hot queries, our data layer beside the raw driver',
  quick: true,
  run: async (stand) => {
    const url = await stand.database('bench_data_layer');
    const database = openDatabase({ url, poolSize: 2, queryPoolSize: 1 });
    // As it comes, so that it makes dates of timestamps as our layer does.
    const raw = postgres(url, { max: 1 });
    const [rounds, times] = stand.quick ? [3, 500] : [15, 700];
    try {
      const figures = [];
      for (const [name, ask] of await hotQueries(database)) {
        const statement = await captureSql(database, ask);
        // The compiler is done with both before the first round.
        await cpuUs(2000, () => ask(database));
        await cpuUs(2000, () => runRaw(raw, statement));
        const us = await inRounds(rounds, {
          ours: () => cpuUs(times, () => ask(database)),
          raw: () => cpuUs(times, () => runRaw(raw, statement)),
        });
        figures.push(
          figure(`${name}: ours`, 'us', us.ours),
          figure(`${name}: raw driver`, 'us', us.raw),
          figure(`${name}: ours / raw`, 'x', ratios(us.ours, us.raw), { atMost: 1.1 }),
        );
      }
      return figures;
    } finally {
      await Promise.all([database.close(), raw.end({ timeout: 1 })]);
    }
  },
};

type Ask = (database: Database) => Promise<unknown>;

/** What each request and each command asks. */
async function hotQueries(database: Database): Promise<readonly (readonly [string, Ask])[]> {
  await seed(database);
  const { secret } = await createKey(database.query, { actor: 'bench', role: 'agent' });
  const hash = hashKey(secret);
  const ids: string[] = [];
  for (let i = 0; i < 50; i += 1) ids.push(await placeOrderRow(database));
  const [orderId = ''] = ids;
  return [
    ['API key by its hash', (on) => findKey(on, hash)],
    ['order of a command', (on) => findStart(on.query, orderId)],
    ['page of 50 orders', (on) => listOrders(on, {}, { position: null, limit: 50 })],
  ];
}

function runRaw(sql: postgres.Sql, { text, parameters }: Awaited<ReturnType<typeof captureSql>>) {
  return sql.unsafe(text, parameters, { prepare: true });
}

/** Microseconds of CPU per call of this process, both threads and kernel included. */
async function cpuUs(times: number, ask: () => PromiseLike<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) await ask();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
