/** What waits costs nothing but its one timer. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok, openCase, openDesk } from '../assistance/support-desk.ts';
import { countTimers } from '../harness/count-history.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  await openDesk(world.api);
  const steps = [{ delayMinutes: 1440, channel: 'email', template: 'cadence_intro' }];
  await ok(world.api.put('supervisor', '/v1/cadences/daily', { name: 'Daily', calendar: 'always', steps }));
});
afterAll(() => world?.close());

const amount = { amount: 100_000, currency: 'CAD' };

it.each([
  [
    'opportunity',
    async () =>
      (
        await ok(
          world.api.post('agent', '/v1/opportunities', {
            customerId: 'CUS-CARD',
            title: 'x',
            amount,
            owner: 'm',
            calendar: 'always',
          }),
        )
      ).id,
  ],
  [
    'enrolment',
    async () =>
      (await ok(world.api.post('agent', '/v1/cadences/daily/enrolments', { customerId: 'CUS-CARD', owner: 'M' }))).id,
  ],
  ['case', () => openCase(world.api, { priority: 'low' })],
] as const)('an idle %s has one timer, and no task while it waits', async (kind, open) => {
  const { client } = world.env;
  const workflowId = `${kind}/${await open()}`;
  const waits = { outstanding: 1, pendingActivities: 0 };
  await expect.poll(() => countTimers(client, workflowId).catch(() => null)).toMatchObject(waits);
  const before = await countTimers(client, workflowId);
  await world.env.sleep('1h');
  expect(await countTimers(client, workflowId)).toEqual({ ...before, ...waits });
});
