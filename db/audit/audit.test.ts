import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { administer, copyDatabase, urlOf } from '../../test/harness/administer-database.ts';
import { type LivedOrders, liveOrders, startProviders } from '../../test/harness/lived-orders.ts';
import { createTestDatabase, type TestDatabase } from '../../test/harness/postgres.ts';
import { seed } from '../../test/harness/seed.ts';
import { violations } from '../../test/harness/violations.ts';
import { openDatabase } from '../pool.ts';
import type { Finding } from './finding.ts';
import { databaseInvariants, runAudit } from './run-audit.ts';

let sound: TestDatabase;
let orders: LivedOrders;

beforeAll(async () => {
  const { providers, close } = await startProviders();
  sound = await createTestDatabase();
  const database = openDatabase({ url: sound.url });
  await seed(database);
  orders = await liveOrders(database, providers);
  // A template must have no connections.
  await Promise.all([database.close(), close()]);
});
afterAll(() => sound.drop());

it('finds nothing where orders were delivered, returned, queued and approved', async () => {
  expect(await auditAfter('select 1')).toEqual([]);
});

it.each(violations)('finds $title, and nothing else', async ({ damage, invariant, subject }) => {
  const expected = { invariant, subject: subject?.(orders) ?? expect.stringMatching(/./) };
  expect(await auditAfter(damage(orders))).toMatchObject([expected]);
});

it('has a violation planted for every invariant of the database', () => {
  expect(new Set(violations.map(({ invariant }) => invariant))).toEqual(new Set(databaseInvariants));
});

it('reads each table once for all who are erased, not once for each', async () => {
  const many = `
    insert into customers (id, name, email, locale, lifecycle)
      select 'CUS-ERASED-' || n, 'erased', n || '@example.com', 'en', 'erased' from generate_series(1, 300) n;
    insert into events (aggregate, aggregate_id, seq, type, data, actor, at)
      select 'customer', 'CUS-OTHER-' || n, 1, 'customer.changed', '{}', 'test', now() from generate_series(1, 20000) n`;
  // Beyond the time of one statement before: 0.3 s for each of them.
  const found = await auditAfter(many);
  expect(new Set(found.map(({ invariant }) => invariant))).toEqual(new Set(['I14']));
});

/** What the audit finds in a copy of the sound database after `damage` was done to it, past foreign keys and triggers. */
async function auditAfter(damage: string): Promise<Finding[]> {
  const adminUrl = inject('postgresAdminUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await copyDatabase(adminUrl, new URL(sound.url).pathname.slice(1), name);
  const url = urlOf(adminUrl, name);
  const database = openDatabase({ url, poolSize: 1 });
  try {
    await execute(url, damage);
    return await runAudit(database);
  } finally {
    await database.close();
    await administer(adminUrl, `drop database ${name} with (force)`);
  }
}

async function execute(url: string, damage: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  await client.unsafe(`set session_replication_role = replica; ${damage}`).finally(() => client.end());
}
