import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import { queueMessage, zoe } from '../../test/harness/queue-message.ts';
import type { Database } from '../pool.ts';
import { messages } from '../schema/messages.ts';
import { tasks } from '../schema/tasks.ts';
import { inTransaction } from '../transaction.ts';
import { claimMessages } from './claim-messages.ts';
import { givenUp, postponed, type Settlement, sent, settleMessages } from './settle-message.ts';
import { tellCustomer } from './tell-customer.ts';

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 4 });
});

beforeEach(async () => {
  await database.sql`truncate messages, tasks cascade`;
});

afterAll(() => database.close());

const settle = (...settlements: Settlement[]) => settleMessages(database.query, settlements);
const claim = (limit = 10) => claimMessages(database, { limit, leaseMs: 60_000 });
const endLeases = () => database.sql`update messages set next_attempt_at = now() - interval '1 second'`;

async function claimOne() {
  const [message] = await claim(1);
  if (!message) throw new Error('nothing was due');
  return message;
}

async function rowOf(id: string) {
  const [row] = await database.query
    .select({ state: messages.state, failure: messages.failure, due: sql<boolean>`next_attempt_at <= now()` })
    .from(messages)
    .where(eq(messages.id, id));
  return row;
}

it('gives what a process told at one instant in the order in which it was told', async () => {
  await queueMessage(database, { orderId: 'ORD-A' });
  await database.sql`truncate messages cascade`;
  const about = { customerId: zoe.id, process: 'claim/CLM-1', now: Date.now() };
  const params = { claim: 'CLM-1', order: 'ORD-A' };
  await inTransaction(database, async (tx) => {
    await tellCustomer(tx, { ...about, step: 'received', template: 'claim_received', params });
    await tellCustomer(tx, { ...about, step: 'decided', template: 'claim_refused', params });
  });
  expect((await claim()).map(({ id }) => id)).toEqual(['CLM-1-received', 'CLM-1-decided']);
});

it('gives what a process told in the order in which it was told, also by a clock that is behind', async () => {
  await database.sql`truncate messages cascade`;
  const now = Date.now();
  const params = { claim: 'CLM-2', order: 'ORD-A' };
  const told = { customerId: zoe.id, process: 'claim/CLM-2', template: 'claim_received', params } as const;
  await inTransaction(database, async (tx) => {
    for (const [step, at] of Object.entries({ granted: now, return: now - 5, label: now - 20 })) {
      await tellCustomer(tx, { ...told, step, now: at });
    }
  });
  expect((await claim()).map(({ id }) => id)).toEqual(['CLM-2-granted', 'CLM-2-return', 'CLM-2-label']);
});

it('gives what the text needs: address, language, name and what was told', async () => {
  await queueMessage(database, {
    orderId: 'ORD-A',
    step: 'confirmed',
    template: 'order_confirmed',
    params: { totalMinor: 5 },
  });
  expect(await claim()).toEqual([
    {
      id: 'ORD-A-confirmed',
      template: 'order_confirmed',
      to: 'zoe@example.com',
      locale: 'fr',
      attempts: 1,
      params: {
        orderId: 'ORD-A',
        totalMinor: 5,
        customerName: 'Zoé',
        caseText: null,
        carrier: null,
        trackingUrl: null,
      },
    },
  ]);
});

it('keeps what was told where nothing is looked up under the same name: the carrier of a return has no shipment of ours', async () => {
  await queueMessage(database, { orderId: 'ORD-A' });
  await database.sql`truncate messages cascade`;
  const about = { customerId: zoe.id, process: 'claim/CLM-1', now: Date.now() };
  const label = { claim: 'CLM-1', return: 'CLM-1-RET', carrier: 'UPS', label: 'https://label.example/1' };
  const parcel = { claim: 'CLM-1', order: 'ORD-A', carrier: 'UPS', tracking: '1Z' };
  await inTransaction(database, async (tx) => {
    await tellCustomer(tx, { ...about, step: 'return-label', template: 'return_label', params: label });
    await tellCustomer(tx, { ...about, step: 'sent-back', template: 'claim_sent_back', params: parcel });
  });
  expect(await claim()).toMatchObject([{ params: label }, { params: parcel }]);
});

it('gives each message to one of many who ask in the same instant', async () => {
  for (const n of Array(30).keys()) await queueMessage(database, { orderId: `ORD-${n}` });
  const claims = await Promise.all(Array.from({ length: 12 }, () => claim(5)));
  const ids = claims.flat().map((message) => message.id);
  expect(ids).toHaveLength(new Set(ids).size);
  expect([...ids, ...(await claim(30)).map((message) => message.id)]).toHaveLength(30);
});

it('gives a message again when its lease ended unanswered, as the next attempt', async () => {
  await queueMessage(database, { orderId: 'ORD-A' });
  expect((await claimOne()).attempts).toBe(1);
  expect(await claim()).toEqual([]);
  await endLeases();
  expect(await claimOne()).toMatchObject({ id: 'ORD-A-cancelled', attempts: 2 });
});

it('never gives a sent message again, also when its lease had ended', async () => {
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  await claimOne();
  await endLeases();
  await settle(sent(await claimOne()));
  await endLeases();
  expect(await claim()).toEqual([]);
  expect(await rowOf(id)).toMatchObject({ state: 'sent', failure: null });
});

it('holds a postponed message back for the time given', async () => {
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  await settle(postponed(await claimOne(), 60_000, 'no answer'));
  expect(await rowOf(id)).toEqual({ state: 'queued', failure: 'no answer', due: false });
  await endLeases();
  await settle(postponed(await claimOne(), 0, 'no answer'));
  expect(await rowOf(id)).toMatchObject({ due: true });
});

it('asks a person, once, when a message is given up', async () => {
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  const message = await claimOne();
  await settle(givenUp(message, 'agent', 'refused: 550'));
  await settle(givenUp(message, 'agent', 'refused: 550'));
  expect(await rowOf(id)).toMatchObject({ state: 'failed', failure: 'refused: 550' });
  const asked = await database.query.select().from(tasks);
  expect(asked).toMatchObject([
    { kind: 'message_failed', subject: id, orderId: 'ORD-A', role: 'agent', details: { template: 'order_cancelled' } },
  ]);
});

it('does not let one whose lease ended undo what the next one does', async () => {
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  const late = await claimOne();
  await endLeases();
  await claimOne();
  await settle(givenUp(late, 'agent', 'late'));
  await settle(postponed(late, 0, 'late'));
  expect(await rowOf(id)).toEqual({ state: 'queued', failure: null, due: false });
});
