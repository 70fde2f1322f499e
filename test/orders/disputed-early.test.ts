/** The dispute, the provider's word of the capture and the answer to our call arrive in any order: captured, then disputed. */
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { capturePayment } from '../../activities/orders/capture-payment.ts';
import { acceptCommand, type NewCommand } from '../../db/commands/accept-command.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { PaymentProvider } from '../../providers/payment/port.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { startWorld, type World } from '../harness/world.ts';

const arrivals = {
  dispute: (id: string) => post(id, 'charge.dispute.created', disputed),
  report: (id: string) => post(id, 'payment_intent.succeeded', succeeded),
  answer: (id: string) => capture(id, world.providers.payments),
} as const;
type Arrival = keyof typeof arrivals;

const orders: readonly (readonly Arrival[])[] = [
  ['dispute', 'report', 'answer'],
  ['dispute', 'answer', 'report'],
  ['report', 'dispute', 'answer'],
  ['report', 'answer', 'dispute'],
  ['answer', 'dispute', 'report'],
  ['answer', 'report', 'dispute'],
  ['dispute', 'report'],
  ['dispute', 'answer'],
];

const disputed = (intent: string) => ({ payment_intent: intent, reason: 'fraudulent', currency: 'cad', amount: 1150 });
const succeeded = (intent: string) => ({ id: intent, status: 'succeeded', currency: 'cad', amount_received: 1150 });
const step = (orderId: string, what: string) => ({ orderId, key: `test/${orderId}/${what}`, now: Date.now() });

let world: World;
let s: Scenario;
const ids: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  s = createScenario(world);
  const sku = await s.product('EARLY', { MTL: orders.length + 2 });
  for (let n = 0; n < orders.length + 2; n += 1) ids.push(await world.place({ lines: [{ sku, quantity: 1 }] }));
  for (const id of ids) await world.labelled(`${id}-S1`);
  await world.stripe.webhooks({ hold: true });
  await world.stopWorker();
  for (const id of ids) await takenAtProvider(id);
});
afterAll(() => world?.close());

/** Handed over and captured, and no answer of the provider has reached us. */
async function takenAtProvider(id: string): Promise<void> {
  const command: NewCommand = {
    ...{ caller: 'test', idempotencyKey: id, digest: id, actor: 'test', role: 'warehouse' as const },
    ...{ kind: 'hand_over', subject: id, payload: { shipmentId: `${id}-S1` } },
  };
  const accepted = await inTransaction(world.database, (tx) => acceptCommand(tx, command));
  if (accepted.kind !== 'new') throw new Error('a fresh key was known');
  await world.activities.applyCommand(step(id, 'hand-over'), accepted.id);
  const call = { providerRef: await intentOf(id), amountMinor: 1150, currency: 'CAD' };
  expect(await world.providers.payments.capture({ key: `${id}-P1/capture`, ...call })).toMatchObject({ kind: 'done' });
  expect(await s.payments(id)).toEqual(['authorised']);
}

/** The process's own step, with the call that it makes again. */
async function capture(id: string, payments: PaymentProvider): Promise<void> {
  const deps = { ...world.providers, database: world.database, payments, triedBefore: () => false };
  await capturePayment(deps, step(id, 'capture'), `${id}-P1`);
}

async function intentOf(id: string): Promise<string> {
  const { intents } = await world.stripe.book();
  return intents.find(({ reference }) => reference === `${id}-P1`)?.id ?? '';
}

async function post(id: string, type: string, object: (intent: string) => object): Promise<void> {
  const data = { object: object(await intentOf(id)) };
  const payload = JSON.stringify({
    ...{ id: `evt_${crypto.randomUUID()}`, object: 'event', created: 1_770_000_000 },
    type,
    data,
  });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_test' });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  const { status } = await fetch(`${world.api.url}/webhooks/stripe`, { method: 'POST', headers, body: payload });
  expect(status).toBe(204);
}

async function expectOneOfEach(id: string): Promise<void> {
  expect(await s.payments(id)).toEqual(['disputed']);
  const told = (await s.rows.events(id)).filter((type) => ['payment.captured', 'payment.disputed'].includes(type));
  expect(told).toEqual(['payment.captured', 'payment.disputed']);
  expect(await s.tasks(id)).toEqual(['payment_disputed open']);
  expect((await s.rows.payments(id)).map(({ captured }) => captured)).toEqual([1150]);
  const { body } = await world.api.get('agent', `/v1/tasks?subject=${id}-P1`);
  expect(body.data).toMatchObject([{ details: { reason: 'fraudulent', amountMinor: 1150 } }]);
}

it.each(orders.map((order, n) => ({ order, n, title: order.join(', then ') })))('$title', async ({ order, n }) => {
  const id = ids[n] ?? '';
  for (const arrival of order) await arrivals[arrival](id);
  await expectOneOfEach(id);
});

it('all three at once', async () => {
  const id = ids[orders.length] ?? '';
  await Promise.all([arrivals.dispute(id), arrivals.report(id), arrivals.answer(id)]);
  await expectOneOfEach(id);
});

it('both events while our call waits for its answer', async () => {
  const id = ids[orders.length + 1] ?? '';
  const { payments } = world.providers;
  const slow: typeof payments.capture = async (request) => {
    await arrivals.report(id);
    await arrivals.dispute(id);
    return payments.capture(request);
  };
  await capture(id, { ...payments, capture: slow });
  await expectOneOfEach(id);
});

it('the orders go on, and our books agree with the providers’', async () => {
  await world.startWorker();
  await world.stripe.webhooks({ hold: false });
  for (const id of ids) {
    await world.reaches(id, 'fulfilling');
    expect((await s.booked(id)).captures).toEqual([1150]);
  }
  await expect.poll(() => world.audit()).toEqual([]);
});
