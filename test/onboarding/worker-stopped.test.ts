import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createDesk, deliverOrder, done, meetProspect, openWelcomeDesk, publish } from './welcome-desk.ts';

let world: World;
let desk: ReturnType<typeof createDesk>;

// The real server: it forgets the cache of a worker that has gone.
beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  await putStock(world.database, 'LAMP', 'MTL', 50);
  await openWelcomeDesk(world);
  desk = createDesk(world);
});
afterAll(() => world.close());

/** Its workflow has seen all there is to see. */
const looked = async (id: string): Promise<boolean> => {
  const [row] = await world.database.query.execute<{ looked: boolean }>(
    sql`select nudge_at is null and alarm_at is not null as looked from processes where id = ${id}`,
  );
  return row?.looked ?? false;
};

it('sees the first order though its worker is stopped when it is delivered, and ends once however often it is told', async () => {
  const customerId = await meetProspect(world);
  const id = await desk.open({ customerId, template: await publish(world, { a: [] }) });
  await done(desk.complete(id, 'a'));
  await expect.poll(() => desk.told(id)).toContain('welcome');
  await expect.poll(() => looked(id)).toBe(true);
  const orderId = await deliverOrder(world, customerId);
  // The process that would act on it is gone, and comes back.
  await world.stopWorker();
  await world.startWorker();
  await expect.poll(() => desk.statusOf(id)).toBe('completed');
  expect(await desk.read(id)).toMatchObject({ activatedBy: orderId });
  // Told to look again and again: nothing more happens.
  const before = await desk.events(id);
  for (let time = 0; time < 5; time += 1) {
    await world.env.client.workflow.getHandle(`onboarding/${id}`).signal('nudge');
  }
  await expect
    .poll(async () => (await world.env.client.workflow.getHandle(`onboarding/${id}`).query('progress')) !== null)
    .toBe(true);
  expect(await desk.events(id)).toEqual(before);
});
