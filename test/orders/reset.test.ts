/** An order whose process is reset: Temporal forgets what came after a point, and our database and the vendors do not. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderWorkflowId } from '../../domain/ids.ts';
import { resetTo as resetWorkflow, tasksOf as workflowTasks } from '../harness/reset.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let scenario: Scenario;

beforeAll(async () => {
  world = await startWorld({ policy: 'standard' });
  scenario = createScenario(world);
});
afterAll(() => world.close());

const tasksOf = (id: string) => workflowTasks(world.env.client, orderWorkflowId(id));
const resetTo = (id: string, task: number) => resetWorkflow(world.env.client, orderWorkflowId(id), task);

/** A question of an agent that changes nothing: the order looks at its deadline again. */
async function looksAgain(id: string): Promise<void> {
  const { body } = await scenario.preview(id, { addLines: [{ sku: 'LAMP', quantity: 1 }] });
  await scenario.must('agent', `/v1/orders/${id}/amendments/${body.result.no}/decline`, {});
}

/** In a second from now. */
const soon = (id: string, column: 'hand_over_due' | 'promise_on') =>
  world.database.query.execute(
    sql`update shipments set ${sql.raw(column)} = now() + interval '1 second' where order_id = ${id}`,
  );

it.each(['packed', 'sent', 'delivered'] as const)(
  'one that is %s goes on from any point, and nothing is done twice',
  async (stand) => {
    const sku = await scenario.product(`RESET ${stand}`, { MTL: 100 });
    const place = async () => {
      const id = await world.place({ lines: [{ sku, quantity: 1 }] });
      await scenario.packed(`${id}-S1`);
      if (stand === 'packed') return id;
      await scenario.send(`${id}-S1`);
      await expect.poll(() => scenario.payments(id)).toEqual(['captured']);
      if (stand === 'sent') return id;
      await scenario.scan(`${id}-S1`, 'delivered');
      await world.reaches(id, 'delivered');
      return id;
    };
    const first = await place();
    const points = await tasksOf(first);
    const ids = [first, ...(await Promise.all(points.slice(1).map(place)))];
    for (const [index, id] of ids.entries()) await resetTo(id, (await tasksOf(id))[index] ?? points[0] ?? 4);
    for (const id of ids) {
      await looksAgain(id).catch(() => undefined); // a delivered one is not amended
      if (stand === 'packed') await scenario.send(`${id}-S1`);
      if (stand !== 'delivered') await scenario.scan(`${id}-S1`, 'delivered');
      await world.reaches(id, 'delivered');
      expect(await scenario.labels(id)).toEqual(['S1 sold']);
      expect((await scenario.booked(id)).captures).toEqual([1150]);
      expect(await scenario.told(id)).toEqual(['order_confirmed', 'order_shipped', 'delivered']);
    }
    expect(await world.audit()).toEqual([]);
  },
);

it('a deadline that comes after it is no deadline of before', async () => {
  const id = await world.place({ lines: [{ sku: await scenario.product('RESET LATE', { MTL: 2 }), quantity: 1 }] });
  await scenario.packed(`${id}-S1`);
  await soon(id, 'hand_over_due');
  await looksAgain(id);
  await expect.poll(() => scenario.tasks(id)).toEqual(['hand_over_overdue open']);
  await resetTo(id, (await tasksOf(id))[0] ?? 4);
  await soon(id, 'promise_on');
  await looksAgain(id);
  await expect.poll(() => scenario.told(id), { timeout: 10_000 }).toContain('shipment_delayed');
});

it('what a carrier says after it is heard at once', async () => {
  const sku = await scenario.product('RESET HEARD', { MTL: 2 });
  const id = await world.place({ lines: [{ sku, quantity: 2 }], shortagePolicy: 'backorder' });
  await scenario.packed(`${id}-S1`);
  await scenario.send(`${id}-S1`);
  await scenario.scanned(`${id}-S1`, 'out_for_delivery');
  await resetTo(id, (await tasksOf(id))[0] ?? 4);
  await scenario.scan(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
});
