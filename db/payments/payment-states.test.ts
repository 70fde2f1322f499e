import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paymentMoves } from '../../domain/payments/payment-states.ts';
import { refundMoves } from '../../domain/payments/refund-states.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import type { Database } from '../pool.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 1 });
});
afterAll(() => database.close());

it.each([
  ['payment', 'payments_state', paymentMoves],
  ['refund', 'refunds_state', refundMoves],
])('lets a %s be in exactly the states of the table', async (_title, constraint, moves) => {
  const [check] = await database.query.execute<{ text: string }>(
    sql`select pg_get_constraintdef(oid) as text from pg_constraint where conname = ${constraint}`,
  );
  const states = [...(check?.text ?? '').matchAll(/'(\w+)'/g)].map(([, state]) => state);
  expect(states.sort()).toEqual(Object.keys(moves).sort());
});
