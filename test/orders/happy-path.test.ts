import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadOrderFacts } from '../../db/orders/load-facts.ts';
import { countHistory } from '../harness/count-history.ts';
import { anOrder } from '../harness/order-facts.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await putStock(world.database, 'LAMP', 'MTL', 10);
  await putStock(world.database, 'DESK', 'MTL', 10);
  await putStock(world.database, 'CHAIR', 'MTL', 10);
});
afterAll(() => world.close());

it('takes an order by card from placed to completed: one charge, one label, one parcel', async () => {
  const lines = ['LAMP', 'DESK', 'CHAIR'].map((sku) => ({ sku, quantity: 1 }));
  const id = await world.place({ lines });
  await world.reaches(id, 'confirmed');
  await world.labelled(`${id}-S1`);

  const handedOver = await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  expect(handedOver).toMatchObject({ status: 200, body: { state: 'settled' } });
  const code = await world.trackingCode(`${id}-S1`);
  await world.carrier.scan(code, 'in_transit');
  await world.carrier.scan(code, 'out_for_delivery');
  await world.carrier.scan(code, 'delivered');
  await world.reaches(id, 'completed');

  // Counted from the real history; the budget is the project's own promise.
  const counted = await countHistory(world.env.client, `order/${id}`);
  expect(counted.events).toBeLessThanOrEqual(45);
  expect(counted.workflowTasks).toBeLessThanOrEqual(9);
  expect(counted.actions).toBeLessThanOrEqual(12);
  console.log('happy path:', counted);

  const book = await world.stripe.book();
  expect(book.captures).toEqual([{ paymentIntent: expect.any(String), reference: `${id}-P1`, amount: 10_344 }]);
  expect(book.refunds).toEqual([]);
  expect((await world.carrier.book()).shipments).toMatchObject([{ reference: `${id}-S1`, refunded: false }]);
  const stock = await world.database.query.execute(sql`select sku, on_hand, reserved from stock order by sku`);
  expect(stock.map((row) => [row.on_hand, row.reserved])).toEqual([
    [9, 0],
    [9, 0],
    [9, 0],
  ]);

  // Read by SQL, where the compiler does not see that a fact is missing.
  const facts = await loadOrderFacts(world.database.query, id);
  expect(Object.keys(facts ?? {}).sort()).toEqual(Object.keys(anOrder()).sort());
});
