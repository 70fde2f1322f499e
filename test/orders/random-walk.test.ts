import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { expireLeases } from '../../db/inventory/expire-leases.ts';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { changeOrder } from '../../db/orders/change-order.ts';
import { loadOrderFacts } from '../../db/orders/load-facts.ts';
import { placeOrder } from '../../db/orders/place-order.ts';
import { type Database, openDatabase } from '../../db/pool.ts';
import { recordScans } from '../../db/shipping/record-scans.ts';
import { inTransaction } from '../../db/transaction.ts';
import { hasLeft, isPending, lacksPayment, type OrderFacts } from '../../domain/orders/order-facts.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';
import type { OrderStatus } from '../../domain/orders/order-states.ts';
import { createEasyPost } from '../../providers/carrier/easypost.ts';
import { createStripePayments } from '../../providers/payment/stripe.ts';
import { startEasyPostSimulator } from '../../simulators/easypost/simulator.ts';
import { startStripeSimulator } from '../../simulators/stripe/simulator.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { createProcessDriver, type ProcessDriver } from '../harness/process-driver.ts';
import { pick, type Random, seeded, upTo } from '../harness/random.ts';
import { billTo, putStock, seed } from '../harness/seed.ts';

const walks = Number(process.env.WALKS ?? 12);
const stepsPerWalk = 25;

let testDatabase: TestDatabase;
let database: Database;
let stripe: Awaited<ReturnType<typeof startStripeSimulator>>;
let easypost: Awaited<ReturnType<typeof startEasyPostSimulator>>;
let providers: { payments: ReturnType<typeof createStripePayments>; carrier: ReturnType<typeof createEasyPost> };

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await seed(database);
  stripe = await startStripeSimulator({ webhookSecret: 'whsec' });
  easypost = await startEasyPostSimulator({ port: 0, webhookSecret: 'hmac', scanEveryMs: 1000 });
  providers = {
    payments: createStripePayments({ apiKey: 'sk_test', webhookSecret: 'whsec', url: stripe.url }),
    carrier: createEasyPost({ apiKey: 'EZTK', webhookSecret: 'hmac', baseUrl: easypost.url }),
  };
});

afterAll(async () => {
  await Promise.all([stripe.close(), easypost.close()]);
  await database.close();
  await testDatabase.drop();
});

it.each(Array.from({ length: walks }, (_, index) => Number(process.env.WALK_SEED ?? 1000) + index))(
  'whatever happens to three orders in whatever order, each can be ended and everything adds up (seed %i)',
  async (walkSeed) => {
    const random = seeded(walkSeed);
    for (const sku of ['LAMP', 'DESK', 'BULB']) {
      for (const place of ['MTL', 'TOR']) await putStock(database, sku, place, upTo(random, 4));
    }
    const drivers = await Promise.all([1, 2, 3].map((n) => placed(random, `${walkSeed}-${n}`)));
    for (const driver of drivers) await driver.settle();
    for (let step = 0; step < stepsPerWalk; step += 1) {
      const driver = pick(random, drivers);
      await act(random, driver);
      if (random() < 0.15) await world(random, drivers);
      if (!driver.closed()) await driver.settle();
      if (step % 5 === 4) await everythingAddsUp(drivers);
    }
    for (const driver of drivers) await end(driver);
    for (const driver of drivers) expect(['completed', 'cancelled']).toContain(driver.progress().status);
    await everythingAddsUp(drivers);
  },
);

async function everythingAddsUp(drivers: readonly Driver[]): Promise<void> {
  for (const driver of drivers) {
    await driver.refresh();
    if (!driver.closed()) await driver.settle();
    leavesBy(driver);
  }
  expect(await runAudit(database)).toEqual([]);
}

const ofTheEngine: readonly OrderStatus[] = ['received', 'allocating', 'cancelling'];
const withDeadline: readonly OrderStatus[] = [
  ...(['on_hold', 'awaiting_decision', 'backordered', 'awaiting_approval', 'awaiting_payment', 'delivered'] as const),
];

/** Nothing is due: so the order waits for somebody, and where time moves it too, it knows when. */
function leavesBy(driver: Driver): void {
  const { status, until } = driver.progress();
  expect(ofTheEngine, `${driver.id} has nothing to do`).not.toContain(status);
  if (withDeadline.includes(status)) expect(until, `${driver.id} is ${status} for ever`).not.toBeNull();
}

async function placed(random: Random, key: string): Promise<ProcessDriver & { id: string }> {
  const lines = Array.from({ length: 1 + upTo(random, 2) }, () => ({
    sku: pick(random, ['LAMP', 'DESK', 'SET', 'BULB']),
    quantity: 1 + upTo(random, 3),
  }));
  const placement = await placeOrder(
    database,
    {
      caller: 'walk',
      idempotencyKey: key,
      digest: key,
      actor: 'back_office@driver',
      role: 'back_office',
      payload: {
        customerId: 'CUS-CARD',
        channel: 'web',
        currency: 'CAD',
        lines,
        shipTo: billTo,
        priority: 100,
        shortagePolicy: pick(random, ['ask', 'ask', 'backorder', 'partial', 'cancel']),
        payment: { method: 'card', token: pick(random, ['pm_card_visa', 'pm_card_visa', 'pm_card_chargeDeclined']) },
        discountBps: pick(random, [0, 0, 0, 1000, 2000]),
      },
    },
    orderPolicies.standard,
  );
  if (placement.kind !== 'placed') throw new Error(JSON.stringify(placement));
  const driver = createProcessDriver({ database, ...providers }, placement.orderId, Date.now());
  return { ...driver, id: placement.orderId };
}

const factsOf = async (driver: { id: string }): Promise<OrderFacts> => {
  const facts = await loadOrderFacts(database.query, driver.id);
  if (!facts) throw new Error('no facts');
  return facts;
};

type Driver = ProcessDriver & { id: string };

/** One random thing that people, carriers or time do to an order. */
async function act(random: Random, driver: Driver): Promise<void> {
  if (driver.closed()) return;
  const facts = await factsOf(driver);
  const line = pick(random, facts.lines);
  const pending = facts.shipments.filter(isPending);
  const away = facts.shipments.filter(hasLeft);
  const actions: (() => Promise<unknown>)[] = [
    () => driver.command('cancel', { lines: [{ lineNo: line.lineNo, quantity: 1 + upTo(random, 1) }], reason: 'walk' }),
    () => driver.command('raise_hold', { kind: pick(random, ['manual', 'fraud', 'credit']), reason: 'walk' }),
    () => amend(random, driver, facts),
    () => driver.ring(),
    () => driver.refresh(),
  ];
  const { offer, approval } = facts;
  if (offer)
    actions.push(() => driver.command('decide', { version: offer.version, choice: pick(random, offer.options) }));
  for (const hold of facts.holds)
    actions.push(() => driver.command('release_hold', { kind: hold.kind, reason: 'walk' }));
  if (approval?.state === 'open') {
    const decision = pick(random, ['approve', 'approve', 'reject'] as const);
    actions.push(() =>
      driver.command('decide_approval', { approvalId: approval.id, decision, reason: 'walk', digest: approval.digest }),
    );
  }
  if (facts.shipments.some((s) => lacksPayment(facts, s))) {
    const paymentToken = pick(random, ['pm_card_visa', 'pm_card_chargeDeclined']);
    actions.push(() => driver.command('change_payment_method', { paymentMethod: 'card', paymentToken }));
  }
  for (const shipment of pending) {
    actions.push(
      () => driver.command('hand_over', { shipmentId: shipment.id }),
      () => driver.command('hand_over', { shipmentId: shipment.id }),
      () =>
        driver.command('short_pick', {
          shipmentId: shipment.id,
          missing: [{ lineNo: shipment.lines[0]?.lineNo ?? 1, quantity: 1 }],
          reason: 'walk',
        }),
    );
  }
  for (const shipment of away) {
    actions.push(
      () => scan(random, driver, shipment.id),
      () => scan(random, driver, shipment.id),
      () =>
        driver.command('correct_tracking', {
          shipmentId: shipment.id,
          status: pick(random, ['in_transit', 'delivered', 'returning', 'lost']),
          reason: 'walk',
        }),
      () =>
        driver.command('receive_return', {
          shipmentId: shipment.id,
          lines: shipment.lines.map((l) => {
            const restocked = upTo(random, l.quantity);
            return { lineNo: l.lineNo, restocked, writtenOff: l.quantity - restocked };
          }),
          // biome-ignore lint/suspicious/noThenProperty: a field of the command
          then: pick(random, ['refund', 'reship']),
          reason: 'walk',
        }),
    );
  }
  for (const stuck of facts.interventions.filter((i) => i.state === 'open')) {
    actions.push(() =>
      driver.command('resolve_intervention', {
        no: stuck.no,
        resolution: pick(random, ['retry', 'skip', 'compensate']),
        reason: 'walk',
      }),
    );
  }
  await pick(random, actions)();
}

async function amend(random: Random, driver: Driver, facts: OrderFacts): Promise<void> {
  const line = pick(random, facts.lines);
  const change = pick(random, [
    { quantities: [{ lineNo: line.lineNo, quantity: upTo(random, line.ordered + 2) }] },
    { addLines: [{ sku: pick(random, ['BULB', 'SET', 'LAMP']), quantity: 1 + upTo(random, 2) }] },
    { shipTo: { ...billTo, region: pick(random, ['QC', 'ON', 'BC']), line1: `${upTo(random, 9)}, rue Neuve` } },
  ]);
  const previewed = await driver.command('preview_amendment', { baseVersion: facts.version, change });
  if (previewed.result !== 'done') return;
  const no = Number(previewed.details.no);
  if (random() < 0.2) await driver.command('decline_amendment', { no });
  else await driver.command('confirm_amendment', { no, baseVersion: facts.version + 1 });
}

async function scan(random: Random, driver: Driver, shipmentId: string): Promise<void> {
  const status = pick(random, [
    'in_transit',
    'out_for_delivery',
    'attempt_failed',
    'exception',
    'returning',
    'delivered',
    'lost',
  ] as const);
  await inTransaction(database, (tx) =>
    changeOrder(tx, { orderId: driver.id, now: driver.now(), actor: 'carrier', settle: false }, (change) =>
      recordScans(change, shipmentId, [
        {
          id: `scan-${random()}`,
          occurredAt: new Date(driver.now()).toISOString(),
          status,
          rawCode: status,
          message: '',
          correction: false,
        },
      ]),
    ),
  );
  await driver.refresh();
}

/** Stock arrives, leases lapse. */
async function world(random: Random, drivers: readonly Driver[]): Promise<void> {
  if (random() < 0.7) {
    await putStock(database, pick(random, ['LAMP', 'DESK', 'BULB']), pick(random, ['MTL', 'TOR']), 1 + upTo(random, 3));
    await fillBackorders(database);
  } else {
    await database.query.execute(
      sql`update reservations set lease_until = now() - interval '1 second' where state = 'held'`,
    );
    await expireLeases(database, 1000);
  }
  for (const driver of drivers) {
    await driver.refresh();
    if (!driver.closed()) await driver.settle();
  }
}

/** Everything is answered, delivered or cancelled, and time passes: an order that does not end is stuck. */
async function end(driver: Driver): Promise<void> {
  for (let round = 0; round < 40 && !driver.closed(); round += 1) {
    await driver.settle();
    if (driver.closed()) return;
    const facts = await factsOf(driver);
    const stuck = facts.interventions.find((i) => i.state === 'open');
    const [hold] = facts.holds;
    const away = facts.shipments.filter((s) => s.state === 'handed_over');
    if (stuck)
      await driver.command('resolve_intervention', {
        no: stuck.no,
        resolution: stuck.work === 'reserve' || stuck.work === 'authorise' ? 'compensate' : 'skip',
        reason: 'end',
      });
    else if (hold) await driver.command('release_hold', { kind: hold.kind, reason: 'end' });
    else if (away.length > 0)
      for (const s of away)
        await driver.command('correct_tracking', { shipmentId: s.id, status: 'delivered', reason: 'end' });
    else {
      const cancelled = await driver.command('cancel', { reason: 'end' });
      if (cancelled.result === 'refused') await driver.ring();
    }
  }
  if (!driver.closed()) throw new Error(`stuck: ${JSON.stringify(await factsOf(driver))}`);
}

/** Counters must equal open rows, and open rows must belong to open orders. */
