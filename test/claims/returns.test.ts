/** What comes back because of a claim. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countHistory } from '../harness/count-history.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type ClaimDesk, claimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  await putStock(world.database, 'DESK', 'MTL', 50);
  desk = claimDesk(world);
});
afterAll(() => world.close());

it('refunds what came back and was accepted, shelves it, and keeps what was never ordered apart', async () => {
  const orderId = await desk.delivered('DESK', 2);
  const id = await desk.open(orderId, { kind: 'return', lines: [{ lineNo: 1, units: 2 }] });
  expect((await desk.decide(id, 2, 'return_then_refund', 'supervisor')).body.result.decision).toBe('approved');
  await expect.poll(async () => (await desk.stateOf(id)).return?.status).toBe('authorised');
  const returned = `/v1/returns/${id}-RET`;
  const goods = {
    units: [
      { sku: 'DESK', units: 2 },
      { sku: 'LAMP', units: 1 },
    ],
  };
  const receipt = await world.api.post('warehouse', `${returned}/receipts`, goods);
  expect(receipt).toMatchObject({
    status: 200,
    body: { result: { complete: true, foreign: [{ sku: 'LAMP', units: 1 }] } },
  });
  const found = (units: number, accepted: boolean, disposition: string) => ({
    lineNo: 1,
    units,
    accepted,
    disposition,
  });
  const tooMany = await world.api.post('warehouse', `${returned}/inspections`, { lines: [found(3, true, 'restock')] });
  expect(tooMany).toMatchObject({ status: 409, body: { code: 'not_received' } });
  const lines = [found(1, true, 'restock'), found(1, false, 'send_back')];
  expect((await world.api.post('warehouse', `${returned}/inspections`, { lines })).status).toBe(200);
  await desk.becomes(id, 'closed');
  expect((await desk.refundsOf(orderId)).map(({ amount }) => amount)).toEqual([3448]);
  const counted = await countHistory(world.env.client, `claim/${id}`);
  console.log('return:', counted);
  expect(counted.events).toBeLessThanOrEqual(40);
});
