import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { renewAt } from '../../domain/orders/deadline.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { pick, seeded, upTo } from '../harness/random.ts';
import { putStock } from '../harness/seed.ts';
import { keepsPromises, leavesBy } from './walk-checks.ts';
import { walkMoves } from './walk-moves.ts';

const walks = Number(process.env.WALKS ?? 12);
const stepsPerWalk = Number(process.env.WALK_STEPS ?? 25);

let shop: DrivenOrders;
const { placed, act, world } = walkMoves(() => shop);

beforeAll(async () => {
  shop = await startDrivenOrders();
});
afterAll(() => shop.close());

it.each(Array.from({ length: walks }, (_, index) => Number(process.env.WALK_SEED ?? 1000) + index))(
  'whatever happens to three orders in whatever order, each can be ended and everything adds up (seed %i)',
  async (walkSeed) => {
    const random = seeded(walkSeed);
    for (const sku of ['LAMP', 'DESK', 'BULB']) {
      for (const place of ['MTL', 'TOR']) await putStock(shop.database, sku, place, upTo(random, 4));
    }
    await putStock(shop.database, 'CHAIR', 'MTL', 200);
    const drivers = await Promise.all([1, 2, 3].map(() => placed(random)));
    for (const driver of drivers) await driver.settle();
    for (let step = 0; step < stepsPerWalk; step += 1) {
      const driver = pick(random, drivers);
      await act(random, driver);
      if (random() < 0.15) await world(random, drivers);
      if (!driver.closed()) await driver.settle();
      await leavesBy(driver);
      if (step % 5 === 4) await everythingAddsUp(drivers);
    }
    await shop.stripe.clearFaults();
    await shop.carrier.clearFaults();
    for (const driver of drivers) if (random() < 0.5) await timePasses(driver);
    for (const driver of drivers) await end(driver);
    for (const driver of drivers) expect(['completed', 'cancelled']).toContain(driver.progress().status);
    await everythingAddsUp(drivers);
  },
);

it('leaves books that agree with the providers’', async () => {
  expect(await shop.audit()).toEqual([]);
});

async function everythingAddsUp(drivers: readonly DrivenOrder[]): Promise<void> {
  for (const driver of drivers) {
    await driver.refresh();
    if (!driver.closed()) await driver.settle();
    await leavesBy(driver);
  }
  expect(await runAudit(shop.database)).toEqual([]);
}

/** Nobody does anything any more: one deadline after the other passes, and there are not many of them. */
async function timePasses(driver: DrivenOrder): Promise<void> {
  for (let rings = 0; rings < 60; rings += 1) {
    if (driver.closed() || driver.progress().until === null) return;
    const facts = await driver.facts();
    // The provider's clock does not follow ours: what it gives now is to be renewed again at once.
    if (facts.payments.some((payment) => (renewAt(facts, payment) ?? Infinity) <= driver.now())) return;
    await keepsPromises(driver, driver.ring);
    await driver.settle();
    await leavesBy(driver);
  }
  throw new Error(`rings for ever: ${JSON.stringify(await driver.facts())}`);
}

/** Everything is answered, delivered or cancelled, and time passes: an order that does not end is stuck. */
async function end(driver: DrivenOrder): Promise<void> {
  for (let round = 0; round < 40 && !driver.closed(); round += 1) {
    await driver.settle();
    if (driver.closed()) return;
    const facts = await driver.facts();
    const stuck = facts.interventions.find((i) => i.state === 'open');
    const [hold] = facts.holds;
    const away = facts.shipments.filter((s) => s.state === 'handed_over');
    if (stuck)
      await driver.command('resolve_intervention', {
        no: stuck.no,
        resolution: stuck.work === 'reserve' || stuck.work === 'authorise' ? 'compensate' : 'retry',
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
  if (!driver.closed()) throw new Error(`stuck: ${JSON.stringify(await driver.facts())}`);
}
