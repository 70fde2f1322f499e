import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pick, seeded } from '../harness/random.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { claimWalkMoves, type Walk } from './claim-walk-moves.ts';

const walks = Number(process.env.WALKS ?? 3);
const stepsPerWalk = Number(process.env.WALK_STEPS ?? 40);

let world: World;
const moves = claimWalkMoves(() => world);

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  await addProduct(world.database, 'SOFA', 30_000);
  for (const sku of ['LAMP', 'SOFA', 'BULB']) {
    for (const place of ['MTL', 'TOR']) await putStock(world.database, sku, place, 5000);
  }
});
afterAll(() => world.close());

it.each(Array.from({ length: walks }, (_, index) => Number(process.env.WALK_SEED ?? 2000) + index))(
  'whatever happens to the claims on three orders, to the orders and to their customer meanwhile, nothing answers 500 and everything adds up (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    const walk = await moves.begin(random, seed);
    for (let step = 0; step < stepsPerWalk; step += 1) {
      const { onOrder, onClaim, onCustomer } = moves;
      await pick(random, [onOrder, onOrder, onClaim, onClaim, onClaim, onClaim, onCustomer])(random, walk);
      if (step % 10 === 9) await quiet(walk);
    }
    await world.stripe.clearFaults();
    for (const claim of walk.claims) await moves.resolve(claim, 'retry');
    await quiet(walk);
    await expect.poll(() => world.audit()).toEqual([]);
  },
);

/** Who was told to look has looked. */
async function quiet({ orders, customerId }: Walk): Promise<void> {
  const told = sql`
    select id from processes where nudge_at is not null and customer_id = ${customerId}
    union select id from orders where (nudge_at is not null or status in ('received', 'allocating')) and id in ${orders}`;
  await expect.poll(async () => [...(await world.database.query.execute(told))]).toEqual([]);
}
