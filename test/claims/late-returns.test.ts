/** Goods that come back after the day by which they were to: what was promised for them still holds. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sleep } from '../assistance/support-desk.ts';
import type { World } from '../harness/world.ts';
import { type ClaimDesk, openClaimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;
let sleep: Sleep;

beforeAll(async () => {
  ({ world, desk, sleep } = await openClaimDesk());
});
afterAll(() => world.close());

/** A claim that ended because nothing had come by the day. */
async function lapsed(outcome: string): Promise<{ order: string; claim: string }> {
  const order = await desk.delivered('SOFA');
  const claim = await desk.open(order);
  await desk.done(desk.decide(claim, 1, outcome));
  await expect.poll(async () => (await desk.stateOf(claim)).return?.status).toBe('authorised');
  await sleep('31d');
  await desk.becomes(claim, 'closed');
  expect(await desk.refundsOf(order)).toEqual([]);
  return { order, claim };
}

/** They come, and are accepted. */
async function comeLate(claim: string): Promise<void> {
  await desk.receive(claim, [{ sku: 'SOFA', units: 1 }]);
  expect(await desk.stateOf(claim)).toMatchObject({ status: 'closed', waiting: { for: 'inspection' } });
  await desk.inspect(claim, { disposition: 'quarantine' });
}

const isOver = (claim: string) =>
  expect
    .poll(() => desk.rows(sql`select closed_at is not null as over from processes where id = ${claim}`))
    .toEqual([{ over: true }]);
const doneOf = (claim: string) =>
  desk.rows(
    sql`select refunded, replaced, repaired, sent_back as "sentBack" from claim_lines where claim_id = ${claim}`,
  );
const nothing = { refunded: 0, replaced: 0, repaired: 0, sentBack: 0 };

it('are paid for as was promised once they are accepted, also where the provider refuses at first', async () => {
  const { order, claim } = await lapsed('return_then_refund');
  await world.stripe.fault({ op: 'refund', mode: 'decline', match: order });
  await comeLate(claim);
  await desk.waitsFor(claim, 'intervention');
  const [{ id: subject }] = (await desk.stateOf(claim)).refunds;
  const again = { subject, resolution: 'retry', reason: 'the bank answers again' };
  await desk.done(world.api.post('agent', `/v1/claims/${claim}/intervention`, again));
  await isOver(claim);
  expect((await desk.refundsOf(order)).map(({ amount }) => amount)).toEqual([229_950]);
  expect(await doneOf(claim)).toEqual([{ ...nothing, refunded: 1 }]);
});

it('are replaced as was promised, and the claim waits until the replacement has come', async () => {
  const { claim } = await lapsed('replace_after_return');
  await comeLate(claim);
  await expect.poll(async () => (await desk.stateOf(claim)).replacements).toHaveLength(1);
  const [{ orderId }] = (await desk.stateOf(claim)).replacements;
  expect(await desk.rows(sql`select closed_at from processes where id = ${claim}`)).toEqual([{ closed_at: null }]);
  await desk.deliver(orderId);
  await isOver(claim);
  expect(await doneOf(claim)).toEqual([{ ...nothing, replaced: 1 }]);
});

it('are repaired as was promised, by whom it is asked of, and go back', async () => {
  const { claim } = await lapsed('repair');
  const steps = async () =>
    (await desk.stateOf(claim)).actions.map(({ kind }: { kind: string }) => kind).includes('steps');
  expect(await steps()).toBe(false);
  await comeLate(claim);
  await desk.waitsFor(claim, 'repair');
  expect(await steps()).toBe(true);
  await desk.step(claim, 'repair');
  await desk.waitsFor(claim, 'send_back');
  await desk.step(claim, 'send_back');
  await isOver(claim);
  expect(await doneOf(claim)).toEqual([{ ...nothing, repaired: 1, sentBack: 1 }]);
  expect((await desk.stateOf(claim)).waiting).toBeNull();
});

it('have nothing sent again that the bank gave back when the claim was over: its task alone asks for that', async () => {
  const token = 'pm_card_refundFail';
  const order = await world.place({ lines: [{ sku: 'SOFA', quantity: 2 }], payment: { method: 'card', token } });
  await desk.deliver(order);
  const claim = await desk.open(order, { lines: [{ lineNo: 1, units: 2 }] });
  await desk.done(desk.decide(claim, 2, 'return_then_refund'));
  await expect.poll(async () => (await desk.stateOf(claim)).return?.status).toBe('authorised');
  await desk.receive(claim, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(claim, { disposition: 'quarantine' });
  // The bank of the card gives each refund back, and the provider says so later.
  await world.stripe.webhooks({ hold: true });
  await sleep('31d');
  await isOver(claim);
  await world.stripe.webhooks({ hold: false });
  const states = async () => (await desk.stateOf(claim)).refunds.map(({ state }: { state: string }) => state);
  await expect.poll(states).toEqual(['failed']);
  const asked = () => desk.rows(sql`select state from tasks where kind = 'refund_failed' and order_id = ${order}`);
  expect(await asked()).toEqual([{ state: 'open' }]);

  await world.stripe.webhooks({ hold: true });
  await comeLate(claim);
  await isOver(claim);
  expect(await states()).toEqual(['failed', 'settled']);
  expect(await asked()).toEqual([{ state: 'open' }]);
  const tried = (await desk.refundsOf(order)).map(({ reference }) => reference);
  expect(tried).toEqual([`${order}-P1-R1`, `${order}-P1-R2`]);
  // Both were given back: neither is paid, and somebody is asked for each.
  await world.stripe.webhooks({ hold: false });
  await expect.poll(asked).toEqual([{ state: 'open' }, { state: 'open' }]);
});

it('leave books, ledgers and clocks sound', async () => {
  expect(await world.audit()).toEqual([]);
});
