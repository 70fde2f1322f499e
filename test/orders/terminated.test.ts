import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askToLook } from '../../db/processes/ask-to-look.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { registerSearchAttributes } from '../../process/search-attributes.ts';
import { nudgeSignal } from '../../workflows/orders/messages.ts';
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
  await terminate(id);
  const answer = await scenario.ask('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { state: 'settled' } });
  const seen = { status: 'delivered', reason: 'seen at the door' };
  expect((await scenario.ask('supervisor', `/v1/shipments/${id}-S1/correction`, seen)).status).toBe(200);
  await world.reaches(id, 'completed');
  expect((await scenario.booked(id)).captures).toEqual([1150]);
});

it('an order that began once more takes no step of its first life for one of its second', async () => {
  const sku = await scenario.product('TWICE', { MTL: 1 });
  const id = await world.place({ lines: [{ sku, quantity: 3 }] });
  await world.reaches(id, 'awaiting_decision');
  await passNow(id, 'offers', 'deadline');
  await world.reaches(id, 'confirmed');
  await scenario.packed(`${id}-S1`);
  await terminate(id);
  expect((await scenario.preview(id, { quantities: [{ lineNo: 1, quantity: 4 }] })).status).toBe(200);
  await passNow(id, 'orders', 'backorder_until');
  await expect.poll(() => scenario.rows.ledger(id)).toEqual([{ ordered: 3, reserved: 1, cancelled: 2 }]);
});

/** In these ways orders wait when Temporal is lost with all it knew. */
const waits = {
  'for the carrier': async (sku: string) => {
    const id = await world.place({ lines: [{ sku, quantity: 1 }] });
    await scenario.send(`${id}-S1`);
    await expect.poll(() => scenario.payments(id)).toEqual(['captured']);
    return { id, goOn: () => scenario.scan(`${id}-S1`, 'delivered') };
  },
  'for stock': async (sku: string) => {
    const id = await world.place({ lines: [{ sku, quantity: 5 }], shortagePolicy: 'backorder' });
    await world.reaches(id, 'backordered');
    return { id, goOn: async () => {} };
  },
};

it('what the carrier says starts the process of an order that has none', async () => {
  const { id, goOn } = await waits['for the carrier'](await scenario.product('SCANNED', { MTL: 2 }));
  await terminate(id);
  await goOn();
  // Nobody was there to hear of it; the relay finds nobody either.
  await expect.poll(() => owesALook(id)).toBe(true);
  await world.database.query.execute(sql`update orders set nudge_at = now() where id = ${id}`);
  await world.reaches(id, 'completed');
});

it('after a loss of Temporal every open order and process starts again when it is told to', async () => {
  const wait = async ([name, begin]: [string, (typeof waits)['for stock']]) =>
    begin(await scenario.product(`LOST ${name}`, { MTL: 2 }));
  const lost = await Promise.all(Object.entries(waits).map(wait));
  for (const { id } of lost) await terminate(id);
  const asked = await askToLook(world.database, 'all');
  expect(asked).toEqual(expect.arrayContaining(lost.map(({ id }) => id)));
  for (const { id } of lost)
    await expect
      .poll(() => world.env.client.workflow.getHandle(orderWorkflowId(id)).describe())
      .toMatchObject({ status: { name: 'RUNNING' } });
  for (const { id } of lost) await expect.poll(() => owesALook(id)).toBe(false);
  expect(await askToLook(world.database, ['ORD-NOBODY'])).toEqual([]);
});

it('a command is accepted where Temporal, lost and replaced by an empty one, does not know the search attributes yet', async () => {
  const sku = await scenario.product('UNKNOWN', { MTL: 1 });
  const id = await world.place({ lines: [{ sku, quantity: 1 }] });
  await scenario.packed(`${id}-S1`);
  await terminate(id);
  const { operatorService } = world.env.connection;
  await operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: ['CustomerId'] });
  try {
    const body = { reason: 'no longer' };
    const answer = await world.api.post('back_office', `/v1/orders/${id}/cancel`, body, { once: true });
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 202, body: { state: 'accepted' } });
  } finally {
    await registerSearchAttributes(world.env.connection, 'default');
  }
  // What was accepted is told again.
  await world.reaches(id, 'cancelled');
});

/** This deadline of an order has come, and its process is told to look at it. */
async function passNow(id: string, table: 'offers' | 'orders', column: string): Promise<void> {
  const of = sql.raw(table === 'orders' ? 'id' : 'order_id');
  await world.database.query.execute(sql`update ${sql.raw(table)} set ${sql.raw(column)} = now() where ${of} = ${id}`);
  await world.env.client.workflow.getHandle(orderWorkflowId(id)).signal(nudgeSignal);
}

const terminate = (id: string) => world.env.client.workflow.getHandle(orderWorkflowId(id)).terminate('by hand');

async function owesALook(id: string): Promise<boolean> {
  const rows = await world.database.query.execute(sql`select 1 from orders where id = ${id} and nudge_at is not null`);
  return rows.length === 1;
}
