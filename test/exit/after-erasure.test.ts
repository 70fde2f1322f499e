/** What is asked about somebody who was erased meanwhile: nothing is done, and nothing of the request is kept. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { auditErased } from '../../db/audit/exits.ts';
import { inTransaction } from '../../db/transaction.ts';
import { type ManyLives, startManyLives } from '../customers/many-lives.ts';

let lives: ManyLives;
let aheadMs = 0;

beforeAll(async () => {
  const realNow = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
  lives = await startManyLives();
});
afterAll(async () => {
  await lives.close();
  vi.restoreAllMocks();
});

it('is refused for a case of theirs that was still open, for a consent and for another exit, and leaves no word', async () => {
  const [row] = await lives.database.query.execute<{ id: string }>(
    sql`select id from customers where lifecycle = 'active' order by id limit 1`,
  );
  const customerId = row?.id ?? '';
  const said = { customerId, subject: 'Where is it?', body: 'It has not come.', channel: 'email' };
  const opened = await lives.post('/v1/cases', said);
  expect(opened.status).toBe(201);
  const exit = await lives.post('/v1/exits', { customerId, reason: 'moving' });
  expect(exit.status).toBe(201);
  const { id } = exit.body;
  const lifecycle = async () =>
    (await lives.database.query.execute(sql`select lifecycle from customers where id = ${customerId}`))[0]?.lifecycle;
  for (let round = 0; round < 12 && (await lifecycle()) !== 'erased'; round += 1) {
    await lives.wakeUp({ id, kind: 'exit', status: '' });
    aheadMs += 70_000;
  }
  expect(await lifecycle()).toBe('erased');

  const asked = await Promise.all([
    lives.post(`/v1/cases/${opened.body.id}/messages`, { direction: 'inbound', body: 'Call me on 514 555 0100' }),
    lives.post(`/v1/customers/${customerId}/consents`, { channel: 'email', given: true, source: 'my own form' }),
    lives.post('/v1/exits', { customerId, reason: 'other', comment: 'I still live at 1, rue X' }),
  ]);
  expect(asked.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([409, 'customer_is_erased']));
  expect(await auditErased(lives.database)).toEqual([]);
});

const lifecycleOf = async (id: string) =>
  (await lives.database.query.execute(sql`select lifecycle from customers where id = ${id}`))[0]?.lifecycle;

/** Asks to leave, and is forgotten; returns the order that they had. */
async function erasedWithOrder(customerId: string): Promise<string> {
  const { id: orderId } = (await lives.placeOrder(customerId)).body;
  for (const order of lives.orders.filter(({ id }) => id === orderId)) await lives.cancelOrder(order);
  const { id } = (await lives.post('/v1/exits', { customerId, reason: 'moving' })).body;
  for (let round = 0; round < 12 && (await lifecycleOf(customerId)) !== 'erased'; round += 1) {
    await lives.wakeUp({ id, kind: 'exit', status: '' });
    aheadMs += 70_000;
  }
  expect(await lifecycleOf(customerId)).toBe('erased');
  return orderId;
}

it('is refused for whatever is opened for them, always with the same words', async () => {
  const [row] = await lives.database.query.execute<{ id: string }>(
    sql`select id from customers where lifecycle = 'active' order by id limit 1`,
  );
  const customerId = row?.id ?? '';
  const orderId = await erasedWithOrder(customerId);
  const lead = { source: 'fair', externalId: 'L-1', name: 'Ada', email: 'ada@example.com' };
  const { body: stored } = await lives.post('/v1/leads', lead);
  expect(stored).toMatchObject({ id: expect.any(String) });
  const leadId = stored.id;
  const deal = { title: '40 lamps', amount: { amount: 79_960, currency: 'CAD' }, calendar: 'always', owner: 'ann' };
  const asked: Record<string, object> = {
    '/v1/cases': { customerId, subject: 'Where is it?', body: 'It has not come.', channel: 'email' },
    '/v1/claims': { orderId, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }] },
    '/v1/opportunities': { ...deal, customerId, team: 'spring' },
    [`/v1/leads/${leadId}/convert`]: { ...deal, customerId },
    '/v1/cadences/spring/enrolments': { customerId, owner: 'ann' },
    '/v1/onboardings': { customerId, template: lives.template },
    '/v1/exits': { customerId, reason: 'other' },
  };
  const answers = await Promise.all(
    Object.entries(asked).map(async ([path, body]) => {
      const { status, body: said } = await lives.post(path, body);
      return `${path} ${status} ${said.code} ${said.detail}`;
    }),
  );
  const detail = `Customer ${customerId} is erased; nothing is kept about them any more. Add a new customer.`;
  expect(answers).toEqual(Object.keys(asked).map((path) => `${path} 409 customer_is_erased ${detail}`));
});

it('is refused also to a request that waited while they were erased', async () => {
  const [row] = await lives.database.query.execute<{ id: string }>(
    sql`select id from customers where lifecycle = 'active' order by id limit 1`,
  );
  const customerId = row?.id ?? '';
  const blocked = () => lives.database.query.execute(sql`select 1 from pg_locks where not granted`);
  const asked = await inTransaction(lives.database, async (tx) => {
    for (const to of ['exiting', 'exited', 'erased'])
      await tx.execute(sql`update customers set lifecycle = ${to} where id = ${customerId}`);
    const said = { customerId, subject: 'Where is it?', body: 'It has not come.', channel: 'email' };
    const answer = lives.post('/v1/cases', said);
    await expect.poll(blocked).not.toEqual([]);
    return { answer };
  });
  expect(await asked.answer).toMatchObject({ status: 409, body: { code: 'customer_is_erased' } });
});
