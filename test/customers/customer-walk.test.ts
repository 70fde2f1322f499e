/** Everything that a customer can go through, in any order. WALK_SEED repeats what is drawn; who is first is left to the machine. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pick, seeded } from '../harness/random.ts';
import { startWorld, type World } from '../harness/world.ts';
import { customerWalkMove, resolveStuck } from './customer-walk-moves.ts';
import { adopt, beginWalk, openShop, type WalkStage } from './customer-walk-stage.ts';

const walks = Number(process.env.WALKS ?? 2);
const stepsPerWalk = Number(process.env.WALK_STEPS ?? 25);

let world: World;
let template: string;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  template = await openShop(world);
});
afterAll(() => world.close());

const move = customerWalkMove((match, random) => {
  const mode = pick(random, ['decline', 'refund_fails', 'timeout_after', 'kept_500'] as const);
  return world.stripe.fault({ op: pick(random, ['capture', 'refund']), mode, match });
});

it.each(Array.from({ length: walks }, (_, index) => Number(process.env.WALK_SEED ?? 3000) + index))(
  'whatever customers go through from lead to erasure, nothing answers 500, nothing waits unseen and everything adds up (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    const stage = await beginWalk(world, template, seed);
    for (let step = 0; step < stepsPerWalk; step += 1) {
      await move(stage, random);
      await adopt(stage);
      if (step % 10 === 9) await quiet(stage);
    }
    await world.stripe.clearFaults();
    await resolveStuck(stage);
    await quiet(stage);
    await everythingIsSaid(stage);
    await expect.poll(() => world.audit(), { message: `seed ${seed}` }).toEqual([]);
  },
);

/** Who was told to look has looked, and so has whose time has come. */
async function quiet({ customerIds, orders }: WalkStage): Promise<void> {
  const ids = ['none', ...orders.map(({ id }) => id)];
  const told = sql`
    select id, kind, status from processes where customer_id in ${customerIds} and closed_at is null
      and (nudge_at is not null or wake_at < now())
    union select id, 'order', status from orders where id in ${ids}
      and (nudge_at is not null or status in ('received', 'allocating'))`;
  await expect.poll(async () => [...(await world.database.query.execute(told))]).toEqual([]);
}

/** Of each process that is not over, its reader is told what it waits for; lives and leads can be read too. */
async function everythingIsSaid(stage: WalkStage): Promise<void> {
  const paths = { opportunity: 'opportunities', onboarding: 'onboardings', enrolment: 'enrolments' };
  const of: Readonly<Record<string, string>> = { ...paths, case: 'cases', claim: 'claims', exit: 'exits' };
  for (const { id, kind } of await stage.openProcesses()) {
    const { status, body } = await world.api.get('admin', `/v1/${of[kind]}/${id}`);
    expect({ id, status, waits: body.waiting !== null || body.closedAt !== null }).toEqual({
      ...{ id, status: 200, waits: true },
    });
  }
  for (const id of stage.customerIds)
    for (const path of ['', '/timeline', '/consents', '/contacts'])
      expect((await world.api.get('admin', `/v1/customers/${id}${path}`)).status).toBe(200);
  for (const id of stage.leads) expect((await world.api.get('admin', `/v1/leads/${id}`)).status).toBe(200);
}
