/** What can still be granted on an appeal, once the goods of what was granted before are back. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type ClaimDesk, claimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  await addProduct(world.database, 'SOFA', 200_000);
  await putStock(world.database, 'SOFA', 'MTL', 200);
  desk = claimDesk(world);
});
afterAll(() => world.close());

const appeal = (id: string) => world.api.post('back_office', `/v1/claims/${id}/appeal`, { reason: 'both are broken' });

const replacementsOf = async (id: string) => (await desk.stateOf(id)).replacements as { orderId: string }[];

/** Two sofas are claimed, one of them is granted. */
async function grantedInPart(outcome: string): Promise<{ id: string; order: string }> {
  const order = await desk.delivered('SOFA', 2);
  const id = await desk.open(order, { lines: [{ lineNo: 1, units: 2 }] });
  await desk.done(desk.decide(id, 1, outcome));
  return { id, order };
}

async function isBack(id: string): Promise<void> {
  await expect.poll(async () => (await desk.stateOf(id)).return?.status).toBe('authorised');
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, {});
}

async function replaced(id: string, outcome: string): Promise<void> {
  if (outcome !== 'replace_now') return;
  await expect.poll(() => replacementsOf(id)).toHaveLength(1);
  for (const { orderId } of await replacementsOf(id)) await desk.deliver(orderId);
}

it.each(['return_then_refund', 'replace_now'])(
  'grants no more by %s once the goods are back: nobody would ask for them, or pay for them',
  async (outcome) => {
    const { id, order } = await grantedInPart(outcome);
    await replaced(id, outcome);
    await isBack(id);
    await desk.becomes(id, 'settled');
    await desk.done(appeal(id));
    const more = await desk.decide(id, 2, outcome);
    expect(more).toMatchObject({ status: 409, body: { code: 'outcome_not_possible' } });
    expect(more.body.detail).toContain('Grant at most 1 unit(s)');
    await desk.done(desk.decide(id, 1, outcome));
    await desk.becomes(id, 'closed');
    // As the refusal says.
    const other = await desk.open(order);
    await desk.done(desk.decide(other, 1, outcome));
    await replaced(other, outcome);
    await isBack(other);
    await desk.becomes(other, 'closed');
    expect(
      await desk.rows(
        sql`select sum(refunded + replaced)::int as units from claim_lines where claim_id in ${[id, other]}`,
      ),
    ).toEqual([{ units: 2 }]);
  },
);

it('pays at once for a unit that came before it was granted, and waits for no other that was claimed and was not', async () => {
  const order = await desk.delivered('SOFA', 2);
  const id = await desk.open(order, { lines: [{ lineNo: 1, units: 2 }] });
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, {});
  await desk.done(desk.decide(id, 1, 'return_then_refund'));
  await desk.becomes(id, 'settled');
  expect((await desk.stateOf(id)).return).toMatchObject({ status: 'inspected', lines: [{ units: 1, accepted: 1 }] });
});

it('leaves books, ledgers and clocks sound', async () => {
  expect(await world.audit()).toEqual([]);
});
