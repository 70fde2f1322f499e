/** Money without decimals and with three of them, from the price to the last refund. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let s: Scenario;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  s = createScenario(world);
});
afterAll(() => world.close());

// Three at 2,000 yen and 14.975 % tax; three at 6.150 dinars, taxed in steps of ten as the provider takes them.
it.each([
  { currency: 'JPY', total: 6899, captures: [2300, 4599], oneBack: 2300 },
  { currency: 'KWD', total: 21210, captures: [7070, 14140], oneBack: 7070 },
])('an order in $currency in two parcels: charged what it costs, and one unit given back', async (expected) => {
  const { currency, total, captures, oneBack } = expected;
  // No place has three.
  await putStock(world.database, 'LAMP', 'MTL', 1);
  await putStock(world.database, 'LAMP', 'TOR', 2);
  const id = await world.place({ currency, lines: [{ sku: 'LAMP', quantity: 3 }], shortagePolicy: 'partial' });
  await world.reaches(id, 'confirmed');
  expect(await s.rows.total(id)).toBe(total);
  expect((await s.rows.shipments(id)).length).toBe(2);
  for (const no of [1, 2]) await s.send(`${id}-S${no}`);
  await expect.poll(() => s.payments(id)).toEqual(['captured', 'captured']);
  expect((await s.booked(id)).captures.toSorted((one, other) => one - other)).toEqual(captures);

  const one = (await s.rows.payments(id)).findIndex(({ captured }) => captured === oneBack) + 1;
  await s.scanned(`${id}-S${one}`, 'return_to_sender', 'returning');
  const lines = [{ lineNo: 1, restocked: 1, writtenOff: 0 }];
  // biome-ignore lint/suspicious/noThenProperty: a field of the request
  await s.must('warehouse', `/v1/shipments/${id}-S${one}/returns`, { lines, then: 'refund', reason: 'came back' });
  await expect.poll(async () => (await s.booked(id)).refunds).toEqual([`succeeded ${oneBack}`]);
});

it('leaves books that agree with the providers’', async () => {
  await expect.poll(() => world.audit()).toEqual([]);
});
