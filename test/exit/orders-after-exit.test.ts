/** What orders come to once their customer's exit is settled: asked for when it happens, and waited for before the erasure. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unnettedItems } from '../../db/exit/unnetted-items.ts';
import { claimMessages } from '../../db/messages/claim-messages.ts';
import { givenUp, postponed, settleMessages } from '../../db/messages/settle-message.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { Answer } from '../harness/api-client.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { leavingCustomers } from './leaving-customers.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  await addProduct(world.database, 'BENCH', 30_000);
  await addProduct(world.database, 'RARE', 30_000);
  await putStock(world.database, 'BENCH', 'MTL', 50);
});
afterAll(() => world.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);
const onAccount = { lines: [{ sku: 'BENCH', quantity: 1 }], payment: { method: 'account' } };
const buyer = () => they.customer({ creditLimit: { amount: 10_000_000, currency: 'CAD' } });
const complete = (order: string) =>
  rows(sql`update orders set status = 'completed', status_since = now() where id = ${order}`);
const ok = async (asked: Promise<Answer>) => {
  const { status, body } = await asked;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body;
};

/** An order of somebody who is leaving: somebody lets it go on all the same. */
async function released(customerId: string, more: object): Promise<string> {
  const order = await they.place(customerId, more);
  await world.reaches(order, 'on_hold');
  for (const { kind } of await rows(sql`select kind from holds where order_id = ${order} and state = 'open'`))
    await ok(world.api.post('supervisor', `/v1/orders/${order}/holds/${kind}/release`, { reason: 'wants it still' }));
  return order;
}

async function handedOver(order: string): Promise<void> {
  await world.labelled(`${order}-S1`);
  await ok(world.api.post('warehouse', `/v1/shipments/${order}-S1/hand-over`, {}));
}

/** The carrier brings it back, and what was paid for it is given back. */
async function cameBack(order: string): Promise<void> {
  const back = { status: 'returning', reason: 'nobody there' };
  await ok(world.api.post('agent', `/v1/shipments/${order}-S1/correction`, back));
  const lines = [{ lineNo: 1, restocked: 1, writtenOff: 0 }];
  // biome-ignore lint/suspicious/noThenProperty: a field of the request
  const received = { lines, then: 'refund', reason: 'came back' };
  await ok(world.api.post('warehouse', `/v1/shipments/${order}-S1/returns`, received));
}

const afterwards = async (exit: string) => (await they.exitOf(exit)).settlement.afterwards;
const comesUp = (exit: string, count: number) => expect.poll(async () => (await afterwards(exit)).length).toBe(count);
const pay = (task: string) =>
  ok(world.api.post('agent', `/v1/tasks/${task}/completion`, { outcome: 'Paid', evidence: 'TRF-1' }));

it('asks somebody as soon as an order charges or gives back on account after the settlement, also one of a merged customer', async () => {
  const [customerId, merged] = [await buyer(), await buyer()];
  await ok(world.api.post('supervisor', `/v1/customers/${customerId}/merge`, { absorb: merged, reason: 'the same' }));
  const exit = await they.exported(customerId);
  const order = await released(merged, onAccount);
  await handedOver(order);
  await comesUp(exit, 1);
  const [invoice] = await afterwards(exit);
  expect(invoice).toMatchObject({ kind: 'invoice', source: `${order}-P1`, task: expect.any(String) });
  expect((await they.exitOf(exit)).waiting).toMatchObject({ for: 'balance', who: ['customer', 'agent'] });
  const confirmed = await world.api.post('agent', `/v1/exits/${exit}/confirm`, {});
  expect(confirmed).toMatchObject({ status: 409, body: { code: 'exit_balance_open' } });
  await pay(invoice.task);
  await they.say(exit, 'confirm');

  await cameBack(order);
  await comesUp(exit, 2);
  expect((await afterwards(exit))[1]).toMatchObject({
    ...{ kind: 'credit', source: `${order}-P1-R1`, amount: invoice.amount, task: expect.any(String) },
  });
  expect((await they.exitOf(exit)).waiting).toMatchObject({ for: 'balance', who: ['agent'] });
  const [task] = await rows(sql`select kind from tasks where subject = ${`${exit}/late/2`}`);
  expect(task).toEqual({ kind: 'pay_exit_balance' });
});

it('takes silence for no yes in the very look in which something comes up', async () => {
  const customerId = await buyer();
  const exit = await they.exported(customerId);
  const order = await released(customerId, onAccount);
  await world.labelled(`${order}-S1`);
  await rows(sql`update exits set documents_at = now() - interval '15 days' where id = ${exit}`);
  await ok(world.api.post('warehouse', `/v1/shipments/${order}-S1/hand-over`, {}));
  await comesUp(exit, 1);
  expect(await they.exitOf(exit)).toMatchObject({ status: 'exporting', waiting: { for: 'balance' } });
});

it('lets nobody leave before the exit has looked at what came up: who confirms is told what is to be paid', async () => {
  const customerId = await buyer();
  const exit = await they.exported(customerId);
  const order = await released(customerId, onAccount);
  // Nobody has heard of the capture yet.
  await rows(sql`alter table payments disable trigger payments_account_news`);
  await handedOver(order);
  const captured = () => rows(sql`select 1 from payments where order_id = ${order} and state = 'captured'`);
  await expect.poll(async () => (await captured()).length).toBe(1);
  await rows(sql`alter table payments enable trigger payments_account_news`);
  expect(await afterwards(exit)).toEqual([]);
  const confirmed = await world.api.post('agent', `/v1/exits/${exit}/confirm`, {});
  expect(confirmed).toMatchObject({ status: 409, body: { code: 'exit_balance_open' } });
  const [{ task }] = await afterwards(exit);
  expect(confirmed.body.detail).toContain(task);
  expect(await they.exitOf(exit)).toMatchObject({ status: 'exporting', waiting: { for: 'balance' } });
  await pay(task);
  await they.say(exit, 'confirm');
});

it('counts a refund once that was netted with its invoice, whatever instants the two were written with', async () => {
  const customerId = await buyer();
  const order = await they.delivered(customerId, { ...onAccount, lines: [{ sku: 'BENCH', quantity: 2 }] });
  await complete(order);
  const desk = { orderId: order, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }] };
  const claim = await ok(
    world.api.post('back_office', '/v1/claims', { ...desk, evidence: [{ kind: 'photo', reference: 'file://1' }] }),
  );
  const lines = [{ lineNo: 1, granted: 1, outcome: 'refund_only' }];
  await ok(world.api.post('admin', `/v1/claims/${claim.id}/decision`, { lines, reason: 'seen' }));
  await expect
    .poll(async () => (await rows(sql`select closed_at is not null as over from processes where id = ${claim.id}`))[0])
    .toEqual({ over: true });
  const exit = await they.exported(customerId);
  const [netted] = await rows(sql`
    select i.amount_minor < p.captured_minor as less from exit_items i join payments p on p.id = i.source where i.exit_id = ${exit}`);
  expect(netted).toEqual({ less: true });
  // As where a settlement is tried again for an hour: it is written with the instant of its first try.
  await rows(sql`update refunds set requested_at = now() + interval '1 hour' where order_id = ${order}`);
  const left = await inTransaction(world.database, (tx) => unnettedItems(tx, customerId));
  expect(left).toEqual([]);
});

it('nets nothing twice of a customer whose merge was undone after the one who answered for them was settled', async () => {
  const [customerId, merged] = [await buyer(), await buyer()];
  await ok(world.api.post('supervisor', `/v1/customers/${customerId}/merge`, { absorb: merged, reason: 'the same' }));
  const order = await they.delivered(merged, onAccount);
  await complete(order);
  const exit = await they.exported(customerId);
  expect((await they.exitOf(exit)).settlement.items).toMatchObject([{ source: `${order}-P1` }]);
  await ok(world.api.post('supervisor', `/v1/customers/${merged}/unmerge`, {}));
  const own = await they.exported(merged);
  expect((await they.exitOf(own)).settlement).toMatchObject({ items: [], balances: [] });
});

it.each(['before', 'after'])(
  'lends somebody who was won back what they owed from %s the settlement and have paid since',
  async (when) => {
    const customerId = await they.customer({ creditLimit: { amount: 40_000, currency: 'CAD' } });
    const consent = { channel: 'email', given: true, source: 'form' };
    await ok(world.api.post('agent', `/v1/customers/${customerId}/consents`, consent));
    if (when === 'before') await complete(await they.delivered(customerId, onAccount));
    const exit = await they.exported(customerId);
    if (when === 'after') await handedOver(await released(customerId, onAccount));
    await comesUp(exit, when === 'after' ? 1 : 0);
    const { balances, afterwards } = (await they.exitOf(exit)).settlement;
    await pay([...balances, ...afterwards][0].task);
    await they.say(exit, 'confirm');
    await they.say(exit, 'win-back');
    await rows(sql`update customers set lifecycle = 'onboarding' where id = ${customerId}`);
    const order = await they.place(customerId, onAccount);
    await world.labelled(`${order}-S1`);
  },
);

const erasureIsDue = async (exit: string) => {
  await rows(sql`update exits set erase_at = now() - interval '1 minute' where id = ${exit}`);
  await they.nudge(exit);
};
const isPutOff = (exit: string) =>
  expect
    .poll(async () => (await rows(sql`select erase_at > now() as put_off from exits where id = ${exit}`))[0])
    .toEqual({ put_off: true });

it('asks an order that is still open at the erasure to cancel what has not left, and erases once it has ended', async () => {
  const customerId = await they.customer();
  const exit = await they.exported(customerId);
  const order = await released(customerId, { lines: [{ sku: 'RARE', quantity: 1 }], shortagePolicy: 'backorder' });
  await they.say(exit, 'confirm');
  await erasureIsDue(exit);
  await world.reaches(order, 'cancelled');
  await isPutOff(exit);
  await erasureIsDue(exit);
  await they.becomes(exit, 'erased');
});

it('waits with the erasure for a parcel on its way, as long as the 30 days allow', async () => {
  const customerId = await they.customer();
  const exit = await they.exported(customerId);
  const order = await released(customerId, { lines: [{ sku: 'BENCH', quantity: 1 }] });
  await handedOver(order);
  await they.say(exit, 'confirm');
  await erasureIsDue(exit);
  await isPutOff(exit);
  expect(await they.lifecycleOf(customerId)).toBe('exited');
  await rows(sql`update exits set erase_at = now(), confirmed_at = now() - interval '30 days' where id = ${exit}`);
  await they.nudge(exit);
  await they.becomes(exit, 'erased');
});

it('keeps no word of a mail server about a message that was being sent while its customer was erased', async () => {
  const customerId = await they.customer();
  const exit = await they.exported(customerId);
  await they.say(exit, 'confirm');
  const due = await claimMessages(world.database, { limit: 200, leaseMs: 60_000 });
  const theirs = due.filter(({ id }) => id.startsWith(exit));
  expect(theirs.length).toBeGreaterThan(1);
  await they.erased(exit);
  const [first, ...others] = theirs.map((message) => givenUp(message, 'agent', 'refused: no w@quack.example here'));
  const last = others.map((message) => postponed(message, 1, 'w@quack.example is slow'));
  await settleMessages(world.database.query, first ? [first, ...last] : last);
  const kept = await rows(sql`select distinct state, failure from messages where customer_id = ${customerId}`);
  expect(kept).toEqual([{ state: 'failed', failure: null }]);
  expect(await rows(sql`select 1 from tasks where customer_id = ${customerId} and state = 'open'`)).toEqual([]);
});

it('leaves the books sound', async () => {
  expect(await world.audit()).toEqual([]);
});
