import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Sleep, sleeperOf } from '../assistance/support-desk.ts';
import { countHistory } from '../harness/count-history.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createDesk, deliverOrder, done, meetProspect, openWelcomeDesk } from './welcome-desk.ts';

let world: World;
let desk: ReturnType<typeof createDesk>;
let sleep: Sleep;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping', policy: 'standard' });
  await putStock(world.database, 'LAMP', 'MTL', 50);
  await openWelcomeDesk(world);
  desk = createDesk(world);
  sleep = sleeperOf(world);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});

it('goes from its tasks through the first delivered order to an active customer, and asks at 30, 60 and 90 days', async () => {
  const customerId = await meetProspect(world);
  const id = await desk.open({ customerId });
  expect(await desk.lifecycleOf(customerId)).toBe('onboarding');
  expect(await desk.read(id)).toMatchObject({
    status: 'kickoff',
    template: 'standard',
    templateVersion: 1,
    waiting: { for: 'our_tasks', message: { fr: expect.stringContaining('Appel de bienvenue') } },
  });
  await expect.poll(() => desk.told(id)).toContain('welcome');
  await done(desk.complete(id, 'welcome-call'));
  expect(await desk.states(id)).toMatchObject({ contacts: 'ready', account: 'ready', addresses: 'ready' });
  await done(desk.complete(id, 'contacts', 'Nora decides'));
  await done(desk.complete(id, 'account'));
  expect(await desk.statusOf(id)).toBe('provisioning');
  await done(desk.complete(id, 'addresses', 'addresses.csv'));
  await done(desk.complete(id, 'training', '2026-12-01'));
  await done(desk.complete(id, 'first-order'));
  await done(desk.complete(id, 'review'));
  expect(await desk.read(id)).toMatchObject({ status: 'verification', waiting: { for: 'first_order' } });

  const orderId = await deliverOrder(world, customerId);
  await expect.poll(() => desk.statusOf(id)).toBe('completed');
  expect(await desk.lifecycleOf(customerId)).toBe('active');
  const ended = await desk.read(id);
  expect(ended).toMatchObject({ activatedBy: orderId, waiting: null, actions: [] });
  expect(ended.timeToFirstValueMs).toBe(Date.parse(ended.activatedAt) - Date.parse(ended.openedAt));
  expect(ended.checkIns.map(({ outcome }: { outcome: string | null }) => outcome)).toEqual([null, null, null]);

  await sleep('31d');
  await expect.poll(() => desk.told(id)).toContain('check-in-30');
  await sleep('60d');
  await expect.poll(() => desk.told(id)).toContain('check-in-90');
  expect(await world.env.client.workflow.getHandle(`onboarding/${id}`).result()).toBe('completed');
  expect((await desk.told(id)).filter((step) => step.startsWith('check-in'))).toHaveLength(3);
  const events = await desk.events(id);
  for (const once of ['onboarding.activated', 'onboarding.finished', 'onboarding.completed']) {
    expect(events.filter((type) => type === once)).toHaveLength(1);
  }
  const moved = sql`select 1 from events where aggregate_id = ${customerId} and type = 'customer.active'`;
  expect(await world.database.query.execute(moved)).toHaveLength(1);
  const counted = await countHistory(world.env.client, `onboarding/${id}`);
  console.log('onboarding from start to the last check-in:', counted);
  expect(counted.events).toBeLessThanOrEqual(60);
});

it('is sound', async () => {
  expect(await world.audit()).toEqual([]);
});
