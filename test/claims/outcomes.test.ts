/** Every outcome to its end, and with each of its steps failing. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { changeBesideProcess } from '../../db/orders/change-order.ts';
import { applyRefundReport } from '../../db/payments/apply-report.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { Sleep } from '../assistance/support-desk.ts';
import { countHistory } from '../harness/count-history.ts';
import type { World } from '../harness/world.ts';
import { type ClaimDesk, openClaimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;
let sleep: Sleep;

beforeAll(async () => {
  ({ world, desk, sleep } = await openClaimDesk());
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});

type Ways = {
  /** What came of the goods that were to come back; without, they come and are sound. */
  readonly goods?: 'refused' | 'never';
  /** The provider that says no, once per try (`bank`: it takes the refund, which comes back), and what a person does about it. */
  readonly refuses?: 'refund' | 'bank' | 'label';
  readonly fix?: 'retry' | 'skip';
  /** The replacement cannot be ordered, or its order is cancelled. */
  readonly replacement?: 'not_sold' | 'cancelled';
};

type Ending = Partial<Record<'refunded' | 'credited' | 'replaced' | 'repaired' | 'sentBack', number>> & {
  readonly refunds?: number;
  readonly credits?: number;
  readonly orders?: readonly string[];
};

const worth = 229_950;

it.each<[string, string, Ways, Ending]>([
  ['a refund', 'refund_only', {}, { refunded: 1, refunds: worth }],
  [
    'a refund that is refused and tried again',
    'refund_only',
    { refuses: 'refund', fix: 'retry' },
    { refunded: 1, refunds: worth },
  ],
  ['a refund that is refused and made by hand', 'refund_only', { refuses: 'refund', fix: 'skip' }, { refunded: 1 }],
  [
    'a refund that the bank gives back and that is sent again',
    'refund_only',
    { refuses: 'bank', fix: 'retry' },
    { refunded: 1, refunds: worth },
  ],
  ['goods for their money', 'return_then_refund', {}, { refunded: 1, refunds: worth }],
  ['goods that are not accepted', 'return_then_refund', { goods: 'refused' }, { sentBack: 1 }],
  ['goods that never come', 'return_then_refund', { goods: 'never' }, {}],
  ['goods without a label', 'return_then_refund', { refuses: 'label', fix: 'skip' }, { refunded: 1, refunds: worth }],
  [
    'goods whose label comes late',
    'return_then_refund',
    { refuses: 'label', fix: 'retry' },
    { refunded: 1, refunds: worth },
  ],
  [
    'goods whose refund is refused',
    'return_then_refund',
    { refuses: 'refund', fix: 'retry' },
    { refunded: 1, refunds: worth },
  ],
  ['a replacement in advance', 'replace_now', {}, { replaced: 1, orders: ['delivered'] }],
  [
    'a replacement in advance whose original never comes',
    'replace_now',
    { goods: 'never' },
    { replaced: 1, orders: ['completed'] },
  ],
  ['a replacement that is not sold any more', 'replace_now', { replacement: 'not_sold' }, { replaced: 1, orders: [] }],
  [
    'a replacement whose order is cancelled',
    'replace_now',
    { replacement: 'cancelled' },
    { replaced: 1, orders: ['cancelled'] },
  ],
  ['a replacement for goods', 'replace_after_return', {}, { replaced: 1, orders: ['delivered'] }],
  [
    'a replacement for goods that are not accepted',
    'replace_after_return',
    { goods: 'refused' },
    { sentBack: 1, orders: [] },
  ],
  ['a repair', 'repair', {}, { repaired: 1, sentBack: 1 }],
  ['a repair of goods that never come', 'repair', { goods: 'never' }, {}],
  ['a credit', 'credit', {}, { credited: 1, credits: worth }],
  ['goodwill', 'goodwill', {}, { credited: 1, credits: worth }],
])('comes to its end: %s', async (_title, outcome, ways, ending) => {
  const orderId = await desk.delivered('SOFA');
  const id = await desk.open(orderId);
  if (ways.refuses === 'refund') await world.stripe.fault({ op: 'refund', mode: 'decline', match: orderId });
  if (ways.refuses === 'bank') await world.stripe.fault({ op: 'refund', mode: 'refund_fails', match: orderId });
  if (ways.refuses === 'label') await world.carrier.fault({ op: 'buy', mode: 'refuse' });
  if (ways.replacement === 'not_sold') await desk.rows(sql`update products set sold = false where sku = 'SOFA'`);
  await desk.done(desk.decide(id, 1, outcome));
  await drive(id, ways);
  await desk.rows(sql`update products set sold = true where sku = 'SOFA'`);

  const [line] = await desk.rows(sql`select refunded, credited, replaced, repaired, sent_back as "sentBack"
    from claim_lines where claim_id = ${id}`);
  const { refunds = 0, credits = 0, orders = [], ...done } = ending;
  expect(line).toEqual({ refunded: 0, credited: 0, replaced: 0, repaired: 0, sentBack: 0, ...done });
  const paid = (await desk.refundsOf(orderId)).filter(({ status }) => status !== 'failed');
  expect(paid.reduce((sum, { amount }) => sum + amount, 0)).toBe(refunds);
  expect(await desk.rows(sql`select id from tasks where kind = 'refund_failed' and state = 'open'`)).toEqual([]);
  const [credited] = await desk.rows<{ sum: number }>(
    sql`select coalesce(sum(amount_minor), 0)::int as sum from customer_credits where claim_id = ${id}`,
  );
  expect(credited?.sum).toBe(credits);
  const placed = await desk.rows<{ status: string; total: number }>(sql`
    select o.status, o.total_minor::int as total from claim_replacements r join orders o on o.id = r.order_id where r.claim_id = ${id}`);
  expect(placed).toEqual(orders.map((status) => ({ status, total: 0 })));
  // 29 at most on a quiet machine; nudges that come apart cost a workflow task each.
  expect((await countHistory(world.env.client, `claim/${id}`)).events).toBeLessThanOrEqual(50);
});

it.each(['restock', 'scrap'])(
  'what is to be repaired goes back to its customer, and is kept from %s',
  async (disposition) => {
    const orderId = await desk.delivered('SOFA');
    const id = await desk.open(orderId);
    await desk.done(desk.decide(id, 1, 'repair'));
    await expect.poll(async () => (await desk.stateOf(id)).return?.status).toBe('authorised');
    await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
    const onHand = () => desk.rows(sql`select on_hand from stock where sku = 'SOFA'`);
    const before = await onHand();
    const line = { lineNo: 1, units: 1, accepted: true, disposition };
    const answer = await world.api.post('warehouse', `/v1/returns/${id}-RET/inspections`, { lines: [line] });
    expect(answer).toMatchObject({ status: 409, body: { code: 'goods_to_repair' } });
    expect(answer.body.detail).toContain('quarantine');
    await desk.inspect(id, { disposition: 'quarantine' });
    await drive(id, {});
    expect(await onHand()).toEqual(before);
  },
);

it.each(['restock', 'scrap'])(
  'what came before its claim was decided and was put away (%s) is granted no repair',
  async (disposition) => {
    const id = await desk.open(await desk.delivered('SOFA'));
    await desk.waitsFor(id, 'decision');
    await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
    await desk.inspect(id, { disposition });
    const answer = await desk.decide(id, 1, 'repair');
    expect(answer).toMatchObject({ status: 409, body: { code: 'goods_put_away' } });
    await desk.done(desk.decide(id, 1, 'return_then_refund'));
    await desk.becomes(id, 'closed');
  },
);

it('nor is it put away while somebody is asked to approve its repair', async () => {
  const id = await desk.open(await desk.delivered('SOFA'));
  await desk.waitsFor(id, 'decision');
  const limit = (minor: number) =>
    desk.rows(sql`update approval_limits set amount_minor = ${minor} where role = 'agent' and currency = 'CAD'`);
  const [before] = await desk.rows<{ minor: number }>(
    sql`select amount_minor::float8 as minor from approval_limits where role = 'agent' and currency = 'CAD'`,
  );
  await limit(100);
  await desk.done(desk.decide(id, 1, 'repair', 'agent'));
  await limit(Number(before?.minor));
  expect(await desk.stateOf(id)).toMatchObject({ waiting: { for: 'approval' } });
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  const line = { lineNo: 1, units: 1, accepted: true, disposition: 'restock' };
  const answer = await world.api.post('warehouse', `/v1/returns/${id}-RET/inspections`, { lines: [line] });
  expect(answer).toMatchObject({ status: 409, body: { code: 'goods_to_repair' } });
  await desk.inspect(id, { disposition: 'quarantine' });
});

it('a refund that bounces when its claim is over is asked of an agent, and of nobody who could not send it', async () => {
  const orderId = await desk.delivered('SOFA');
  const id = await desk.open(orderId);
  await desk.done(desk.decide(id, 1, 'refund_only'));
  await drive(id, {});
  const [sent] = await desk.refundsOf(orderId);
  const refundId = sent?.reference ?? '';
  const report = { refundId, refundRef: sent?.id ?? '', state: 'failed', failureCode: 'lost_card' } as const;
  await inTransaction(world.database, (tx) =>
    changeBesideProcess(tx, { orderId, now: Date.now(), actor: 'stripe' }, (change) =>
      applyRefundReport(change, report),
    ),
  );
  expect(await desk.stateOf(id)).toMatchObject({ actions: [], refunds: [{ id: refundId, state: 'failed' }] });
  const asked = sql`select role, state from tasks where kind = 'refund_failed' and subject = ${refundId}`;
  expect(await desk.rows(asked)).toEqual([{ role: 'agent', state: 'open' }]);
  // The simulator's banks bounce nothing: its book says settled.
  await desk.rows(sql`update refunds set state = 'settled' where id = ${refundId}`);
  await desk.rows(sql`update tasks set state = 'void' where subject = ${refundId}`);
});

/** People and providers do their part until the claim is closed. */
async function drive(id: string, { goods, fix, replacement }: Ways): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const claim = await desk.stateOf(id);
    if (claim.status === 'closed') return;
    const [order] = claim.replacements;
    if (order?.orderId && order.status !== 'cancelled' && order.status !== 'delivered') {
      if (replacement === 'cancelled') await cancel(order.orderId);
      else await desk.deliver(order.orderId);
    } else if (claim.waiting?.for === 'intervention') {
      const { label, id: back } = claim.return ?? {};
      const subject = label === 'wanted' ? back : claim.refunds[0]?.id;
      await desk.done(
        world.api.post('agent', `/v1/claims/${id}/intervention`, { subject, resolution: fix, reason: 'seen' }),
      );
    } else if (['replacement', 'repair', 'send_back'].includes(claim.waiting?.for)) {
      const said = { replacement: 'un remplacement', repair: 'une réparation', send_back: 'des articles à renvoyer' };
      expect(claim.waiting.message.fr).toContain(said[claim.waiting.for as keyof typeof said]);
      await desk.step(id, claim.waiting.for);
    } else if (claim.return?.status === 'authorised' && claim.return.label !== 'wanted') {
      if (goods === 'never') await sleep('31d');
      else await bringBack(id, goods !== 'refused');
    } else await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`claim ${id} did not end: ${JSON.stringify(await desk.stateOf(id))}`);
}

async function bringBack(id: string, accepted: boolean): Promise<void> {
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  const [{ outcome }] = (await desk.stateOf(id)).lines;
  const kept = outcome === 'repair' ? { disposition: 'quarantine' } : {};
  await desk.inspect(id, accepted ? kept : { accepted, disposition: 'send_back' });
}

async function cancel(orderId: string): Promise<void> {
  await world.labelled(`${orderId}-S1`);
  await desk.done(world.api.post('agent', `/v1/orders/${orderId}/cancel`, { reason: 'no longer made' }));
  await world.reaches(orderId, 'cancelled');
}

const answer = (id: string, body: object) =>
  world.api.post('agent', `/v1/claims/${id}/unreturned`, { lineNo: 1, units: 1, reason: 'reminded twice', ...body });
const escalated = (state: string) =>
  desk.rows<{ subject: string; role: string }>(
    sql`select subject, role from tasks where kind = 'original_not_returned' and state = ${state} order by raised_at`,
  );

it('escalates an original that never came back after its replacement, and charges it once, as an invoice', async () => {
  const [task] = await escalated('open');
  expect(task).toMatchObject({ subject: expect.stringMatching(/^CLM-/), role: 'agent' });
  const id = task?.subject ?? '';
  const open = await desk.stateOf(id);
  expect(open).toMatchObject({ status: 'closed', unreturned: { open: [{ lineNo: 1, units: 1 }], decided: [] } });
  expect(open.actions.map(({ kind }: { kind: string }) => kind)).toContain('unreturned');
  expect((await answer(id, { answer: 'charge', units: 2 })).body.code).toBe('original_not_missing');
  const cardsBefore = (await world.stripe.book()).intents.length;
  expect((await desk.done(answer(id, { answer: 'charge' }))).result).toMatchObject({ amountMinor: worth });
  expect((await answer(id, { answer: 'charge' })).body.code).toBe('original_not_missing');
  expect((await answer(id, { answer: 'write_off' })).body.code).toBe('original_not_missing');
  const decided = [{ lineNo: 1, units: 1, takenBack: 0, answer: 'charge', amount: { amount: worth, currency: 'CAD' } }];
  expect((await desk.stateOf(id)).unreturned).toEqual({ open: [], decided });
  expect((await world.stripe.book()).intents).toHaveLength(cardsBefore);
  expect(await escalated('open')).toEqual([]);
  expect(
    await desk.rows(
      sql`select params from messages where process = ${`claim/${id}`} and template = 'claim_original_charged'`,
    ),
  ).toMatchObject([{ params: { amountMinor: worth, units: 1 } }]);
});

it('writes an original off, for nothing and with a reason', async () => {
  const id = await desk.open(await desk.delivered('SOFA'));
  await desk.done(desk.decide(id, 1, 'replace_now'));
  expect((await answer(id, { answer: 'write_off' })).body.code).toBe('original_not_missing');
  await drive(id, { goods: 'never' });
  expect((await answer(id, { answer: 'write_off', reason: ' ' })).status).toBe(422);
  expect((await desk.done(answer(id, { answer: 'write_off' }))).result.amountMinor).toBe(0);
  expect((await escalated('done')).map(({ subject }) => subject)).toContain(id);
  expect(
    await desk.rows(
      sql`select answer, amount_minor::int as amount, reason from unreturned_originals where claim_id = ${id}`,
    ),
  ).toEqual([{ answer: 'write_off', amount: 0, reason: 'reminded twice' }]);
});

it('finds an original that was charged twice', async () => {
  const again = sql`insert into unreturned_originals
    select claim_id, no + 1, line_no, units, answer, amount_minor, currency, customer_id, reason, decided_by, decided_at
    from unreturned_originals where answer = 'charge'`;
  await desk.rows(again);
  expect(await world.audit()).toMatchObject([{ invariant: 'I12', detail: expect.stringContaining('charged') }]);
  await desk.rows(sql`delete from unreturned_originals where no > 1`);
});

it('lets what was granted in part stand: an appeal of the rest ends by a decision, not by taking the claim back', async () => {
  const order = await desk.delivered('SOFA', 2);
  const id = await desk.open(order, { lines: [{ lineNo: 1, units: 2 }] });
  await desk.done(desk.decide(id, 1, 'refund_only'));
  await expect.poll(() => desk.refundsOf(order)).toHaveLength(1);
  await desk.done(world.api.post('agent', `/v1/claims/${id}/appeal`, { reason: 'both are broken' }));
  const { status, actions } = await desk.stateOf(id);
  expect(status).toBe('in_review');
  expect(actions.map(({ kind }: { kind: string }) => kind)).not.toContain('withdraw');
  expect(await world.api.post('agent', `/v1/claims/${id}/withdraw`, {})).toMatchObject({
    status: 409,
    body: { code: 'claim_granted' },
  });
  await desk.done(desk.decide(id, 1, 'refund_only'));
  await desk.becomes(id, 'closed');
  expect(await desk.refundsOf(order)).toHaveLength(1);
});

it('leaves books, ledgers and clocks sound', async () => {
  expect(await world.audit()).toEqual([]);
});
