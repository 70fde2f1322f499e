import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import type { Database } from '../pool.ts';
import { inTransaction } from '../transaction.ts';
import { acceptCommand } from './accept-command.ts';
import { claimUndelivered } from './claim-undelivered.ts';
import { deliverSoon } from './deliver-soon.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 2 });
});
afterAll(() => database.close());

const accept = (idempotencyKey: string, soon: boolean) =>
  inTransaction(database, async (tx) => {
    const key = { caller: 'parcours', idempotencyKey };
    const asked = { digest: idempotencyKey, kind: 'cancel', subject: idempotencyKey, payload: {} };
    await acceptCommand(tx, { ...key, ...asked, actor: 'parcours', role: 'supervisor' });
    if (soon) await deliverSoon(tx, key);
  });

it('goes to the relay at once; what a caller is about to deliver does not', async () => {
  await accept('ours', true);
  await accept('theirs', false);
  expect((await claimUndelivered(database, 10)).map(({ subject }) => subject)).toEqual(['ours']);
  expect(await claimUndelivered(database, 10)).toEqual([]);
});

it('what gets no answer is told less and less often, and at least once a minute', async () => {
  await accept('silent', true);
  const pauses: number[] = [];
  for (let tries = 1; tries <= 6; tries += 1) {
    await database.query.execute(sql`update commands set next_delivery_at = now() where subject = 'silent'`);
    await claimUndelivered(database, 10);
    const [row] = await database.query.execute<{ seconds: number }>(sql`
      select extract(epoch from next_delivery_at - now())::float8 as seconds from commands where subject = 'silent'`);
    pauses.push(Math.ceil((row?.seconds ?? 0) / 5) * 5);
  }
  expect(pauses).toEqual([5, 10, 20, 40, 60, 60]);
});
