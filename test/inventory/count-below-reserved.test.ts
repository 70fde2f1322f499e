import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let scenario: Scenario;

beforeAll(async () => {
  world = await startWorld();
  scenario = createScenario(world);
});
afterAll(() => world?.close());

const shelf = async (sku: string) => (await scenario.rows.shelf(sku)).MTL;
const counted = (...lines: { sku: string; counted: number }[]) =>
  scenario.ask('warehouse', '/v1/stock/counts', { lines: lines.map((line) => ({ ...line, locationId: 'MTL' })) });
const recounts = async (sku: string) =>
  world.database.query.execute<{ id: string; state: string; details: object }>(sql`
    select id, state, details from tasks where kind = 'count_below_reserved' and subject = ${`MTL/${sku}`} order by raised_at`);

it('a count below what orders were promised changes nothing, asks a person, and the order goes on', async () => {
  const sku = await scenario.product('SCARCE', { MTL: 5 });
  const other = await scenario.product('BESIDE', { MTL: 5 });
  const order = await world.place({ lines: [{ sku, quantity: 3 }] });
  await scenario.packed(`${order}-S1`);
  expect(await shelf(sku)).toEqual([5, 3]);

  const refused = await counted({ sku, counted: 2 }, { sku: other, counted: 4 });
  const [task] = await recounts(sku);
  expect(refused).toMatchObject({ status: 409, body: { code: 'count_below_reserved', retryable: false } });
  expect(refused.body.detail).toContain(`2 of SCARCE counted at MTL, but 3 are promised to orders`);
  expect(refused.body.detail).toContain(task?.id);
  expect(task).toMatchObject({ state: 'open', details: { counted: 2, reserved: 3 } });
  expect([await shelf(sku), await shelf(other)]).toEqual([
    [5, 3],
    [5, 0],
  ]);

  // The same shelf found short again is the same question, now with what was found last.
  expect((await counted({ sku, counted: 1 })).status).toBe(409);
  expect(await recounts(sku)).toMatchObject([{ id: task?.id, state: 'open', details: { counted: 1, reserved: 3 } }]);

  const outcome = { outcome: 'Two stood one shelf further' };
  const done = await world.api.post('warehouse', `/v1/tasks/${task?.id}/completion`, outcome);
  expect(done).toMatchObject({ status: 200, body: { state: 'done' } });
  expect((await counted({ sku, counted: 3 })).status).toBe(200);
  expect(await shelf(sku)).toEqual([3, 3]);
  await scenario.send(`${order}-S1`);
  await expect.poll(() => shelf(sku)).toEqual([0, 0]);
  await expect.poll(() => world.audit()).toEqual([]);
});

it('counts and orders that come at once never take a shelf below what is promised', async () => {
  const sku = await scenario.product('CONTESTED', { MTL: 6 });
  const orders = Array.from({ length: 8 }, () =>
    world.place({ lines: [{ sku, quantity: 1 }], shortagePolicy: 'cancel' }),
  );
  const counts = [6, 2, 5, 0, 4, 6, 1, 3].map((units) => counted({ sku, counted: units }));
  const [ids, answers] = await Promise.all([Promise.all(orders), Promise.all(counts)]);
  expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([]);
  for (const id of ids) await expect.poll(() => world.statusOf(id)).toMatch(/^(confirmed|cancelled)$/);
  const [onHand = -1, reserved = -1] = (await shelf(sku)) ?? [];
  const confirmed = (await Promise.all(ids.map((id) => world.statusOf(id)))).filter((status) => status === 'confirmed');
  expect(reserved).toBe(confirmed.length);
  expect(onHand).toBeGreaterThanOrEqual(reserved);
  expect((await recounts(sku)).length).toBe(answers.some(({ status }) => status === 409) ? 1 : 0);
  await expect.poll(() => world.audit()).toEqual([]);
});
