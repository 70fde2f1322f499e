import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderWorkflowId } from '../../domain/ids.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let scenario: Scenario;

beforeAll(async () => {
  world = await startWorld();
  scenario = createScenario(world);
});
afterAll(() => world.close());

it('an order whose process was ended by hand goes on from its facts with the next command', async () => {
  const sku = await scenario.product('ENDED', { MTL: 2 });
  const id = await world.place({ lines: [{ sku, quantity: 1 }] });
  await scenario.packed(`${id}-S1`);
  await world.env.client.workflow.getHandle(orderWorkflowId(id)).terminate('by hand');
  const answer = await scenario.ask('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { state: 'settled' } });
  const seen = { status: 'delivered', reason: 'seen at the door' };
  expect((await scenario.ask('supervisor', `/v1/shipments/${id}-S1/correction`, seen)).status).toBe(200);
  await world.reaches(id, 'completed');
  expect((await scenario.booked(id)).captures).toEqual([1150]);
});
