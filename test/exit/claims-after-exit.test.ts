/** Claims that are still open when their customer has to be forgotten: each comes to an end, and money is paid without a name. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditErased } from '../../db/audit/exits.ts';
import { type ClaimDesk, claimDesk } from '../claims/claim-desk.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { leavingCustomers } from './leaving-customers.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;
let desk: ClaimDesk;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  desk = claimDesk(world);
  await addProduct(world.database, 'BENCH', 30_000);
  await putStock(world.database, 'BENCH', 'MTL', 50);
});
afterAll(() => world.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);

/** Somebody who has left and claims afterwards. */
async function claimed(): Promise<{ exit: string; claim: string; order: string }> {
  const customerId = await they.customer();
  const order = await they.delivered(customerId, { lines: [{ sku: 'BENCH', quantity: 1 }] });
  await rows(sql`update orders set status = 'completed', status_since = now() where id = ${order}`);
  const exit = await they.exported(customerId);
  await they.say(exit, 'confirm');
  return { exit, order, claim: await desk.open(order) };
}

/** The 30 days that the law leaves are over. */
async function forgotten(exit: string): Promise<void> {
  await rows(sql`update exits set erase_at = now(), confirmed_at = now() - interval '30 days' where id = ${exit}`);
  await they.nudge(exit);
  await they.becomes(exit, 'erased');
}

const closes = async (claim: string) => {
  await desk.becomes(claim, 'closed');
  await expect
    .poll(async () => (await rows(sql`select 1 from processes where id = ${claim} and closed_at is not null`)).length)
    .toBe(1);
};
const paidOn = async (order: string) => (await desk.refundsOf(order)).reduce((sum, { amount }) => sum + amount, 0);
const worth = 34_493;

it('parks a refund that the provider refuses, says what to do, and pays it once when it is tried again', async () => {
  const { exit, claim, order } = await claimed();
  await world.stripe.fault({ op: 'refund', mode: 'decline', match: order });
  await desk.done(desk.decide(claim, 1, 'refund_only'));
  await desk.waitsFor(claim, 'intervention');
  await forgotten(exit);
  const parked = await desk.stateOf(claim);
  expect(parked).toMatchObject({
    ...{ status: 'resolving', waiting: { for: 'intervention', who: ['agent'] } },
    actions: [{ kind: 'intervention', path: `/v1/claims/${claim}/intervention` }],
  });
  const [refund] = parked.refunds;
  const again = { subject: refund.id, resolution: 'retry', reason: 'her sister Philippa rang' };
  const path = `/v1/claims/${claim}/intervention`;
  const answers = [await world.api.post('agent', path, again, { key: 'once' })];
  answers.push(await world.api.post('agent', path, again, { key: 'once' }));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers[1]?.body).toEqual(answers[0]?.body);
  await closes(claim);
  expect(await paidOn(order)).toBe(worth);
  expect(await rows(sql`select 1 from stuck_work where reason like '%Philippa%'`)).toEqual([]);
  expect(await rows(sql`select 1 from commands where payload::text like '%Philippa%'`)).toEqual([]);
  expect((await desk.decide(claim, 1, 'credit')).body.code).toBe('customer_is_erased');
});

it('keeps no word of a provider that refuses again afterwards, and takes a person’s that it was done by hand', async () => {
  const { exit, claim, order } = await claimed();
  await world.stripe.fault({ op: 'refund', mode: 'decline', match: order, times: 2 });
  await desk.done(desk.decide(claim, 1, 'refund_only'));
  await desk.waitsFor(claim, 'intervention');
  await forgotten(exit);
  const [refund] = (await desk.stateOf(claim)).refunds;
  const say = (resolution: string) =>
    desk.done(
      world.api.post('agent', `/v1/claims/${claim}/intervention`, { subject: refund.id, resolution, reason: 'seen' }),
    );
  await say('retry');
  await expect
    .poll(async () => (await rows(sql`select 1 from stuck_work where process_id = ${claim}`)).length, {
      timeout: 20_000,
    })
    .toBe(2);
  expect(await auditErased(world.database)).toEqual([]);
  await say('skip');
  await closes(claim);
  expect(await paidOn(order)).toBe(0);
  await world.stripe.clearFaults();
});

type Way = {
  readonly outcome: string | null;
  readonly before?: 'receive' | 'inspect' | 'refuse';
  readonly paid: number;
};

it.each<[string, Way]>([
  ['that nobody decided', { outcome: null, paid: 0 }],
  ['whose goods never came', { outcome: 'return_then_refund', paid: 0 }],
  ['whose goods nobody has looked at', { outcome: 'return_then_refund', before: 'receive', paid: worth }],
  ['whose goods were to be sent back', { outcome: 'return_then_refund', before: 'refuse', paid: 0 }],
  ['whose goods were to be repaired', { outcome: 'repair', before: 'inspect', paid: worth }],
  ['whose replacement could not be ordered', { outcome: 'replace_after_return', before: 'inspect', paid: worth }],
])('ends a claim %s, and pays what was granted and cannot be done in kind any more', async (_title, way) => {
  const { exit, claim, order } = await claimed();
  await rows(sql`update products set sold = ${way.outcome !== 'replace_after_return'} where sku = 'BENCH'`);
  if (way.outcome) await desk.done(desk.decide(claim, 1, way.outcome));
  if (way.outcome) await expect.poll(async () => (await desk.stateOf(claim)).return?.status).toBe('authorised');
  if (way.before) await desk.receive(claim, [{ sku: 'BENCH', units: 1 }]);
  if (way.before === 'refuse') {
    await expect.poll(async () => (await desk.stateOf(claim)).return?.label, { timeout: 20_000 }).toBe('bought');
    await world.carrier.fault({ op: 'buy', mode: 'refuse', times: 10 });
  }
  if (way.before === 'inspect') await desk.inspect(claim, { disposition: 'quarantine' });
  if (way.before === 'refuse') {
    await desk.inspect(claim, { accepted: false, disposition: 'send_back' });
    await desk.waitsFor(claim, 'intervention');
  }
  await forgotten(exit);
  await (way.outcome === null ? desk.becomes(claim, 'withdrawn') : closes(claim));
  expect(await paidOn(order)).toBe(way.paid);
  expect(await desk.stateOf(claim)).toMatchObject({ waiting: null, actions: [] });
  await world.carrier.clearFaults();
  await rows(sql`update products set sold = true where sku = 'BENCH'`);
});

it('takes in goods that come when nobody is known any more, and has nowhere to send them', async () => {
  const { exit, claim, order } = await claimed();
  await desk.done(desk.decide(claim, 1, 'return_then_refund'));
  await expect.poll(async () => (await desk.stateOf(claim)).return?.status).toBe('authorised');
  await forgotten(exit);
  await closes(claim);
  await desk.receive(claim, [{ sku: 'BENCH', units: 1 }]);
  const lines = [{ lineNo: 1, units: 1, accepted: false, disposition: 'send_back' }];
  const sent = await world.api.post('warehouse', `/v1/returns/${claim}-RET/inspections`, { lines });
  expect(sent).toMatchObject({ status: 409, body: { code: 'nobody_to_send_to' } });
  await desk.inspect(claim, {});
  expect(await paidOn(order)).toBe(0);
  expect(await desk.stateOf(claim)).toMatchObject({ status: 'closed', waiting: null });
});

it('leaves nothing personal and all books sound', async () => {
  expect(await world.audit()).toEqual([]);
});
