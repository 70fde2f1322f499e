import { afterAll, beforeAll, expect, it } from 'vitest';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let s: Scenario;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  s = createScenario(world);
});
afterAll(() => world.close());

/** One unit on its way, charged, and the charge disputed at the customer's bank. */
async function disputed(sku: string): Promise<string> {
  await s.product(sku, { MTL: 1 });
  const id = await world.place({ lines: [{ sku, quantity: 1 }] });
  await s.send(`${id}-S1`);
  await expect.poll(() => s.payments(id)).toEqual(['captured']);
  await world.stripe.dispute(`${id}-P1`);
  await expect.poll(() => s.payments(id)).toEqual(['disputed']);
  return id;
}

it('what comes back while its charge is disputed is given back once', async () => {
  const id = await disputed('DISPUTED-BACK');
  await s.scanned(`${id}-S1`, 'return_to_sender', 'returning');
  // biome-ignore lint/suspicious/noThenProperty: a field of the request
  const body = { lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }], then: 'refund', reason: 'came back' };
  await s.must('warehouse', `/v1/shipments/${id}-S1/returns`, body);
  await expect.poll(async () => (await s.booked(id)).refunds).toEqual(['succeeded 1150']);
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 1, shipped: 1, refunded: 1 }]);
});

it('a charge that is disputed at the bank is an agent’s to answer; the parcel travels on', async () => {
  const id = await disputed('DISPUTED');
  expect(await s.tasks(id)).toEqual(['payment_disputed open']);
  const { body } = await world.api.get('agent', `/v1/orders/${id}`);
  expect(body).toMatchObject({ status: 'fulfilling', paymentStatus: 'disputed' });
  const { body: asked } = await world.api.get('agent', `/v1/tasks?subject=${id}-P1`);
  expect(asked.data).toMatchObject([{ kind: 'payment_disputed', role: 'agent', details: { amountMinor: 1150 } }]);
  expect((await s.rows.events(id)).filter((type) => type === 'payment.disputed')).toHaveLength(1);

  await s.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
  await world.env.sleep('31 days');
  await world.reaches(id, 'completed');
  expect((await s.booked(id)).captures).toEqual([1150]);
});

it('leaves books that agree with the providers’', async () => {
  await expect.poll(() => world.audit()).toEqual([]);
});
