import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DrivenOrders, deliveredOrder, startDrivenOrders } from '../../test/harness/driven-orders.ts';
import { advanceOnboarding, beginOnboarding, endOnboarding } from '../../test/harness/live-onboarding.ts';
import { putStock } from '../../test/harness/seed.ts';
import { meetProspect } from '../../test/onboarding/welcome-desk.ts';
import { mergeCustomers, unmergeCustomer } from '../customers/merge-customers.ts';
import { customers } from '../schema/customers.ts';
import { inTransaction } from '../transaction.ts';
import { auditOnboardings } from './onboardings.ts';

let shop: DrivenOrders;

beforeAll(async () => {
  shop = await startDrivenOrders();
  await putStock(shop.database, 'LAMP', 'MTL', 10);
});
afterAll(() => shop.close());

it('finds an onboarding sound whose first order was of somebody who was one with its customer then, who is active since', async () => {
  const { database } = shop;
  const absorbedId = await meetProspect({ database }, { lifecycle: 'onboarding' });
  const onboarding = await beginOnboarding(database, absorbedId);
  const [keptId, actor] = ['CUS-CARD', 'test'];
  const merge = { keptId, absorbedId, actor, reason: 'the same' };
  expect(await inTransaction(database, (tx) => mergeCustomers(tx, merge))).not.toHaveProperty('code');
  await deliveredOrder(shop);
  await endOnboarding(database, onboarding);
  await advanceOnboarding(database, onboarding, Date.now());
  await inTransaction(database, (tx) => unmergeCustomer(tx, { absorbedId, actor }));
  expect(await auditOnboardings(database)).toEqual([]);
  const { lifecycle } = customers;
  const [released] = await database.query.select({ lifecycle }).from(customers).where(eq(customers.id, absorbedId));
  expect(released).toEqual({ lifecycle: 'active' });
});

it('asks no events of an onboarding whose customer was merged into somebody who is erased since', async () => {
  const { database } = shop;
  const absorbedId = await meetProspect({ database }, { lifecycle: 'onboarding' });
  const keptId = await meetProspect({ database }, { lifecycle: 'active' });
  const onboarding = await beginOnboarding(database, absorbedId);
  await endOnboarding(database, onboarding);
  await inTransaction(database, (tx) => mergeCustomers(tx, { keptId, absorbedId, actor: 'test', reason: 'the same' }));
  // As an erasure leaves it: its name is no code, and goes.
  await database.query.execute(sql`
    update onboarding_tasks set task_id = 'first-call' where onboarding_id = ${onboarding} and task_id = 'call'`);
  const found = async () => (await auditOnboardings(database)).map(({ subject }) => subject);
  expect(await found()).toEqual([`${onboarding}/first-call`]);
  for (const lifecycle of ['exiting', 'exited', 'erased'] as const)
    await database.query.update(customers).set({ lifecycle }).where(eq(customers.id, keptId));
  expect(await found()).toEqual([]);
});
