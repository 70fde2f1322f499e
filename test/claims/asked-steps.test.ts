/** What a claim asks a person to do: asked until all of it is done, and not after that. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tasksAbout } from '../assistance/case-rows.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type ClaimDesk, claimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  await addProduct(world.database, 'SOFA', 200_000);
  await putStock(world.database, 'SOFA', 'MTL', 20);
  desk = claimDesk(world);
});
afterAll(() => world.close());

it('asks no more for a repair or a sending back that was done, unit by unit', async () => {
  const order = await desk.delivered('SOFA', 2);
  const id = await desk.open(order, { lines: [{ lineNo: 1, units: 2 }] });
  await desk.done(desk.decide(id, 2, 'repair'));
  await expect.poll(async () => (await desk.stateOf(id)).return?.status).toBe('authorised');
  await desk.receive(id, [{ sku: 'SOFA', units: 2 }]);
  await desk.inspect(id, { units: 2, disposition: 'quarantine' });
  const asked = async () => (await tasksAbout(world, id)).map(({ kind, state }) => `${kind} ${state}`);
  await expect.poll(asked).toEqual(['claim_repair open']);
  const [asks] = await desk.rows<{ id: string }>(sql`select id from tasks where subject = ${`${id}/1`}`);
  const completed = await world.api.post('agent', `/v1/tasks/${asks?.id}/completion`, { outcome: 'repaired' });
  expect(completed).toMatchObject({
    status: 409,
    body: { code: 'task_of_a_step', detail: expect.stringContaining(`/v1/claims/${id}/steps`) },
  });
  await desk.step(id, 'repair');
  expect(await asked()).toEqual(['claim_repair open']);
  await desk.step(id, 'repair');
  await expect.poll(asked).toEqual(['claim_repair done', 'claim_send_back open']);
  await desk.step(id, 'send_back', 2);
  await desk.becomes(id, 'closed');
  expect(await asked()).toEqual(['claim_repair done', 'claim_send_back done']);
});
