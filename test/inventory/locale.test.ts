import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { countStock, receiveStock } from '../../db/inventory/receive-stock.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { type Database, openDatabase } from '../../db/pool.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import { administer, urlOf } from '../harness/administer-database.ts';
import { addProduct, putStock, seed } from '../harness/seed.ts';

/** Capital letters come after small ones here, as in the locale of most servers; in that of the other tests before them. */
const sorting = `template template0 encoding 'UTF8' locale 'C' locale_provider icu icu_locale 'en'`;
const name = `test_${randomUUID().replaceAll('-', '')}`;
const adminUrl = inject('postgresAdminUrl');
let database: Database;

beforeAll(async () => {
  await administer(adminUrl, `create database ${name} ${sorting}`);
  const url = urlOf(adminUrl, name);
  await migrateDatabase(url);
  database = openDatabase({ url, poolSize: 3 });
  await seed(database);
  for (const sku of ['bolt', 'NUT']) {
    await addProduct(database, sku, 100);
    await putStock(database, sku, 'MTL', 10);
  }
});
afterAll(async () => {
  await database?.close();
  await administer(adminUrl, `drop database if exists ${name} with (force)`);
});

const hold = (tx: Tx, sku: string) => tx.execute(sql`select from stock where sku = ${sku} for no key update`);

const somebodyWaits = async () => {
  const rows = await database.query.execute(sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
  return rows.length > 0;
};

const shelves = <Said extends object>(said: Said) =>
  ['NUT', 'bolt'].map((sku) => ({ sku, locationId: 'MTL', ...said }));

const moves: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['a receipt', (tx) => receiveStock(tx, 'receipt', shelves({ quantity: 1 }))],
  ['a count', (tx) => countStock(tx, 'count', shelves({ counted: 20 }))],
];

it.each(moves)(
  '%s and a reservation of the same shelves wait for each other in one order, whatever the locale',
  async (_, move) => {
    const sorted = await database.query.execute<{ sku: string }>(sql`select sku from stock order by sku, location_id`);
    expect(sorted.map(({ sku }) => sku)).toEqual(['bolt', 'NUT']);
    let moved: Promise<unknown> = Promise.resolve();
    // What reserve_stock and its like do in one statement, in the middle of which nobody can stop.
    await inTransaction(database, async (tx) => {
      await hold(tx, 'bolt');
      moved = inTransaction(database, move);
      await expect.poll(somebodyWaits).toBe(true);
      await hold(tx, 'NUT');
    });
    await moved;
  },
);
