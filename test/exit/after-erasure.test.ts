/** What is asked about somebody who was erased meanwhile: nothing is done, and nothing of the request is kept. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { auditErased } from '../../db/audit/exits.ts';
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
