/** Two requests meet in one order: what becomes of one of them does not undo what holds for the other. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { billTo, putStock } from '../harness/seed.ts';
import { amendmentMoves } from './amendment-moves.ts';
import { parcelOf, ringUntil } from './step-moves.ts';

let orders: DrivenOrders;
const { product, customerOwing, confirmed, amend, add, reject, unitsOf } = amendmentMoves(() => orders);
const day = 86_400_000;

beforeAll(async () => {
  orders = await startDrivenOrders();
  for (const sku of ['LAMP', 'DESK']) await putStock(orders.database, sku, 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

/** Its authorisation is renewed at this instant, before anything else of it is due. */
async function renewalComes(order: DrivenOrder): Promise<void> {
  const { payments, policy } = await order.facts();
  order.passTo((payments[0]?.expiresAt ?? 0) - policy.renewalMarginMs);
  await order.ring();
  await order.settle();
}

it('an amendment that exchanges every line of an order on hold leaves the hold', async () => {
  const order = await confirmed();
  await order.command('raise_hold', { kind: 'fraud', reason: 'stolen card?' });
  await amend(order, { quantities: [{ lineNo: 1, quantity: 0 }], addLines: [{ sku: 'DESK', quantity: 1 }] });
  expect(order.progress().status).toBe('on_hold');
  expect((await order.facts()).holds).toMatchObject([{ kind: 'fraud' }]);
});

it('an order that is sent elsewhere is checked again: for what the new address adds to its risk', async () => {
  const first = { customerId: await customerOwing(0), lines: [{ sku: await product(400), quantity: 400 }] };
  const order = await orders.place({ ...first, shipTo: { ...billTo, postalCode: 'nowhere' } });
  expect((await order.settle()).status).toBe('on_hold');
  await amend(order, { shipTo: { ...billTo, country: 'US', region: 'NY', postalCode: '14201' } });
  expect(await order.facts()).toMatchObject({ riskPoints: 80, holds: [{ kind: 'fraud' }] });
  // What a supervisor has looked at is not held again for less.
  await order.command('release_hold', { kind: 'fraud', reason: 'they called' });
  await amend(order, { shipTo: { ...billTo, country: 'US', region: 'NY', postalCode: '14202' } });
  expect((await order.facts()).holds).toEqual([]);
  await order.command('cancel', { reason: 'no longer' });
});

it('and for whether it can be delivered to', async () => {
  const order = await orders.place({ lines: [{ sku: await product(1), quantity: 2 }] });
  expect((await order.settle()).status).toBe('awaiting_decision');
  await amend(order, { shipTo: { ...billTo, postalCode: 'nowhere' } });
  expect(order.progress().status).toBe('on_hold');
  expect((await order.facts()).holds).toMatchObject([{ kind: 'address', reason: 'postal_code' }]);
  await order.command('cancel', { reason: 'no longer' });
});

it('a promised parcel is paid for again while an addition waits for approval', async () => {
  const order = await confirmed();
  order.passTo(order.now() + 5 * day);
  await add(order, 'DESK', 200);
  await renewalComes(order);
  expect(order.progress().status).toBe('awaiting_approval');
  expect((await order.facts()).payments.filter((p) => p.shipmentNo === 1)).toMatchObject([
    { state: 'voided' },
    { state: 'authorised' },
  ]);
});

it('a promised parcel whose authorisation waits to be renewed is kept when an addition is rejected', async () => {
  const order = await confirmed();
  order.passTo(order.now() + 5 * day);
  await add(order, 'DESK', 200);
  await order.command('raise_hold', { kind: 'manual', reason: 'a question' });
  await renewalComes(order);
  expect(order.progress().status).toBe('on_hold');
  await reject(order);
  expect(await unitsOf(order)).toEqual([
    [2, 2, 0],
    [200, 0, 200],
  ]);
});

it('a promised parcel that lost its payment waits for another one as long as was said, though an addition is rejected', async () => {
  const order = await confirmed();
  order.passTo(order.now() + 5 * day);
  await add(order, 'DESK', 200);
  await orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id });
  await renewalComes(order);
  await reject(order);
  expect(order.progress().status).toBe('awaiting_payment');
  const card = { paymentMethod: 'card', paymentToken: 'pm_card_visa' } as const;
  await order.command('change_payment_method', card);
  expect((await order.settle()).status).toBe('confirmed');
});

it('the deadline of an addition that is not paid ends no parcel that may be paid for longer', async () => {
  const order = await confirmed();
  const { payments } = await order.facts();
  order.passTo((payments[0]?.expiresAt ?? 0) - 2 * day);
  await orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id, times: 2 });
  await add(order, 'DESK', 1);
  await renewalComes(order);
  const { payments: lost } = await order.facts();
  order.passTo(Math.min(...lost.flatMap((p) => p.deadline ?? [])));
  await order.ring();
  await order.settle();
  expect(await unitsOf(order)).toEqual([
    [2, 2, 0],
    [1, 0, 1],
  ]);
});

it('each of two additions that are not paid is cancelled at its own deadline', async () => {
  const order = await confirmed();
  await orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id, times: 2 });
  await add(order, 'DESK', 1);
  order.passTo(order.now() + day);
  await add(order, await product(5), 1);
  const cancelled = async () => (await unitsOf(order)).map(([, , units]) => units);
  const { payments } = await order.facts();
  const deadlines = payments.flatMap(({ deadline }) => deadline ?? []);
  const left: string[] = [];
  for (const deadline of deadlines) {
    order.passTo(deadline);
    await order.ring();
    left.push(`${(await order.settle()).status} ${await cancelled()}`);
  }
  expect(left).toEqual(['awaiting_payment 0,1,0', 'confirmed 0,1,1']);
});

it('an addition over the credit limit is cancelled alone at the deadline of its hold', async () => {
  const account = { customerId: 'CUS-ACCOUNT', payment: { method: 'account' } } as const;
  const order = await confirmed({ ...account, lines: [{ sku: 'LAMP', quantity: 20 }] });
  await add(order, 'LAMP', 30);
  expect(order.progress().status).toBe('on_hold');
  const { en, fr } = waitingFor(await order.facts())?.message ?? { en: '', fr: '' };
  expect(en).toContain('what was not promised before is cancelled');
  expect(fr).toContain('ce qui n’était pas encore promis est annulé');
  await ringUntil(order, () => order.progress().status !== 'on_hold');
  expect(order.progress().status).toBe('confirmed');
  expect(await unitsOf(order)).toEqual([
    [20, 20, 0],
    [30, 0, 30],
  ]);
  // Nobody released it: the next addition is asked about again.
  await add(order, 'LAMP', 30);
  expect(order.progress().status).toBe('on_hold');
});

it('what was paid for and ships again is kept when an addition is rejected', async () => {
  const order = await confirmed();
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  await add(order, 'DESK', 200);
  const back = { ...parcelOf(order), lines: [{ lineNo: 1, restocked: 2, writtenOff: 0 }], reason: 'not at home' };
  // biome-ignore lint/suspicious/noThenProperty: a field of the command
  expect(await order.command('receive_return', { ...back, then: 'reship' })).toMatchObject({ result: 'done' });
  await order.settle();
  await reject(order);
  const { lines, refunds } = await order.facts();
  expect(refunds).toEqual([]);
  expect(lines).toMatchObject([
    { ordered: 2, reserved: 2, cancelled: 0 },
    { ordered: 200, cancelled: 200 },
  ]);
  expect(order.progress().status).toBe('fulfilling');
});

it('a promised parcel leaves while an addition waits for approval', async () => {
  const order = await confirmed();
  await add(order, 'DESK', 200);
  expect(order.progress().status).toBe('awaiting_approval');
  expect(await order.command('hand_over', parcelOf(order))).toMatchObject({ result: 'done' });
  await order.settle();
  await reject(order);
  expect(order.progress().status).toBe('fulfilling');
});

it('what waited for stock when the order was confirmed goes on waiting when an addition is rejected', async () => {
  const order = await confirmed({ shortagePolicy: 'partial', lines: [{ sku: await product(1), quantity: 3 }] });
  await add(order, 'DESK', 200);
  await reject(order);
  expect((await order.facts()).lines).toMatchObject([
    { ordered: 3, reserved: 1, backordered: 2, cancelled: 0 },
    { ordered: 200, cancelled: 200 },
  ]);
});

it('what of an addition waits for stock is cancelled when it is rejected', async () => {
  const order = await confirmed({ shortagePolicy: 'partial' });
  order.passTo(order.now() + day);
  await add(order, 'DESK', 2000);
  await reject(order);
  expect(await unitsOf(order)).toEqual([
    [2, 2, 0],
    [2000, 0, 2000],
  ]);
});

it('an order that is all cancelled, and whose undoing is stuck, is not amended back to life', async () => {
  const order = await confirmed();
  await orders.carrier.fault({ op: 'void', mode: 'refuse', match: order.id });
  await order.command('cancel', { reason: 'changed their mind' });
  expect((await order.settle()).status).toBe('needs_intervention');
  const { version } = await order.facts();
  const change = { addLines: [{ sku: 'LAMP', quantity: 1 }] };
  expect(await order.command('preview_amendment', { baseVersion: version, change }, 'agent')).toMatchObject({
    result: 'refused',
    code: 'amendment_impossible',
  });
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the carrier is back' });
  expect((await order.settle()).status).toBe('cancelled');
});

it('who was asked is passed over in time, although something else of the order is stuck', async () => {
  const order = await confirmed({ lines: [{ sku: 'LAMP', quantity: 1 }] });
  await add(order, await product(1000), 600);
  const { approval } = await order.facts();
  await orders.stripe.fault({ op: 'capture', mode: 'decline', match: order.id });
  await order.command('hand_over', parcelOf(order));
  expect(await order.settle()).toMatchObject({ status: 'needs_intervention', until: approval?.escalatesAt });
  const { en, fr } = waitingFor(await order.facts())?.message ?? { en: '', fr: '' };
  expect(en).toContain(`needs approval ${approval?.id}`);
  expect(fr).toContain(`attend l’approbation ${approval?.id}`);
  await order.command('raise_hold', { kind: 'manual', reason: 'a question' });
  expect(waitingFor(await order.facts())?.message.en).toContain(`needs approval ${approval?.id}`);
  await order.command('release_hold', { kind: 'manual', reason: 'answered' });
  await order.ring();
  expect((await order.facts()).approval?.approverRole).not.toBe(approval?.approverRole);
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the provider is back' });
  await order.settle();
});

it('who was asked is passed over in time, although the order is on hold', async () => {
  const order = await confirmed({ lines: [{ sku: 'LAMP', quantity: 1 }] });
  await add(order, await product(1000), 600);
  const { approval } = await order.facts();
  await order.command('raise_hold', { kind: 'manual', reason: 'a question' });
  expect(order.progress()).toMatchObject({ status: 'on_hold', until: approval?.escalatesAt });
  await order.ring();
  expect((await order.facts()).approval?.approverRole).not.toBe(approval?.approverRole);
  await order.command('release_hold', { kind: 'manual', reason: 'answered' });
});

it('who was asked is passed over in time, although its customer is asked what to do about a shortage', async () => {
  const order = await orders.place({ lines: [{ sku: await product(500), quantity: 600 }] });
  expect((await order.settle()).status).toBe('awaiting_decision');
  const { approval, offer } = await order.facts();
  expect(approval?.escalatesAt).toBeLessThan(offer?.deadline ?? 0);
  expect(order.progress().until).toBe(approval?.escalatesAt);
  await order.ring();
  expect(order.progress().status).toBe('awaiting_decision');
  expect((await order.facts()).approval?.approverRole).not.toBe(approval?.approverRole);
});

it('leaves books that agree with the providers’', async () => {
  expect(await orders.audit()).toEqual([]);
});
