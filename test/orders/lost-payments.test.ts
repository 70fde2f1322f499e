/** A payment that was refused or taken back: until when another one is waited for, and who may give it. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sweepStock } from '../../activities/upkeep/sweep-stock.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { applyPaymentReport } from '../../db/payments/apply-report.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import type { PaymentProvider } from '../../providers/payment/port.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { parcelOf, stepMoves } from './step-moves.ts';

let orders: DrivenOrders;

beforeAll(async () => {
  orders = await startDrivenOrders();
  for (const sku of ['LAMP', 'DESK']) await putStock(orders.database, sku, 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

const { webhook, providerRefOf } = stepMoves(() => orders);
const { paymentDeadlineMs } = orderPolicies.standard;
const hour = 3_600_000;
const refused = { payment: { method: 'card', token: 'pm_card_chargeDeclined' } } as const;

const give = (order: DrivenOrder, paymentToken: string) =>
  order.command('change_payment_method', { paymentMethod: 'card', paymentToken });

const decline = (order: DrivenOrder) => orders.stripe.fault({ op: 'authorise', mode: 'decline', match: order.id });

it('a second card that is declined has the whole time that its message names', async () => {
  const order = await orders.place(refused);
  await order.settle();
  order.passTo(order.now() + paymentDeadlineMs - hour);
  await give(order, 'pm_card_chargeDeclined');
  expect((await order.settle()).status).toBe('awaiting_payment');
  const until = order.now() + paymentDeadlineMs;
  expect(order.progress().until).toBe(until);
  expect(waitingFor(await order.facts())?.until).toBe(until);
  await order.ring();
  await order.settle();
  expect([order.progress().status, order.now()]).toEqual(['cancelled', until]);
});

it('a decline of weeks ago, paid for since, ends no wait of a later parcel', async () => {
  await addProduct(orders.database, 'PART', 1000);
  await putStock(orders.database, 'PART', 'MTL', 1);
  const order = await orders.place({ ...refused, shortagePolicy: 'partial', lines: [{ sku: 'PART', quantity: 2 }] });
  await order.settle();
  await give(order, 'pm_card_visa');
  await order.settle();
  await order.command('hand_over', { shipmentId: `${order.id}-S1` });
  await order.settle();
  await order.command('correct_tracking', { shipmentId: `${order.id}-S1`, status: 'delivered', reason: 'seen' });

  order.passTo(order.now() + 3 * paymentDeadlineMs);
  await putStock(orders.database, 'PART', 'MTL', 1);
  await decline(order);
  await fillBackorders(orders.database);
  await order.refresh();
  expect((await order.settle()).status).toBe('awaiting_payment');
  expect(order.progress().until).toBe(order.now() + paymentDeadlineMs);
  await give(order, 'pm_card_visa');
  expect((await order.settle()).status).toBe('fulfilling');
  expect((await order.facts()).shipments[1]).toMatchObject({ state: 'labelled' });
});

it('what is held for who has not paid goes to who waits for it once its lease is over; both are told until they have looked', async () => {
  await addProduct(orders.database, 'LAST', 1000);
  await putStock(orders.database, 'LAST', 'MTL', 1);
  const line = { lines: [{ sku: 'LAST', quantity: 1 }], shortagePolicy: 'partial' as const };
  const unpaid = await orders.place({ ...refused, ...line });
  const waiting = await orders.place(line);
  for (const order of [unpaid, waiting]) await order.settle();
  await orders.database.query.execute(
    sql`update reservations set lease_until = now() - interval '1 second' where order_id = ${unpaid.id}`,
  );
  const told: string[] = [];
  const sweep = async () => {
    await sweepStock({ database: orders.database, nudge: async (id) => void told.push(id) });
    return told.splice(0).sort();
  };
  const both = [unpaid.id, waiting.id].sort();
  expect(await sweep()).toEqual(both);
  expect(await sweep()).toEqual(both); // the first time nobody heard it
  for (const order of [unpaid, waiting]) {
    await order.refresh();
    await order.settle();
  }
  expect([unpaid.progress().status, waiting.progress().status]).toEqual(['backordered', 'confirmed']);
  expect(await sweep()).toEqual([]);
});

it('an authorisation that somebody gave back at the provider asks for another card, until a deadline', async () => {
  const order = await orders.place();
  await order.settle();
  const providerRef = await providerRefOf(order);
  const report = { paymentId: `${order.id}-P1`, providerRef, state: 'voided', currency: 'CAD' } as const;
  const wanted = await webhook(order, (change) => applyPaymentReport(change, { ...report, capturedMinor: 0 }));
  expect(wanted).toBe(true);
  await order.refresh();
  expect((await order.settle()).status).toBe('awaiting_payment');
  expect(waitingFor(await order.facts())?.until).toBe(order.now() + paymentDeadlineMs);
  const told = await orders.database.query.execute(
    sql`select step from messages where process = ${`order/${order.id}`} and template = 'payment_declined'`,
  );
  expect(told).toEqual([{ step: `payment-declined-${order.id}-P1` }]);
  await give(order, 'pm_card_visa');
  expect((await order.settle()).status).toBe('confirmed');
  // The simulator's own authorisation was never given back: so that the books agree in the end.
  await orders.stripe.expire(`${order.id}-P1`);
});

it('no deadline for another payment passes while the order is on hold: it could not be used', async () => {
  const order = await orders.place(refused);
  await order.settle();
  order.passTo(order.now() + 36 * hour);
  await order.command('raise_hold', { kind: 'manual', reason: 'a question' });
  order.passTo(order.now() + 12 * hour);
  await order.command('raise_hold', { kind: 'fraud', reason: 'stolen card?' });
  await order.ring();
  // 84 hours after the refusal, of which 72 were to pay.
  const { holds, lines } = await order.facts();
  expect({ holds, lines }).toMatchObject({ holds: [{ kind: 'fraud' }], lines: [{ cancelled: 0 }] });
  await give(order, 'pm_card_visa');
  await order.command('release_hold', { kind: 'fraud', reason: 'they called' });
  expect((await order.settle()).status).toBe('confirmed');
});

it('an authorisation that lapses while its parcel is given up asks nobody for another card', async () => {
  const order = await orders.place();
  await order.settle();
  await orders.carrier.fault({ op: 'void', mode: 'refuse', match: order.id });
  await order.command('cancel', { reason: 'no longer' });
  // Its label cannot be voided, so that its authorisation lives on.
  await order.advance();
  expect((await order.facts()).payments).toMatchObject([{ state: 'authorised' }]);
  await orders.stripe.expire(`${order.id}-P1`);
  const said = { state: 'expired', currency: 'CAD', capturedMinor: 0, paymentId: `${order.id}-P1` } as const;
  const providerRef = await providerRefOf(order);
  await webhook(order, (change) => applyPaymentReport(change, { ...said, providerRef }));
  const told = await orders.database.query.execute(
    sql`select template from messages where process = ${`order/${order.id}`} order by created_at`,
  );
  expect(told).toEqual([{ template: 'order_confirmed' }]);
  await order.refresh();
  await order.command('resolve_intervention', { no: 1, resolution: 'skip', reason: 'thrown away' });
  expect((await order.settle()).status).toBe('cancelled');
});

it('a card that is declined for a parcel that was cancelled meanwhile asks nobody for another card', async () => {
  const authorise: PaymentProvider['authorise'] = async (request) => {
    await order.command('cancel', { reason: 'no longer' });
    return orders.providers.payments.authorise(request);
  };
  const order: DrivenOrder = await orders.place(refused, { payments: { ...orders.providers.payments, authorise } });
  expect((await order.settle()).status).toBe('cancelled');
  const told = await orders.database.query.execute(
    sql`select template from messages where process = ${`order/${order.id}`}`,
  );
  expect(told).toEqual([{ template: 'order_cancelled' }]);
});

it('an authorisation that lapses while its void is stuck is not called voided, whoever is faster', async () => {
  const order = await orders.place();
  await order.settle();
  await orders.stripe.fault({ op: 'void', mode: 'decline', match: order.id });
  await order.command('cancel', { reason: 'no longer' });
  expect((await order.settle()).status).toBe('needs_intervention');
  await orders.stripe.expire(`${order.id}-P1`);
  const said = { state: 'expired', currency: 'CAD', capturedMinor: 0, paymentId: `${order.id}-P1` } as const;
  const providerRef = await providerRefOf(order);
  await webhook(order, (change) => applyPaymentReport(change, { ...said, providerRef }));
  await order.command('resolve_intervention', { no: 1, resolution: 'skip', reason: 'cancelled in the dashboard' });
  expect((await order.facts()).payments).toMatchObject([{ state: 'expired' }]);
  expect((await order.settle()).status).toBe('cancelled');
});

describe.each(['expired', 'voided'] as const)('what is %s at the provider after its parcel has left', (state) => {
  /** Its parcel has left, its capture is stuck, and the provider says that nothing is authorised any more. */
  async function lapsed(): Promise<DrivenOrder> {
    const order = await orders.place();
    await order.settle();
    await orders.stripe.fault({ op: 'capture', mode: 'timeout_before', match: order.id });
    await order.command('hand_over', parcelOf(order));
    expect((await order.settle()).status).toBe('needs_intervention');
    await orders.stripe.expire(`${order.id}-P1`);
    const said = { state, currency: 'CAD', capturedMinor: 0, paymentId: `${order.id}-P1` } as const;
    const providerRef = await providerRefOf(order);
    expect(await webhook(order, (change) => applyPaymentReport(change, { ...said, providerRef }))).toBe(true);
    await order.refresh();
    return order;
  }

  it('is asked of a person, and of the customer nothing', async () => {
    const order = await lapsed();
    expect((await order.settle()).status).toBe('needs_intervention');
    const { interventions, payments } = await order.facts();
    expect(payments).toMatchObject([{ state: 'expired', capturedMinor: 0 }]);
    expect(interventions).toMatchObject([{ work: 'capture', subject: `${order.id}-P1`, state: 'open' }]);
    // Nobody is told that it is captured by asking again.
    await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'try it' });
    expect((await order.settle()).status).toBe('needs_intervention');
    const again = (await order.facts()).interventions.at(-1);
    expect(again).toMatchObject({ no: 2, work: 'capture', state: 'open' });
    expect(again?.detail).toContain('its authorisation lapsed after the parcel had left');
    const { en, fr } = waitingFor(await order.facts())?.message ?? { en: '', fr: '' };
    expect(en).toContain('skip it as done by hand');
    expect(fr).toContain('sautez-le s’il a été fait à la main');
    const asked = await orders.database.query.execute(
      sql`select 1 from messages where process = ${`order/${order.id}`} and template = 'payment_declined'`,
    );
    expect(asked).toEqual([]);
    await order.command('resolve_intervention', { no: 2, resolution: 'skip', reason: 'paid by transfer' });
    expect((await order.settle()).status).toBe('fulfilling');
  });

  it('is asked of a person also where the order has forgotten that it was stuck', async () => {
    const order = await lapsed();
    await orders.database.query.execute(sql`delete from interventions where order_id = ${order.id}`);
    await order.refresh();
    expect((await order.settle()).status).toBe('needs_intervention');
    await order.command('resolve_intervention', { no: 1, resolution: 'skip', reason: 'paid by transfer' });
    expect((await order.settle()).status).toBe('fulfilling');
  });
});

it('an authorisation whose answer was lost is given back once, however late the provider tells of it', async () => {
  const order = await orders.place();
  await orders.stripe.fault({ op: 'authorise', mode: 'timeout_after', match: order.id });
  expect((await order.settle()).status).toBe('needs_intervention');
  await order.command('resolve_intervention', { no: 1, resolution: 'compensate', reason: 'no answer' }, 'supervisor');
  expect((await order.settle()).status).toBe('cancelled');
  const { intents } = await orders.stripe.book();
  const intent = intents.find(({ reference }) => reference === `${order.id}-P1`);
  expect(intent?.status).toBe('canceled');

  const reported = { state: 'authorised', currency: 'CAD', capturedMinor: 0, paymentId: `${order.id}-P1` } as const;
  const tell = (providerRef: string) =>
    webhook(order, (change) => applyPaymentReport(change, { ...reported, providerRef }));
  const before = await orders.rows.events(order.id);
  expect(await tell(intent?.id ?? '')).toBe(false);
  expect(await orders.rows.events(order.id)).toEqual(before);

  // A second one, of which the look-up said nothing: the order has ended, so that a person gives it back.
  await tell('pi_another');
  const tasks = await orders.database.query.execute(
    sql`select role, details ->> 'next' as next from tasks where kind = 'drift' and subject = ${`I4/${order.id}-P1`}`,
  );
  expect(tasks).toEqual([{ role: 'engineer', next: 'Cancel it in the provider’s dashboard.' }]);
});

it('another card can be given while the order waits for a decision or an approval of something else', async () => {
  await addProduct(orders.database, 'NONE', 1000);
  for (const [status, addLines] of [
    ['awaiting_decision', [{ sku: 'NONE', quantity: 1 }]],
    ['awaiting_approval', [{ sku: 'DESK', quantity: 200 }]],
  ] as const) {
    const order = await orders.place(refused);
    await order.settle();
    const { version } = await order.facts();
    await order.command('preview_amendment', { baseVersion: version, change: { addLines: [...addLines] } });
    await order.command('confirm_amendment', { no: 1, baseVersion: version + 1 });
    expect((await order.settle()).status).toBe(status);
    expect(await give(order, 'pm_card_visa')).toMatchObject({ result: 'done' });
    await order.command('cancel', { reason: 'no longer' });
    expect((await order.settle()).status).toBe('cancelled');
  }
});

it('an account pays in the currency of its limit; anything else waits for an agent', async () => {
  const order = await orders.place({
    ...refused,
    customerId: 'CUS-ACCOUNT',
    currency: 'JPY',
    lines: [{ sku: 'LAMP', quantity: 1 }],
  });
  await order.settle();
  await order.command('change_payment_method', { paymentMethod: 'account' });
  expect((await order.settle()).status).toBe('on_hold');
  expect((await order.facts()).holds).toMatchObject([{ kind: 'credit', reason: 'no_credit_in_currency' }]);
  await order.command('release_hold', { kind: 'credit', reason: 'good for it' });
  expect((await order.settle()).status).toBe('confirmed');
});

it('what is owed in another currency takes nothing from the limit', async () => {
  const before = await orders.place({ customerId: 'CUS-ACCOUNT', currency: 'JPY', payment: { method: 'account' } });
  await before.settle();
  await before.command('release_hold', { kind: 'credit', reason: 'good for it' });
  await before.settle();
  await orders.database.query.execute(
    sql`update payments set amount_minor = 90000 where order_id = ${before.id}`, // yen
  );
  const order = await orders.place({
    customerId: 'CUS-ACCOUNT',
    payment: { method: 'account' },
    lines: [{ sku: 'LAMP', quantity: 10 }],
  });
  expect((await order.settle()).status).toBe('confirmed');
});

it('what was given back is not owed any more', async () => {
  const placeLarge = () =>
    orders.place({
      customerId: 'CUS-ACCOUNT',
      payment: { method: 'account' },
      lines: [{ sku: 'LAMP', quantity: 30 }],
    });
  const before = await placeLarge();
  await before.settle();
  await before.command('hand_over', parcelOf(before));
  await before.settle();
  const lines = [{ lineNo: 1, restocked: 30, writtenOff: 0 }];
  // biome-ignore lint/suspicious/noThenProperty: a field of the command
  const back = { ...parcelOf(before), lines, then: 'refund', reason: 'came back' } as const;
  expect(await before.command('receive_return', back)).toMatchObject({ result: 'done' });
  await before.settle();
  const order = await placeLarge();
  expect((await order.settle()).status).toBe('confirmed');
});

it('no more is taken than was authorised, and an engineer hears of the rest', async () => {
  const order = await orders.place({ customerId: 'CUS-ACCOUNT', payment: { method: 'account' } });
  await order.settle();
  const set = (fields: string) =>
    orders.database.query.execute(sql`update payments set ${sql.raw(fields)} where order_id = ${order.id}`);
  const [{ amountMinor: worth } = { amountMinor: 0 }] = (await order.facts()).payments;
  await set('amount_minor = amount_minor - 100');
  await order.command('hand_over', parcelOf(order));
  await order.settle();
  expect((await order.facts()).payments).toMatchObject([{ state: 'captured', capturedMinor: worth - 100 }]);
  expect(await runAudit(orders.database)).toMatchObject([{ invariant: 'I10' }]);
  await set('amount_minor = amount_minor + 100');
  await set('handed_over_minor = amount_minor, captured_minor = amount_minor');
});

it('leaves books that agree with the providers’', async () => {
  expect(await orders.audit()).toEqual([]);
});
