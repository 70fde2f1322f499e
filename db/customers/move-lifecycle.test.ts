import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, expectTypeOf, it } from 'vitest';
import { lifecycleMoves } from '../../domain/customers/lifecycle.ts';
import { moveLife } from '../../test/customers/move-life.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import { seed } from '../../test/harness/seed.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { Database } from '../pool.ts';
import { inTransaction } from '../transaction.ts';
import { lockCustomer, lockToMove, type moveLifecycle, readCustomerForMessage } from './move-lifecycle.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
});
afterAll(() => database.close());

it('lets the database take the steps of the lifecycle table and no other', async () => {
  const rows = await database.query.execute<{ step: string }>(
    sql`select from_lifecycle || ' → ' || to_lifecycle as step from customer_moves`,
  );
  const table = Object.entries(lifecycleMoves).flatMap(([from, tos]) => tos.map((to) => `${from} → ${to}`));
  expect(rows.map((row) => row.step).sort()).toEqual(table.sort());
  await expect(
    database.query.execute(sql`update customers set lifecycle = 'erased' where id = 'CUS-CARD'`),
  ).rejects.toThrow();
});

it('moves a customer once when ten ask in the same instant', async () => {
  const move = () => inTransaction(database, (tx) => moveLife(tx, 'CUS-CARD', 'at_risk'));
  const moved = await Promise.all(Array.from({ length: 10 }, move));
  expect(moved.filter((one) => one)).toHaveLength(1);
  const events = await database.query.execute(sql`select 1 from events where type = 'customer.at_risk'`);
  expect(events).toHaveLength(1);
});

it.each([
  ['to be told something', readCustomerForMessage],
  ['to be asked the guards', lockCustomer],
])('moves nobody who was locked %s first: two who do would wait for each other', async (_name, lock) => {
  const moved = inTransaction(database, async (tx) => {
    await lock(tx, 'CUS-ACCOUNT');
    return moveLife(tx, 'CUS-ACCOUNT', 'at_risk');
  });
  await expect(moved).rejects.toThrow('call lockToMove before that');
  await inTransaction(database, async (tx) => {
    await lockToMove(tx, 'CUS-ACCOUNT');
    await lock(tx, 'CUS-ACCOUNT');
    expect(await moveLife(tx, 'CUS-ACCOUNT', 'at_risk')).toBe(true);
    expect(await moveLife(tx, 'CUS-ACCOUNT', 'active')).toBe(true);
  });
  // Held by the compiler, as part of the gate.
  type Held = Awaited<ReturnType<typeof lock>>;
  expectTypeOf<NonNullable<Held>>().not.toExtend<Parameters<typeof moveLifecycle>[1]>();
});

it('never queues a fourth commercial message in 14 days, whichever processes ask at once', async () => {
  await database.query.execute(sql`insert into consents (customer_id, channel, given, source, at, recorded_by)
    values ('CUS-ACCOUNT', 'email', true, 'form', now() - interval '1 day', 'test')`);
  const tell = (n: number) =>
    inTransaction(database, (tx) =>
      tellCustomer(tx, {
        customerId: 'CUS-ACCOUNT',
        process: `enrolment/ENR-${n}`,
        step: 'touch-1',
        template: 'order_cancelled',
        params: {},
        commercial: 'offer',
        now: Date.now(),
      }),
    );
  const told = await Promise.all(Array.from({ length: 12 }, (_, n) => tell(n)));
  expect(told.filter((answer) => answer === 'queued')).toHaveLength(3);
  expect(told.filter((answer) => answer !== 'queued')).toEqual(Array(9).fill({ withheld: 'frequency' }));
});
