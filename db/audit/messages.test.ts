import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import { seed } from '../../test/harness/seed.ts';
import { meetProspect } from '../../test/onboarding/welcome-desk.ts';
import { mergeCustomers } from '../customers/merge-customers.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { Database } from '../pool.ts';
import { inTransaction } from '../transaction.ts';
import { auditMessages } from './messages.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
});
afterAll(() => database.close());

const say = (customerId: string, given: boolean, ago: string) =>
  database.query.execute(sql`insert into consents (customer_id, channel, given, source, at, recorded_by)
    values (${customerId}, 'email', ${given}, 'form', now() - ${ago}::interval, 'test')`);

const offer = (customerId: string) =>
  inTransaction(database, (tx) =>
    tellCustomer(tx, {
      ...{ customerId, process: `enrolment/ENR-${customerId}`, step: 'touch-1', commercial: 'offer' },
      ...{ template: 'order_cancelled', params: {}, now: Date.now() },
    }),
  );

const merge = (keptId: string, absorbedId: string) =>
  inTransaction(database, (tx) => mergeCustomers(tx, { keptId, absorbedId, reason: 'the same', actor: 'test' }));

it('finds nothing wrong with an offer to who had consented, though somebody is merged into them later who had not', async () => {
  const [kept, absorbed] = [await meetProspect({ database }), await meetProspect({ database })];
  await say(absorbed, false, '1 day');
  await say(kept, true, '2 days');
  expect(await offer(kept)).toBe('queued');
  await merge(kept, absorbed);
  expect(await auditMessages(database)).toEqual([]);
});

it('finds an offer for which only somebody had consented who was merged later', async () => {
  const [kept, absorbed] = [await meetProspect({ database }), await meetProspect({ database })];
  await say(kept, true, '2 days');
  expect(await offer(kept)).toBe('queued');
  await database.query.execute(sql`update consents set given = false where customer_id = ${kept}`);
  await say(absorbed, true, '1 hour');
  await merge(kept, absorbed);
  expect(await auditMessages(database)).toMatchObject([{ invariant: 'I17', subject: `ENR-${kept}-touch-1` }]);
});
