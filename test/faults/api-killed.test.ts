import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '../harness/api-client.ts';
import { createTestDatabase } from '../harness/postgres.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { orderBody } from '../harness/world.ts';
import { insist, insistThrice, type Request } from './blind-caller.ts';
import { type CommitGate, startCommitGate } from './commit-gate.ts';
import { type Engine, startEngine } from './engine.ts';
import { createStories, endings, type Stories } from './stories.ts';

let gate: CommitGate;
let engine: Engine;
let scenario: Scenario;
let stories: Stories;

beforeAll(async () => {
  const database = await createTestDatabase();
  gate = await startCommitGate(database.url);
  engine = await startEngine({ database, by: { apis: gate.url }, workers: 2, apis: 2 });
  scenario = createScenario(engine);
  stories = createStories(scenario, engine.place);
}, 120_000);
afterAll(async () => {
  await engine.close();
  await gate.close();
});

const placing = (sku: string): Request => ({
  role: 'back_office',
  path: '/v1/orders',
  body: orderBody({ lines: [{ sku, quantity: 1 }] }),
  key: `place ${sku}`,
});
const handingOver = (id: string, key: string): Request => ({
  role: 'warehouse',
  path: `/v1/shipments/${id}-S1/hand-over`,
  body: {},
  key,
});

/** To the API that is about to die; the caller sees its connection break. */
function lost({ role, path, body, key }: Request): Promise<Answer | 'no answer'> {
  return engine.api.post(role, path, body, { key }).catch(() => 'no answer' as const);
}

/** To the one that lives. */
const again = (request: Request): Promise<Answer> => insist(engine.callers.slice(1), request);

async function acceptedUnder(key: string): Promise<string | undefined> {
  const rows = await engine.database.query.execute<{ subject: string }>(
    sql`select subject from commands where idempotency_key = ${key}`,
  );
  return rows[0]?.subject;
}

it('an API killed before its commit, between commit and start, and before the answer: nothing is lost, nothing is twice', async () => {
  const skus = ['UNWRITTEN', 'UNTOLD', 'UNTOLD-COMMAND', 'UNANSWERED'] as const;
  const [unwritten, untold, told, unanswered] = skus;
  for (const sku of skus) await stories.stock(sku);
  const [a, b] = await Promise.all([stories.place(told), stories.place(unanswered)]);
  await Promise.all([a, b].map((id) => scenario.packed(`${id}-S1`)));
  const commands = [handingOver(a, told), handingOver(b, unanswered)] as const;
  const orders = [placing(unwritten), placing(untold)] as const;

  // The workers stand still, so that no process can answer before the API is dead.
  for (const worker of engine.workers) process.kill(worker.pid() ?? 0, 'SIGSTOP');
  const holds = [
    gate.hold({ marker: orders[0].key, at: 'commit', when: 'before' }),
    gate.hold({ marker: orders[1].key, at: 'commit', when: 'after' }),
    gate.hold({ marker: told, at: 'commit', when: 'after' }),
  ];
  const answers = [...orders, ...commands].map(lost);
  await expect.poll(() => holds.map((hold) => hold.met())).toEqual([true, true, true]);
  await expect.poll(() => acceptedUnder(unanswered)).toBe(b);
  await engine.apis[0]?.end('SIGKILL');
  expect(await Promise.all(answers)).toEqual(['no answer', 'no answer', 'no answer', 'no answer']);
  for (const worker of engine.workers) process.kill(worker.pid() ?? 0, 'SIGCONT');

  // Nobody asks again: the relay alone tells the processes.
  expect(await acceptedUnder(orders[0].key)).toBeUndefined();
  const placed = (await acceptedUnder(orders[1].key)) ?? '';
  await engine.reaches(placed, 'confirmed', 45_000);
  await expect.poll(() => stories.books(a, told)).toEqual(endings['handed over']);
  await expect.poll(() => stories.books(b, unanswered)).toEqual(endings['handed over']);

  // The callers ask again, elsewhere, and then once more.
  const first = await Promise.all([...orders, ...commands].map(again));
  expect(first.map(({ status }) => status)).toEqual([202, 202, 200, 200]);
  expect(first[1]?.body.id).toBe(placed);
  const second = await Promise.all([...orders, ...commands].map(again));
  expect(second.map(({ status, body }) => ({ status, body }))).toEqual(
    first.map(({ status, body }) => ({ status, body })),
  );
  await engine.apis[0]?.start();
  const late = first[0]?.body.id ?? '';
  await expect.poll(() => stories.books(late, unwritten)).toEqual(endings.placed);
  await expect.poll(() => stories.books(placed, untold)).toEqual(endings.placed);
  await expect.poll(() => engine.audit()).toEqual([]);
}, 180_000);

/** Every request three times in the same instant, at two APIs: one answer, the same each time. */
async function thrice(role: Request['role'], path: string, body: object, status = 200) {
  const answers = await insistThrice(engine.callers, { role, path, body, key: crypto.randomUUID() });
  expect(answers.map((answer) => answer.status)).toEqual([status, status, status]);
  expect(answers[1]?.body).toEqual(answers[0]?.body);
  expect(answers[2]?.body).toEqual(answers[0]?.body);
  return answers[0]?.body;
}

const placeThrice = async (body: object): Promise<string> =>
  (await thrice('back_office', '/v1/orders', orderBody(body), 202)).id;

it('customers and receipts that are sent three times at once are written once', async () => {
  const sku = await scenario.product('THRICE');
  await thrice('back_office', '/v1/stock/receipts', { lines: [{ sku, locationId: 'MTL', quantity: 7 }] });
  expect(await scenario.rows.shelf(sku)).toEqual({ MTL: [7, 0] });
  const email = 'thrice@example.com';
  const shipTo = {
    name: 'Ann',
    line1: '1 Front St',
    city: 'Toronto',
    region: 'ON',
    postalCode: 'M5V 1A1',
    country: 'CA',
  };
  await thrice('back_office', '/v1/customers', { name: 'Ann', email, locale: 'en', billTo: shipTo }, 201);
  expect(await engine.database.query.execute(sql`select 1 from customers where email = ${email}`)).toHaveLength(1);
});

it('an order whose every request is sent three times at once is one order with one of each effect', async () => {
  const sku = await stories.stock('BLIND');
  const id = await placeThrice({
    lines: [{ sku, quantity: 3 }],
    payment: { method: 'card', token: 'pm_card_chargeDeclined' },
  });
  await engine.reaches(id, 'awaiting_payment');
  await thrice('agent', `/v1/orders/${id}/holds`, { kind: 'manual', reason: 'please wait' });
  await thrice('back_office', `/v1/orders/${id}/payment-method`, {
    payment: { method: 'card', token: 'pm_card_visa' },
  });
  await thrice('agent', `/v1/orders/${id}/holds/manual/release`, { reason: 'looked at it' });
  await engine.reaches(id, 'confirmed');
  await scenario.packed(`${id}-S1`);
  await thrice('back_office', `/v1/orders/${id}/cancel`, {
    lines: [{ lineNo: 1, quantity: 1 }],
    reason: 'two will do',
  });
  await thrice('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  await expect.poll(() => scenario.payments(id)).toEqual(['declined', 'captured']);
  await scenario.scanned(`${id}-S1`, 'return_to_sender', 'returning');
  const lines = [{ lineNo: 1, restocked: 2, writtenOff: 0 }];
  // biome-ignore lint/suspicious/noThenProperty: a field of the request
  await thrice('warehouse', `/v1/shipments/${id}-S1/returns`, { lines, then: 'refund', reason: 'came back' });
  await expect
    .poll(() => stories.books(id, sku))
    .toEqual({
      intents: ['requires_payment_method 3449', 'succeeded 3449'],
      captures: [2299],
      refunds: ['succeeded 2299'],
      labels: ['S1 sold'],
      shelf: [5, 0],
    });
});

it('an approval that is given three times at once is given once', async () => {
  const sku = await scenario.product('BLIND-DEAR', { MTL: 5 }, 600_000);
  const id = await placeThrice({ lines: [{ sku, quantity: 1 }] });
  await engine.reaches(id, 'awaiting_approval');
  const { id: approval, digest } = await scenario.rows.approval(id);
  await thrice('supervisor', `/v1/approvals/${approval}/decision`, { decision: 'approve', reason: 'seen', digest });
  await engine.reaches(id, 'confirmed');
  expect((await scenario.rows.events(id)).filter((type) => type === 'approval.approved')).toHaveLength(1);
  expect((await scenario.booked(id)).intents).toEqual(['requires_capture 689850']);
});

it('the audit finds nothing, with two workers and two APIs at work', async () => {
  await expect.poll(() => engine.audit()).toEqual([]);
});
