import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey } from '../../db/access/api-keys.ts';
import { productPrices } from '../../db/schema/catalogue.ts';
import type { Role } from '../../domain/access/roles.ts';
import { type OrderRows, orderRows } from '../harness/order-rows.ts';
import { createScenario } from '../harness/scenario.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let rows: OrderRows;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  rows = orderRows(world.database);
  await addProduct(world.database, 'DEAR', 100_000);
  await putStock(world.database, 'DEAR', 'MTL', 500);
  await putStock(world.database, 'LAMP', 'MTL', 500);
  // Somebody has ordered before, so that the amount alone decides.
  await world.place({ lines: [{ sku: 'LAMP', quantity: 1 }] });
});
afterAll(() => world.close());

/** Each costs 1,149.75 CAD with tax. */
async function waiting(quantity: number, more: object = {}): Promise<string> {
  const id = await world.place({ lines: [{ sku: 'DEAR', quantity }], ...more });
  await world.reaches(id, 'awaiting_approval');
  return id;
}

type Said = { decision?: string; digest?: string; secret?: string; key?: string };

async function decide(role: Role, id: string, { decision = 'approve', digest, secret, key }: Said = {}) {
  const approval = await rows.approval(id);
  const body = { decision, reason: 'seen', digest: digest ?? approval.digest };
  return world.api.post(role, `/v1/approvals/${approval.id}/decision`, body, {
    ...(secret && { secret }),
    ...(key && { key }),
  });
}

it.each([
  [5, 'agent', 574_875],
  [7, 'supervisor', 804_825],
  [22, 'admin', 2_529_450],
] as const)('%i of them wait for the %s, and nothing is charged before', async (quantity, role, amount) => {
  const id = await waiting(quantity);
  expect(await rows.approval(id)).toMatchObject({ role, amount, state: 'open', reasons: ['total_above_limit'] });
  expect(await rows.payments(id)).toMatchObject([{ state: 'created' }]);
  expect(await rows.ledger(id)).toEqual([{ ordered: quantity, reserved: quantity }]);
  expect((await decide(role, id)).status).toBe(200);
  await world.reaches(id, 'confirmed');
  expect(await rows.approval(id)).toMatchObject({ state: 'approved', decided_by: `${role}@test` });
});

it('an agent may not approve above their limit; a supervisor may', async () => {
  const id = await waiting(7);
  expect(await decide('agent', id)).toMatchObject({ status: 403, body: { code: 'above_authority' } });
  expect(await rows.approval(id)).toMatchObject({ state: 'open' });
  expect((await decide('supervisor', id)).status).toBe(200);
});

it('who may not approve as much is told by whom it can be, in their language', async () => {
  const id = await waiting(22);
  const refused = await decide('supervisor', id);
  expect(refused).toMatchObject({ status: 403, body: { code: 'above_authority' } });
  expect(refused.body.detail).toMatch(/\$25,294\.50 .* \(\$25,000\.00\)\. Ask someone with one of the roles: admin\.$/);
  expect(refused.body.detailFr).toMatch(/25\s294,50\s\$ .* \(25\s000,00\s\$\)\. .* rôles\s: administrateur\.$/);
});

it('an order in a currency that nobody has a limit in waits for the administrator, who alone may approve it', async () => {
  await world.database.query.insert(productPrices).values({ sku: 'DEAR', currency: 'KWD', amountMinor: 1_000_000 });
  const id = await waiting(2, { currency: 'KWD' });
  expect(await rows.approval(id)).toMatchObject({ role: 'admin' });
  const refused = await decide('supervisor', id);
  expect(refused).toMatchObject({ status: 403, body: { code: 'above_authority' } });
  expect((await decide('admin', id)).status).toBe(200);
  await world.reaches(id, 'confirmed');
});

it('who asked may not decide, whatever key they use; the database says the same', async () => {
  const { secret } = await createKey(world.database.query, { actor: 'back_office@test', role: 'admin' });
  const id = await waiting(5);
  const refused = await decide('admin', id, { secret });
  expect(refused).toMatchObject({ status: 403, body: { code: 'requester_cannot_decide' } });
  const byHand = world.database.query.execute(
    sql`update approvals set state = 'approved', decided_by = requester where order_id = ${id}`,
  );
  await expect(byHand).rejects.toMatchObject({
    cause: { constraint_name: expect.stringMatching(/^approvals_not_by_(requester|initiator)$/) },
  });
  expect(await world.statusOf(id)).toBe('awaiting_approval');
});

it('a decision on something else than what is shown is refused; a second decision too', async () => {
  const id = await waiting(5);
  const wrong = await decide('agent', id, { digest: '0'.repeat(64) });
  expect(wrong).toMatchObject({ status: 409, body: { code: 'digest_mismatch' } });
  const key = randomUUID();
  const first = await decide('agent', id, { key });
  const second = await decide('supervisor', id, { decision: 'reject' });
  expect(first).toMatchObject({ status: 200, body: { result: { state: 'approved' } } });
  expect(second).toMatchObject({ status: 409, body: { code: 'approval_closed' } });
  expect((await decide('agent', id, { key })).body).toEqual(first.body);
  await world.reaches(id, 'confirmed');
});

it('two who decide at once: one of them has decided', async () => {
  const id = await waiting(5);
  const answers = await Promise.all([decide('agent', id), decide('supervisor', id, { decision: 'reject' })]);
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
  const approved = answers[0]?.status === 200;
  await world.reaches(id, approved ? 'confirmed' : 'cancelled');
  expect(await rows.approval(id)).toMatchObject({ state: approved ? 'approved' : 'rejected' });
});

it('a rejection cancels the order and frees its units', async () => {
  const before = await rows.shelf('DEAR');
  const id = await waiting(6);
  await decide('agent', id, { decision: 'reject' });
  await world.reaches(id, 'cancelled');
  expect(await rows.shelf('DEAR')).toEqual(before);
  expect(await rows.payments(id)).toMatchObject([{ state: 'voided' }]);
  expect((await world.stripe.book()).intents.filter((i) => i.reference?.startsWith(id))).toEqual([]);
});

it('a deep discount needs an approval whatever the total', async () => {
  const id = await world.place({ lines: [{ sku: 'LAMP', quantity: 1 }], discountBps: 2000 });
  await world.reaches(id, 'awaiting_approval');
  expect((await rows.approval(id)).reasons).toEqual(['discount_above_limit']);
  await decide('agent', id);
  await world.reaches(id, 'confirmed');
});

it('a deep discount that was approved for one unit is asked about again for a hundred', async () => {
  const id = await world.place({ lines: [{ sku: 'LAMP', quantity: 1 }], discountBps: 2000 });
  await world.reaches(id, 'awaiting_approval');
  await decide('agent', id);
  await world.reaches(id, 'confirmed');
  const scenario = createScenario(world);
  // Until then its version changes by itself.
  await scenario.packed(`${id}-S1`);
  const { body, version } = await scenario.preview(id, { quantities: [{ lineNo: 1, quantity: 100 }] });
  expect((await scenario.confirm(id, body.result.no, version)).status).toBe(200);
  await world.reaches(id, 'awaiting_approval');
  expect(await rows.approval(id)).toMatchObject({ state: 'open', reasons: ['discount_above_limit'], amount: 183_868 });
});

it('approve and cancel in the same instant end in one clear state', async () => {
  const ids = await Promise.all([1, 2, 3, 4].map(() => waiting(5)));
  await Promise.all(
    ids.map(async (id) => {
      const [approved, cancelled] = await Promise.all([
        decide('agent', id),
        world.api.post('back_office', `/v1/orders/${id}/cancel`, { reason: 'no longer' }),
      ]);
      expect(cancelled.status).toBe(200);
      expect([200, 409]).toContain(approved.status);
      await world.reaches(id, 'cancelled');
      expect((await rows.approval(id)).state).toBe(approved.status === 200 ? 'approved' : 'void');
    }),
  );
  expect(await rows.misfits()).toEqual([]);
});

it('cancelling some units asks again for what is left, or for nothing when that needs nobody', async () => {
  const id = await waiting(7);
  const old = await rows.approval(id);
  await cancelUnits(id, 1);
  await expect.poll(async () => (await rows.approval(id)).no).toBe(2);
  expect(await rows.approval(id)).toMatchObject({ state: 'open', amount: 689_850, role: 'agent' });
  const stale = await world.api.post('supervisor', `/v1/approvals/${old.id}/decision`, {
    decision: 'approve',
    reason: 'seen',
    digest: old.digest,
  });
  expect(stale.status).toBeGreaterThanOrEqual(404);
  expect(await world.statusOf(id)).toBe('awaiting_approval');
  await cancelUnits(id, 3);
  await world.reaches(id, 'confirmed');
  expect(await rows.approval(id)).toMatchObject({ no: 2, state: 'void' });
  expect(await rows.payments(id)).toMatchObject([{ state: 'authorised', amount: 344_925 }]);
});

it('an amendment that raises the total asks again; one that lowers it does not', async () => {
  const id = await waiting(5);
  await decide('agent', id);
  await world.labelled(`${id}-S1`);
  await amend(id, 4);
  await expect.poll(() => rows.ledger(id)).toEqual([{ ordered: 5, reserved: 4, cancelled: 1 }]);
  expect(await rows.approval(id)).toMatchObject({ no: 1, state: 'approved' });
  await amend(id, 6);
  await world.reaches(id, 'awaiting_approval');
  expect(await rows.approval(id)).toMatchObject({ no: 2, state: 'open', amount: 689_850 });
  // Who raised the total asked for this approval.
  expect(await decide('agent', id)).toMatchObject({ status: 403, body: { code: 'requester_cannot_decide' } });
  expect((await decide('supervisor', id)).status).toBe(200);
  await world.reaches(id, 'confirmed');
  expect((await rows.payments(id)).map((p) => p.state)).toEqual(['authorised', 'authorised']);
});

it('who raised the total stays the requester when the approval is asked anew', async () => {
  const id = await waiting(5);
  await amend(id, 6);
  expect(await rows.approval(id)).toMatchObject({ state: 'open', amount: 689_850 });
  await cancelUnits(id, 1);
  await expect.poll(async () => (await rows.approval(id)).amount).toBe(574_875);
  await expect.poll(() => rows.ledger(id)).toMatchObject([{ reserved: 4 }, { reserved: 1 }]);
  expect(await decide('agent', id)).toMatchObject({ status: 403, body: { code: 'requester_cannot_decide' } });
  expect((await decide('supervisor', id)).status).toBe(200);
  await world.reaches(id, 'confirmed');
});

it('an order that only became smaller since it was approved is planned anew without asking again', async () => {
  const id = await waiting(7);
  await decide('supervisor', id);
  await world.labelled(`${id}-S1`);
  await cancelUnits(id, 1);
  const missing = { missing: [{ lineNo: 1, quantity: 1 }], reason: 'not on the shelf' };
  expect((await world.api.post('warehouse', `/v1/shipments/${id}-S1/short-pick`, missing)).status).toBe(200);
  await world.labelled(`${id}-S2`);
  expect(await world.statusOf(id)).toBe('confirmed');
  expect(await rows.approval(id)).toMatchObject({ no: 1, state: 'approved' });
});

it('short and over the limit: first what to do about it, then whether at all, then the wait', async () => {
  await addProduct(world.database, 'RARE', 100_000);
  await putStock(world.database, 'RARE', 'MTL', 4);
  const place = () => world.place({ lines: [{ sku: 'RARE', quantity: 6 }] });
  const choose = (id: string, choice: string) =>
    world.api.post('back_office', `/v1/orders/${id}/decision`, { version: 1, choice });

  const smaller = await place();
  await world.reaches(smaller, 'awaiting_decision');
  await choose(smaller, 'drop_short');
  await world.reaches(smaller, 'confirmed'); // four of them are under the limit
  expect(await rows.approval(smaller)).toMatchObject({ state: 'void' });
  await world.api.post('agent', `/v1/orders/${smaller}/cancel`, { reason: 'frees its units' });
  await world.reaches(smaller, 'cancelled');

  const id = await place();
  await world.reaches(id, 'awaiting_decision');
  await choose(id, 'wait');
  await world.reaches(id, 'awaiting_approval');
  expect((await decide('agent', id)).status).toBe(200);
  await world.reaches(id, 'backordered');
  const lines = [{ sku: 'RARE', locationId: 'MTL', quantity: 2 }];
  await world.api.post('warehouse', '/v1/stock/receipts', { lines });
  await world.reaches(id, 'confirmed');
  expect(await rows.approval(id)).toMatchObject({ no: 1, state: 'approved' });
  expect((await rows.payments(id)).map((p) => [p.state, p.amount])).toEqual([
    ['authorised', 459_900],
    ['authorised', 229_950],
  ]);
});

it('nobody decides: one role after another is asked up to the last, then it expires and the order is cancelled', async () => {
  const id = await waiting(5);
  for (const role of ['supervisor', 'admin']) {
    await world.env.sleep('31 seconds');
    await expect.poll(() => rows.approval(id)).toMatchObject({ role, state: 'open' });
    expect(await world.statusOf(id)).toBe('awaiting_approval');
  }
  await world.env.sleep('61 seconds');
  await world.reaches(id, 'cancelled');
  expect(await rows.approval(id)).toMatchObject({ state: 'expired', decided_by: null });
  expect(await decide('supervisor', id)).toMatchObject({ status: 409, body: { code: 'order_closed' } });
  expect(await rows.misfits()).toEqual([]);
});

async function cancelUnits(id: string, quantity: number): Promise<void> {
  const answer = await world.api.post('agent', `/v1/orders/${id}/cancel`, {
    lines: [{ lineNo: 1, quantity }],
    reason: 'fewer',
  });
  expect(answer.status).toBe(200);
}

async function amend(id: string, quantity: number): Promise<void> {
  // The process may move the version between looking and asking: like any caller, look again then.
  await expect.poll(() => tryToAmend(id, quantity)).toBe(200);
}

async function tryToAmend(id: string, quantity: number): Promise<number> {
  const at = async () => ({ headers: { 'if-match': `"${await rows.version(id)}"` } });
  const change = { quantities: [{ lineNo: 1, quantity }] };
  const preview = await world.api.post('agent', `/v1/orders/${id}/amendments`, change, await at());
  if (preview.status !== 200) return preview.status;
  const path = `/v1/orders/${id}/amendments/${preview.body.result.no}/confirm`;
  return (await world.api.post('agent', path, {}, await at())).status;
}
