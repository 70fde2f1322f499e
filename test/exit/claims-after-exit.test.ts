/** Claims that are still open when their customer has to be forgotten: each comes to an end, and money is paid without a name. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditErased, auditSettlements } from '../../db/audit/exits.ts';
import { askForLateItems } from '../../db/exit/late-items.ts';
import { inTransaction } from '../../db/transaction.ts';
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

/** The day by which the goods were to come has passed. */
async function lapses(claim: string): Promise<void> {
  await rows(sql`update returns set due_at = now() - interval '1 minute' where claim_id = ${claim}`);
  await they.nudge(claim);
  await closes(claim);
}

type Way = {
  readonly outcome: string | null;
  readonly before?: 'receive' | 'late' | 'inspect' | 'refuse';
  readonly paid: number;
};

it.each<[string, Way]>([
  ['that nobody decided', { outcome: null, paid: 0 }],
  ['whose goods never came', { outcome: 'return_then_refund', paid: 0 }],
  ['whose goods nobody has looked at', { outcome: 'return_then_refund', before: 'receive', paid: worth }],
  ['whose goods came late, when it had ended', { outcome: 'return_then_refund', before: 'late', paid: worth }],
  ['whose goods were to be sent back', { outcome: 'return_then_refund', before: 'refuse', paid: 0 }],
  ['whose goods were to be repaired', { outcome: 'repair', before: 'inspect', paid: worth }],
  ['whose replacement could not be ordered', { outcome: 'replace_after_return', before: 'inspect', paid: worth }],
])('ends a claim %s, and pays what was granted and cannot be done in kind any more', async (_title, way) => {
  const { exit, claim, order } = await claimed();
  await rows(sql`update products set sold = ${way.outcome !== 'replace_after_return'} where sku = 'BENCH'`);
  if (way.outcome) await desk.done(desk.decide(claim, 1, way.outcome));
  if (way.outcome) await expect.poll(async () => (await desk.stateOf(claim)).return?.status).toBe('authorised');
  if (way.before === 'late') await lapses(claim);
  // What has come already needs no label.
  if (way.before === 'refuse') await expect.poll(async () => (await desk.stateOf(claim)).return?.label).toBe('bought');
  if (way.before) await desk.receive(claim, [{ sku: 'BENCH', units: 1 }]);
  if (way.before === 'refuse') await world.carrier.fault({ op: 'buy', mode: 'refuse', times: 10 });
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

it('ends a claim that was refused and could still be appealed', async () => {
  const { exit, claim } = await claimed();
  await desk.done(desk.decide(claim, 0, null));
  await forgotten(exit);
  await closes(claim);
});

it.each([
  ['was open', 'return_then_refund'],
  ['had ended', 'return_then_refund'],
  ['had ended', 'replace_after_return'],
])(
  'takes in goods that come when nobody is known any more, and has nowhere to send them: a claim that %s, %s',
  async (was, outcome) => {
    const { exit, claim, order } = await claimed();
    await desk.done(desk.decide(claim, 1, outcome));
    await expect.poll(async () => (await desk.stateOf(claim)).return?.status).toBe('authorised');
    if (was === 'had ended') await lapses(claim);
    await forgotten(exit);
    await closes(claim);
    await desk.receive(claim, [{ sku: 'BENCH', units: 1 }]);
    const lines = [{ lineNo: 1, units: 1, accepted: false, disposition: 'send_back' }];
    const sent = await world.api.post('warehouse', `/v1/returns/${claim}-RET/inspections`, { lines });
    expect(sent).toMatchObject({ status: 409, body: { code: 'nobody_to_send_to' } });
    await desk.inspect(claim, {});
    expect(await paidOn(order)).toBe(0);
    expect(await desk.stateOf(claim)).toMatchObject({ status: 'closed', waiting: null, replacements: [] });
  },
);

/** Of a settled exit: what its file says came afterwards, and what it waits for. */
const fileOf = async (exit: string) => {
  const { waiting, settlement, status } = await they.exitOf(exit);
  return { status, waiting, afterwards: settlement.afterwards, balances: settlement.balances };
};
const pay = (task: string) =>
  desk.done(world.api.post('agent', `/v1/tasks/${task}/completion`, { outcome: 'Paid', evidence: 'TRF-1' }));
const erasureIsDue = async (exit: string) => {
  await rows(sql`update exits set erase_at = now() - interval '1 minute' where id = ${exit}`);
  await they.nudge(exit);
};

it('owes a credit that was granted after the settlement: a person pays it, and the erasure waits for that', async () => {
  const { exit, claim } = await claimed();
  await desk.done(desk.decide(claim, 1, 'credit'));
  await closes(claim);
  const { waiting, afterwards, balances } = await fileOf(exit);
  const [late] = afterwards;
  expect(balances).toEqual([]);
  expect(afterwards).toEqual([
    {
      ...{ kind: 'credit', source: `${claim}/1/1`, amount: { amount: worth, currency: 'CAD' } },
      ...{ at: expect.any(String), task: expect.any(String) },
    },
  ]);
  expect(waiting).toMatchObject({ for: 'balance', who: ['agent'] });
  expect(waiting.message.en).toContain(`we pay the customer $344.93 (task ${late.task})`);
  expect(waiting.message.fr).toContain(`nous payons au client 344,93\u00a0$ (tâche ${late.task})`);
  await erasureIsDue(exit);
  await expect
    .poll(async () => (await rows(sql`select erase_at > now() as put_off from exits where id = ${exit}`))[0])
    .toEqual({ put_off: true });
  expect(await auditSettlements(world.database)).toEqual([]);
  await pay(late.task);
  expect((await fileOf(exit)).afterwards).toMatchObject([{ source: `${claim}/1/1`, task: null }]);
  await erasureIsDue(exit);
  await they.becomes(exit, 'erased');
});

it('forgets a customer when the 30 days are over, though nobody has paid: the file says what is left', async () => {
  const { exit, claim } = await claimed();
  await desk.done(desk.decide(claim, 1, 'credit'));
  await closes(claim);
  await forgotten(exit);
  expect(await fileOf(exit)).toMatchObject({ waiting: null, afterwards: [{ source: `${claim}/1/1`, task: null }] });
  const asked = () => rows(sql`select state from tasks where subject like ${`${exit}/late/%`}`);
  expect(await asked()).toEqual([{ state: 'void' }]);
  // What comes up even later stands in the file too, and nobody is asked to pay somebody whom nobody knows.
  const [row] = await rows(sql`
    insert into customer_credits (claim_id, line_no, no, customer_id, amount_minor, currency, granted_at)
    select claim_id, line_no, 2, customer_id, 1, currency, now() from customer_credits where claim_id = ${claim}
    returning customer_id as customer`);
  await inTransaction(world.database, (tx) => askForLateItems(tx, String(row?.customer), Date.now()));
  expect((await fileOf(exit)).afterwards).toMatchObject([{ task: null }, { source: `${claim}/1/2`, task: null }]);
  expect(await asked()).toHaveLength(1);
});

it('gives back what was paid of an invoice after it was netted, before the customer leaves, and never nets it again', async () => {
  const customerId = await they.customer({ creditLimit: { amount: 10_000_000, currency: 'CAD' } });
  const consent = { channel: 'email', given: true, source: 'form' };
  await desk.done(world.api.post('agent', `/v1/customers/${customerId}/consents`, consent));
  const onAccount = { lines: [{ sku: 'BENCH', quantity: 1 }], payment: { method: 'account' } };
  const order = await they.delivered(customerId, onAccount);
  await rows(sql`update orders set status = 'completed', status_since = now() where id = ${order}`);
  const exit = await they.exported(customerId);
  const [balance] = (await fileOf(exit)).balances;
  await pay(balance.task);
  const claim = await desk.open(order);
  await desk.done(desk.decide(claim, 1, 'refund_only'));
  await closes(claim);
  const [late] = (await fileOf(exit)).afterwards;
  expect(late).toMatchObject({ kind: 'credit', source: `${order}-P1-R1`, amount: { amount: balance.net } });
  expect((await fileOf(exit)).waiting.for).toBe('balance');
  const confirmed = await world.api.post('agent', `/v1/exits/${exit}/confirm`, {});
  expect(confirmed).toMatchObject({ status: 409, body: { code: 'exit_balance_open' } });
  await pay(late.task);
  await they.say(exit, 'confirm');

  await they.say(exit, 'win-back');
  await rows(sql`update customers set lifecycle = 'onboarding' where id = ${customerId}`);
  const again = await they.exported(customerId);
  expect(await fileOf(again)).toMatchObject({ balances: [], afterwards: [] });
});

it('leaves nothing personal and all books sound', async () => {
  expect(await world.audit()).toEqual([]);
});
