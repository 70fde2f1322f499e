/** What is open when a customer leaves: deals are lost once nothing can be taken back, cases are waited for, balances are paid. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hire, ok, openCase, openDesk } from '../assistance/support-desk.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { leavingCustomers } from './leaving-customers.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  await openDesk(world.api);
  await hire(world.api, 'marie');
  await putStock(world.database, 'LAMP', 'MTL', 50);
});
afterAll(() => world.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);
const deal = async (customerId: string) => {
  const asked = { customerId, title: 'Lamps', amount: { amount: 90_000, currency: 'CAD' }, owner: 'marie' };
  return (await ok(world.api.post('agent', '/v1/opportunities', { ...asked, calendar: 'always' }))).id as string;
};
const read = async (path: string) => (await world.api.get('agent', path)).body;
const eventsOf = async (path: string) =>
  (await read(`${path}/events?limit=200`)).data.map(({ type }: { type: string }) => type);
const look = async (id: string) => {
  await rows(sql`update exits set next_check_at = now() where id = ${id}`);
  await they.nudge(id);
};

it('leaves deals as they are while the customer can still stay, and loses them when the notice ends', async () => {
  const customerId = await they.customer();
  const [open, asleep] = [await deal(customerId), await deal(customerId)];
  const until = new Date(Date.now() + 90 * 86_400_000).toISOString();
  const later = { outcome: 'recycled', reason: 'next year', until };
  await ok(world.api.post('agent', `/v1/opportunities/${asleep}/close`, later));
  const first = await they.leave(customerId, { reason: 'moving' });
  expect((await they.exitOf(first)).waiting.message.en).toContain('then open deals are lost');
  expect(await read(`/v1/opportunities/${open}`)).toMatchObject({ status: 'new' });
  await they.say(first, 'rescind');
  expect(await read(`/v1/opportunities/${open}`)).toMatchObject({ status: 'new' });

  const id = await they.leave(customerId, { reason: 'moving' });
  await they.endNotice(id);
  await they.becomes(id, 'exporting');
  for (const one of [open, asleep])
    expect(await read(`/v1/opportunities/${one}`)).toMatchObject({ status: 'lost', closeReason: 'customer_left' });
  expect(await eventsOf(`/v1/exits/${id}`)).toContain('exit.business_ended');
  const timeline = (await read(`/v1/customers/${customerId}/timeline?limit=200`)).data;
  expect(timeline.map(({ type }: { type: string }) => type)).toEqual(
    expect.arrayContaining(['exit.business_ended', 'opportunity.lost']),
  );
  // Their workflows have seen it, and ended.
  await expect
    .poll(async () => rows(sql`select id from processes where id in (${open}, ${asleep}) and nudge_at is not null`))
    .toEqual([]);
  expect(await rows(sql`select id from tasks where process_id in (${open}, ${asleep}) and state = 'open'`)).toEqual([]);
});

it('waits for a case that somebody works on, and says so, until it is resolved', async () => {
  const customerId = await they.customer();
  const caseId = await openCase(world.api, { customerId });
  const id = await they.leave(customerId, { reason: 'moving' });
  await they.endNotice(id);
  await they.becomes(id, 'settling');
  const { waiting, waitsFor } = await they.exitOf(id);
  expect(waitsFor).toEqual([caseId]);
  expect(waiting).toMatchObject({ for: 'open_business', who: ['agent', 'system'] });
  expect(waiting.message.en).toContain(caseId);
  expect(waiting.message.fr).toContain(caseId);
  for (const to of ['triaged', 'in_progress', 'resolved'])
    await ok(world.api.post('agent', `/v1/cases/${caseId}/status`, { to }));
  await look(id);
  await they.becomes(id, 'exporting');
});

it('closes what is still open of them before the erasure, with the reason, and leaves nobody a task', async () => {
  const customerId = await they.customer();
  const id = await they.exported(customerId);
  await they.say(id, 'confirm');
  const caseId = await openCase(world.api, { customerId });
  await rows(sql`insert into tasks (id, kind, subject, process_id, customer_id, role, details, raised_at)
    values ('call-them', 'call', ${caseId}, ${caseId}, ${customerId}, 'agent', '{}', now())`);
  const messages = () => rows(sql`select id from messages where process = ${`case/${caseId}`}`);
  const told = (await messages()).length;
  await they.erased(id);
  expect(await read(`/v1/cases/${caseId}`)).toMatchObject({ status: 'closed' });
  expect(await messages()).toHaveLength(told);
  expect(await rows(sql`select state from tasks where id = 'call-them'`)).toEqual([{ state: 'void' }]);
  const late = await world.api.post('agent', '/v1/tasks/call-them/completion', { outcome: 'her sister answered' });
  expect(late).toMatchObject({ status: 409, body: { code: 'customer_is_erased' } });
  expect(await world.audit()).toEqual([]);
});

it('waits with the erasure for a claim made after they had left, and withdraws it when the 30 days are over', async () => {
  const customerId = await they.customer();
  const orderId = await they.delivered(customerId);
  await rows(sql`update orders set status = 'completed', status_since = now() where id = ${orderId}`);
  const id = await they.exported(customerId);
  await they.say(id, 'confirm');
  const claimed = { orderId, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }], evidence: [] };
  const claim = (await ok(world.api.post('back_office', '/v1/claims', claimed))).id;
  const looked = async () => {
    await rows(sql`update exits set erase_at = now() - interval '1 minute' where id = ${id}`);
    await they.nudge(id);
    await expect
      .poll(async () => (await rows(sql`select nudge_at from processes where id = ${id}`))[0]?.nudge_at)
      .toBeNull();
  };
  await looked();
  const { status, eraseAt } = await they.exitOf(id);
  expect(status).toBe('retention_hold');
  expect(Date.parse(eraseAt)).toBeGreaterThan(Date.now());
  await rows(sql`update exits set erase_at = now(), confirmed_at = now() - interval '30 days' where id = ${id}`);
  await they.nudge(id);
  await they.becomes(id, 'erased');
  expect(await read(`/v1/claims/${claim}`)).toMatchObject({ status: 'withdrawn' });
  expect(await world.audit()).toEqual([]);
});

/** An exit whose documents are made, with a balance: a credit that we owe, or an invoice that the customer does. */
async function withBalance(who: 'us' | 'customer'): Promise<string> {
  const customerId = await they.customer({ creditLimit: { amount: 10_000_000, currency: 'CAD' } });
  if (who === 'us') {
    const first = await they.leave(customerId, { reason: 'quality' });
    await they.say(first, 'offer', { answer: 'accept' });
  } else {
    const orderId = await they.delivered(customerId, { payment: { method: 'account' } });
    await rows(sql`update orders set status = 'completed', status_since = now() where id = ${orderId}`);
  }
  return they.exported(customerId);
}

it.each([
  ['us', 'we pay the customer $50.00', 'nous payons au client 50,00 $', 'pay_exit_balance'],
  ['customer', 'the customer pays $', 'le client paie ', 'collect_exit_balance'],
] as const)('lets nobody leave before what %s owes is paid, and shown to be', async (who, english, french, kind) => {
  const id = await withBalance(who);
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
  const { waiting, settlement, actions } = await they.exitOf(id);
  expect(waiting).toMatchObject({ for: 'balance', until: null });
  expect(plain(waiting.message.en)).toContain(english);
  expect(plain(waiting.message.fr)).toContain(french);
  expect(actions.map((action: { kind: string }) => action.kind)).not.toContain('confirm');
  const [{ net, task }] = settlement.balances;
  const listed = (await read(`/v1/tasks?process=${id}`)).data.filter((one: { id: string }) => one.id === task);
  expect(listed).toMatchObject([
    {
      kind,
      processId: id,
      evidenceWanted: 'transfer_reference',
      details: { currency: 'CAD', amountMinor: Math.abs(net) },
    },
  ]);
  // Neither by a person's word nor by silence.
  expect(await world.api.post('agent', `/v1/exits/${id}/confirm`, {})).toMatchObject({
    status: 409,
    body: { code: 'exit_balance_open', detail: expect.stringContaining(task) },
  });
  await rows(sql`update exits set documents_at = now() - interval '15 days' where id = ${id}`);
  await they.nudge(id);
  await expect
    .poll(async () => (await rows(sql`select nudge_at from processes where id = ${id}`))[0]?.nudge_at)
    .toBeNull();
  expect(await they.exitOf(id)).toMatchObject({ status: 'exporting' });

  const complete = (body: object) => world.api.post('agent', `/v1/tasks/${task}/completion`, body);
  expect(await complete({ outcome: 'paid' })).toMatchObject({
    status: 422,
    body: { code: 'task_evidence_missing', detail: expect.stringContaining('transfer_reference') },
  });
  await ok(complete({ outcome: 'paid', evidence: 'TRF-2026-0042' }));
  // It rings the exit, for which everybody has been silent long enough.
  await they.becomes(id, 'retention_hold');
});
