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

const worth = 229_950;

/** Damaged units of an order, and the order that replaces them, packed. */
async function replaced(units: number) {
  const original = await desk.delivered('SOFA', units);
  const claim = await desk.open(original, { lines: [{ lineNo: 1, units }] });
  await desk.done(desk.decide(claim, units, 'replace_now'));
  await expect.poll(async () => (await desk.stateOf(claim)).replacements.length).toBe(1);
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

it('leaves to a person what is taken out of it, once the rest has arrived', async () => {
  const { claim, replacement } = await replaced(2);
  expect((await s.cancel(replacement, [{ lineNo: 1, quantity: 1 }])).status).toBe(200);
  await desk.deliver(replacement);
  await desk.waitsFor(claim, 'replacement');
  expect((await desk.stateOf(claim)).replacements).toEqual([
    { lineNo: 1, units: 1, orderId: replacement, status: 'delivered' },
  ]);
  await desk.step(claim, 'replacement');
  await desk.waitsFor(claim, 'return');
});

it('leaves to a person what the carrier brings back and does not go again', async () => {
  const { claim, replacement } = await replaced(1);
  await s.send(`${replacement}-S1`);
  await s.must('warehouse', `/v1/shipments/${replacement}-S1/returns`, {
    lines: [{ lineNo: 1, restocked: 0, writtenOff: 1 }],
    // biome-ignore lint/suspicious/noThenProperty: a field of the API
    then: 'refund',
    reason: 'came back',
  });
  await desk.waitsFor(claim, 'replacement');
  await desk.step(claim, 'replacement');
  await desk.waitsFor(claim, 'return');
});

it('is worth what was paid for what it replaces, where it is claimed itself', async () => {
  const { original, replacement } = await replaced(1);
  await desk.deliver(replacement);
  const again = await desk.open(replacement);
  expect((await desk.stateOf(again)).lines[0].worth.amount).toBe(worth);
  await desk.done(desk.decide(again, 1, 'refund_only'));
  await desk.becomes(again, 'closed');
  expect((await desk.refundsOf(original)).map(({ amount }) => amount)).toEqual([worth]);
});

it('leaves the books sound', async () => {
  expect(await world.audit()).toEqual([]);
});
