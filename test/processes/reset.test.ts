/** A customer's process that is reset: Temporal forgets what came after a point, and our database does not. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok, openDesk } from '../assistance/support-desk.ts';
import { claimDesk } from '../claims/claim-desk.ts';
import { resetTo, tasksOf } from '../harness/reset.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { meetProspect } from '../onboarding/welcome-desk.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ policy: 'standard' });
  await openDesk(world.api);
  await addProduct(world.database, 'SOFA', 200_000);
  await putStock(world.database, 'SOFA', 'MTL', 200);
});
afterAll(() => world.close());

const isHeard = async (id: string): Promise<boolean> => {
  const [row] = await world.database.query.execute<{ heard: boolean }>(
    sql`select nudge_at is null as heard from processes where id = ${id}`,
  );
  return row?.heard ?? false;
};

it('hears at once what is said to it after the reset, though it heard as often before', async () => {
  const amount = { amount: 100_000, currency: 'CAD' };
  const deal = { customerId: await meetProspect(world), title: 'Lamps', amount, owner: 'marie', calendar: 'always' };
  const { id } = await ok(world.api.post('agent', '/v1/opportunities', deal));
  const plan = async (inMs: number) => {
    const nextStep = { what: 'Call', dueAt: new Date(Date.now() + inMs).toISOString() };
    await ok(world.api.post('agent', `/v1/opportunities/${id}/interactions`, { kind: 'call', nextStep }));
  };
  await expect.poll(() => isHeard(id)).toBe(true);
  // Each sooner than the one before: its workflow is told of every one.
  for (const hours of [20, 16, 12, 8, 4]) {
    await plan(hours * 3_600_000);
    await expect.poll(() => isHeard(id)).toBe(true);
  }
  const [first = 4] = await tasksOf(world.env.client, `opportunity/${id}`);
  await resetTo(world.env.client, `opportunity/${id}`, first);
  await plan(1000);
  const overdue = () =>
    world.database.query.execute(sql`select state from tasks where kind = 'next_step_overdue' and process_id = ${id}`);
  // A relay would come to it too, after answer upon answer of before.
  await expect.poll(overdue, { timeout: 10_000 }).toEqual([{ state: 'open' }]);
});

it.each(['is on its way', 'is closed'])(
  'that has a parcel come back and %s goes on from any point, and nothing is done twice',
  async (stand) => {
    const desk = claimDesk(world);
    const { client } = world.env;
    const told = async (id: string) => {
      const rows = await desk.rows<{ template: string }>(
        sql`select template from messages where process = ${`claim/${id}`} order by created_at`,
      );
      return rows.map(({ template }) => template);
    };
    const comesBack = async (id: string) => {
      await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
      await desk.inspect(id, {});
      await desk.becomes(id, 'closed');
    };
    const claim = async () => {
      const orderId = await desk.delivered('SOFA');
      const id = await desk.open(orderId, { kind: 'return' });
      await desk.done(desk.decide(id, 1, 'return_then_refund'));
      await expect.poll(() => told(id)).toContain('return_label');
      if (stand === 'is closed') await comesBack(id);
      return { id, orderId };
    };
    const first = await claim();
    const points = await tasksOf(client, `claim/${first.id}`);
    const claims = [first, ...(await Promise.all(points.slice(1).map(claim)))];
    for (const [index, { id }] of claims.entries()) {
      await resetTo(client, `claim/${id}`, (await tasksOf(client, `claim/${id}`))[index] ?? points[0] ?? 4);
    }
    for (const { id, orderId } of claims) {
      if (stand === 'is on its way') await comesBack(id);
      await expect(client.workflow.getHandle(`claim/${id}`).result()).resolves.toBe('closed');
      expect((await desk.refundsOf(orderId)).map(({ status }) => status)).toEqual(['succeeded']);
      expect(await told(id)).toEqual(['claim_received', 'claim_granted', 'return_authorised', 'return_label']);
    }
    // Nor was a second label bought: the carrier's books are compared with ours.
    expect(await world.audit()).toEqual([]);
  },
);
