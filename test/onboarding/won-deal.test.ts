import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from '../harness/world.ts';
import { shown, upToProposal } from '../sales/evidence.ts';
import { createDesk, done, meetProspect, openWelcomeDesk } from './welcome-desk.ts';

let world: World;
let desk: ReturnType<typeof createDesk>;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping', policy: 'standard' });
  await openWelcomeDesk(world);
  desk = createDesk(world);
});
afterAll(() => world.close());

const promises = ['Deliveries on Tuesdays', 'A named driver'];

/** A deal of theirs, ready to be won. */
async function deal(customerId: string): Promise<string> {
  const amount = { amount: 7998, currency: 'CAD' };
  const asked = { customerId, title: 'Lamps', amount, owner: 'odile' };
  const { id } = await done(world.api.post('agent', '/v1/opportunities', asked));
  const evidence = shown(...upToProposal, 'quote_sent');
  await done(world.api.post('agent', `/v1/opportunities/${id}/advance`, { to: 'negotiation', evidence }));
  return id;
}

const win = (id: string, more: object = {}) =>
  world.api.post('agent', `/v1/opportunities/${id}/close`, {
    ...{ outcome: 'won', reason: 'good', promises, evidence: shown('quote_accepted') },
    ...more,
  });

const onboardingsOf = async (customerId: string) =>
  (await world.api.get('agent', `/v1/onboardings?customer=${customerId}`)).body.data;

it('begins in the transaction that wins the deal, with each promise as a task of ours, and is retried without a second one', async () => {
  const customerId = await meetProspect(world);
  const id = await deal(customerId);
  const body = { outcome: 'won', reason: 'good', promises, evidence: shown('quote_accepted') };
  const send = () => done(world.api.post('agent', `/v1/opportunities/${id}/close`, body, { key: `win-${id}` }));
  const [answer, again] = [await send(), await send()];
  expect(again).toEqual(answer);
  const [only, ...more] = await onboardingsOf(customerId);
  expect(more).toEqual([]);
  expect(answer.result.onboarding).toBe(only.id);
  const { tasks, ...onboarding } = await desk.read(only.id);
  expect(onboarding).toMatchObject({ status: 'kickoff', opportunityId: id, owner: 'odile', calendar: 'office@1' });
  expect(tasks.filter(({ promise }: { promise: boolean }) => promise)).toMatchObject([
    { id: 'promise-1', side: 'us', state: 'ready', title: { en: promises[0], fr: promises[0] } },
    { id: 'promise-2', side: 'us', state: 'ready', title: { en: promises[1], fr: promises[1] } },
  ]);
  expect(await desk.lifecycleOf(customerId)).toBe('onboarding');
  await expect.poll(() => desk.told(only.id)).toContain('welcome');
});

it('leaves no trace where the deal is not won', async () => {
  const customerId = await meetProspect(world);
  const id = await deal(customerId);
  expect((await win(id, { evidence: [] })).body.code).toBe('stage_criteria_missing');
  expect(await onboardingsOf(customerId)).toEqual([]);
  expect(await desk.lifecycleOf(customerId)).toBe('prospect');
});

it('is not begun anew for who is a customer already: their seller gets the promises as a task', async () => {
  const customerId = await meetProspect(world, { lifecycle: 'active' });
  const id = await deal(customerId);
  expect((await done(win(id))).result.onboarding).toBeNull();
  expect(await onboardingsOf(customerId)).toEqual([]);
  const tasks = await world.database.query.execute(
    sql`select role, person, details from tasks where kind = 'deal_promises' and subject = ${id}`,
  );
  expect(tasks).toEqual([{ role: 'agent', person: 'odile', details: { opportunity: id, owner: 'odile', promises } }]);
});

it('is cancelled by an exit, by itself', async () => {
  const customerId = await meetProspect(world);
  const id = await desk.open({ customerId });
  await expect.poll(() => desk.told(id)).toContain('welcome');
  await done(world.api.post('agent', '/v1/exits', { customerId, openOrders: 'deliver' }));
  await expect.poll(() => desk.statusOf(id)).toBe('cancelled');
  expect(await desk.read(id)).toMatchObject({ cancelReason: expect.stringMatching(/^EXT-/), actions: [] });
});

it('leaves the books sound', async () => {
  expect(await world.audit()).toEqual([]);
});
