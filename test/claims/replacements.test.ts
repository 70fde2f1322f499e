/** A replacement is an order like any other: what becomes of its claim where it is changed, comes back, or is claimed itself. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import type { World } from '../harness/world.ts';
import { type ClaimDesk, openClaimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;
let s: Scenario;

beforeAll(async () => {
  ({ world, desk } = await openClaimDesk());
  s = createScenario(world);
});
afterAll(() => world.close());

/** Damaged units of an order, and the order that replaces them, packed. */
async function replaced(units: number) {
  const original = await desk.delivered('SOFA', units);
  const claim = await desk.open(original, { lines: [{ lineNo: 1, units }] });
  await desk.done(desk.decide(claim, units, 'replace_now'));
  await expect.poll(async () => (await desk.stateOf(claim)).replacements.length, { timeout: 20_000 }).toBe(1);
  const replacement: string = (await desk.stateOf(claim)).replacements[0].orderId;
  await s.packed(`${replacement}-S1`);
  return { original, claim, replacement };
}

it('takes no more units than were granted, and nothing else: they would be for nothing', async () => {
  const { replacement } = await replaced(1);
  for (const change of [{ quantities: [{ lineNo: 1, quantity: 5 }] }, { addLines: [{ sku: 'LAMP', quantity: 1 }] }]) {
    expect(await s.preview(replacement, change)).toMatchObject({
      status: 409,
      body: { code: 'amendment_impossible', detail: expect.stringContaining('replaces what was claimed') },
    });
  }
});

it('leaves the books sound', async () => {
  expect(await world.audit()).toEqual([]);
});
