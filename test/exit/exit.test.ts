import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tableVersions } from '../../db/decisions/tables.ts';
import { contractProblems } from '../../domain/decisions/table-contract.ts';
import { tableProblems } from '../../domain/decisions/table-problems.ts';
import { exitMoves } from '../../domain/exit/exit-states.ts';
import { exitTables } from '../../domain/exit/exit-tables.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { leavingCustomers } from './leaving-customers.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  for (const sku of ['LAMP', 'DESK']) await putStock(world.database, sku, 'MTL', 200);
});
afterAll(() => world.close());

const refusedWith = async (code: string, path: string, body: object, as: 'agent' | 'back_office' = 'agent') =>
  expect(await world.api.post(as, path, body)).toMatchObject({ body: { code } });

it('lets the database take the moves of the exit table and no other', async () => {
  const rows = await world.database.query.execute<{ m: string }>(
    sql`select from_status || '>' || to_status as m from process_moves where kind = 'exit'`,
  );
  const table = Object.entries(exitMoves).flatMap(([from, tos]) => tos.map((to) => `${from}>${to}`));
  expect(rows.map(({ m }) => m).sort()).toEqual(table.sort());
});

it('begins with an offer table that is sound', async () => {
  const [table] = await tableVersions(world.database.query, 'exit-offer');
  expect(table).toMatchObject({ version: 1 });
  if (table) expect([...tableProblems(table), ...contractProblems(exitTables, table)]).toEqual([]);
});

it('goes from the request through offer, notice, settlement and documents to the erasure', async () => {
  const customerId = await they.customer();
  const id = await they.leave(customerId);
  expect(await they.exitOf(id)).toMatchObject({ status: 'requested', waiting: { for: 'reason' } });
  expect(await they.lifecycleOf(customerId)).toBe('exiting');
  await they.say(id, 'reason', { reason: 'service', comment: 'nobody answered' });
  expect(await they.exitOf(id)).toMatchObject({
    status: 'retention',
    offerAnswer: 'eligible',
    offer: { kind: 'credit', value: { amount: 5000, currency: 'CAD' }, state: 'open', tableVersion: 1 },
    waiting: { for: 'offer', who: ['customer'] },
  });
  expect(await they.say(id, 'offer', { answer: 'refuse' })).toMatchObject({ status: 'notice' });
  const { notice } = await they.exitOf(id);
  expect(notice).toMatchObject({ zone: 'America/Toronto' });
  await they.endNotice(id);
  await they.becomes(id, 'exporting');
  await expect.poll(async () => (await they.exitOf(id)).waiting?.for).toBe('confirmation');
  expect((await they.exitOf(id)).settlement).toMatchObject({ balances: [], items: [] });
  expect(await they.say(id, 'confirm')).toMatchObject({ status: 'retention_hold' });
  expect(await they.lifecycleOf(customerId)).toBe('exited');
  await they.erased(id);
  expect(await they.lifecycleOf(customerId)).toBe('erased');
  const events = (await world.api.get('agent', `/v1/exits/${id}/events`)).body.data.map(
    (e: { type: string }) => e.type,
  );
  expect(events).toEqual([
    ...['exit.opened', 'exit.reason_given', 'exit.offer_made', 'exit.offer_considered', 'exit.reason_captured'],
    ...['exit.retention', 'exit.offer_ended', 'exit.notice_given', 'exit.notice', 'exit.notice_ended', 'exit.settling'],
    ...['exit.was_settled', 'exit.exporting', 'exit.documents_made', 'exit.was_confirmed', 'exit.confirmed'],
    ...['exit.retention_hold', 'exit.erasure_due', 'exit.was_erased', 'exit.erased'],
  ]);
});

it('keeps a customer who accepts the offer, and makes none within 12 months', async () => {
  const customerId = await they.customer();
  const id = await they.leave(customerId, { reason: 'quality' });
  expect(await they.say(id, 'offer', { answer: 'accept' })).toMatchObject({ status: 'retained' });
  expect(await they.lifecycleOf(customerId)).toBe('active');
  await refusedWith('process_closed', `/v1/exits/${id}/rescind`, {});
  const again = await they.leave(customerId, { reason: 'quality' });
  expect(await they.exitOf(again)).toMatchObject({ status: 'notice', offer: null, offerAnswer: 'accepted_lately' });
  // The database refuses a second one by itself.
  const second = sql`insert into exit_offers (exit_id, customer_id, kind, value_minor,
    currency, stands_days, state, accepted_at, again_at)
    select ${again}, customer_id, kind, value_minor, currency, stands_days, 'accepted',
      accepted_at + interval '11 months', accepted_at + interval '23 months' from exit_offers where exit_id = ${id}`;
  await expect(world.database.query.execute(second)).rejects.toMatchObject({
    cause: { constraint_name: 'exit_offers_one_a_year' },
  });
  // Nor is one that was made before the other was accepted, by whichever way that came to be theirs.
  const other = await they.customer();
  const open = await they.leave(other, { reason: 'quality' });
  await world.database.query.execute(sql`update exit_offers set customer_id = ${other} where exit_id = ${id}`);
  await refusedWith('offer_accepted_lately', `/v1/exits/${open}/offer`, { answer: 'accept' });
  expect(await they.exitOf(open)).toMatchObject({ status: 'retention', offer: { state: 'open' } });
});
