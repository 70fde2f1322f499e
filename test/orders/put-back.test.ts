import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareProcesses } from '../../activities/audit/compare-processes.ts';
import { createOrderProcesses } from '../../api/commands/order-process.ts';
import { findStart } from '../../db/orders/find-start.ts';
import { askToLook } from '../../db/processes/ask-to-look.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { createOrderWorkflows } from '../../process/order-workflows.ts';
import { keep } from '../harness/put-back.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { startWorld, type World } from '../harness/world.ts';

// Postgres was restored to an earlier instant, Temporal and the vendors were not.

let world: World;
let scenario: Scenario;

beforeAll(async () => {
  world = await startWorld({ policy: 'standard' });
  scenario = createScenario(world);
});
afterAll(() => world.close());

it('an order that was put back goes on from its rows when its workflow, which knew more, was ended', async () => {
  const sku = await scenario.product('AHEAD', { MTL: 1 });
  const id = await world.place({ lines: [{ sku, quantity: 1 }] });
  await scenario.packed(`${id}-S1`);
  const putBack = await keep(world.database);
  await scenario.send(`${id}-S1`);
  await expect.poll(() => scenario.payments(id)).toEqual(['captured']);
  await scenario.scanned(`${id}-S1`, 'in_transit');
  await scenario.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
  await putBack();
  expect(await world.statusOf(id)).toBe('confirmed');

  await world.env.client.workflow.getHandle(orderWorkflowId(id)).terminate('put back');
  await askToLook(world.database, 'all');
  await expect.poll(() => workflowStatus(id)).toBe('RUNNING');
  await expect.poll(() => drift()).toEqual([]);
  // The parcel is on its way as it was: the warehouse says so again.
  await scenario.send(`${id}-S1`);
  await scenario.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
  expect(await scenario.booked(id)).toMatchObject({ intents: ['succeeded 1150'], captures: [1150] });
  expect(await drift()).toEqual([]);
});

it.each(['wake', 'command'])('an order that was put back after its process had ended begins again: %s', async (by) => {
  const sku = await scenario.product(`ENDED ${by}`, {});
  const id = await world.place({ lines: [{ sku, quantity: 1 }], shortagePolicy: 'backorder' });
  await world.reaches(id, 'backordered');
  const putBack = await keep(world.database);
  expect((await scenario.cancel(id)).status).toBe(200);
  await expect.poll(() => workflowStatus(id)).toBe('COMPLETED');
  await putBack();
  expect(await world.statusOf(id)).toBe('backordered');

  if (by === 'wake') {
    await askToLook(world.database, [id]);
    await expect.poll(() => workflowStatus(id)).toBe('RUNNING');
    await expect.poll(() => drift()).toEqual([]);
  }
  expect((await scenario.cancel(id)).status).toBe(200);
  await world.reaches(id, 'cancelled');
  await expect.poll(() => workflowStatus(id)).toBe('COMPLETED');
});

const drift = () =>
  compareProcesses(
    { database: world.database, workflows: createOrderWorkflows(world.env.client) },
    { startedWithinMs: 0 },
  );

async function workflowStatus(id: string): Promise<string> {
  return (await world.env.client.workflow.getHandle(orderWorkflowId(id)).describe()).status.name;
}

it('an order that closed while it was being woken stays closed, and its process ends again', async () => {
  const sku = await scenario.product('CLOSED', {});
  const id = await world.place({ lines: [{ sku, quantity: 1 }], shortagePolicy: 'backorder' });
  await world.reaches(id, 'backordered');
  const open = await findStart(world.database.query, id);
  expect((await scenario.cancel(id)).status).toBe(200);
  await expect.poll(() => workflowStatus(id)).toBe('COMPLETED');
  const before = await history(id);

  if (open !== null) await createOrderProcesses(world.env.client, world.taskQueue).wakeOrder(id, open);
  await expect.poll(() => runsOf(id)).toEqual(['COMPLETED', 'COMPLETED']);
  expect(await history(id)).toEqual(before);
});

const history = (id: string) =>
  world.database.query.execute(sql`select seq, type, at from events where aggregate_id = ${id} order by seq`);

async function runsOf(id: string): Promise<string[]> {
  const runs: string[] = [];
  for await (const { status } of world.env.client.workflow.list({ query: `WorkflowId = "${orderWorkflowId(id)}"` }))
    runs.push(status.name);
  return runs;
}
