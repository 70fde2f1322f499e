/** Who may have a decision looked at again: once, for 30 days from when nothing more is waited for. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sleep } from '../assistance/support-desk.ts';
import type { World } from '../harness/world.ts';
import { type ClaimDesk, openClaimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;
let sleep: Sleep;

beforeAll(async () => {
  ({ world, desk, sleep } = await openClaimDesk());
});
afterAll(() => world.close());

const appeal = (id: string) => world.api.post('agent', `/v1/claims/${id}/appeal`, { reason: 'look again' });
const offersAppeal = async (id: string) =>
  (await desk.stateOf(id)).actions.map(({ kind }: { kind: string }) => kind).includes('appeal');

/** Of two units that are claimed one is granted, which is to come back first. */
async function grantedInPart(outcome: string): Promise<string> {
  const id = await desk.open(await desk.delivered('SOFA', 2), { lines: [{ lineNo: 1, units: 2 }] });
  await desk.done(desk.decide(id, 1, outcome));
  await expect.poll(async () => (await desk.stateOf(id)).return?.status).toBe('authorised');
  return id;
}

it('is looked at once: what was decided on the appeal stands', async () => {
  const id = await desk.open(await desk.delivered('SOFA'));
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.done(desk.decide(id, 0, null));
  expect(await offersAppeal(id)).toBe(true);
  await desk.done(appeal(id));
  // Its goods are to go back, and it does not end before.
  await world.carrier.fault({ op: 'buy', mode: 'refuse', times: 20 });
  await desk.inspect(id, { accepted: false, disposition: 'send_back' });
  await desk.done(desk.decide(id, 0, null));
  expect(await desk.stateOf(id)).toMatchObject({ status: 'rejected' });
  expect(await offersAppeal(id)).toBe(false);
  expect(await appeal(id)).toMatchObject({ status: 409, body: { code: 'appeal_closed' } });
  await world.carrier.clearFaults();
});

it('takes back no repair that was done, whatever is decided on the appeal', async () => {
  const id = await grantedInPart('repair');
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, { disposition: 'quarantine' });
  for (const step of ['repair', 'send_back']) {
    await desk.waitsFor(id, step);
    await desk.step(id, step);
  }
  await desk.becomes(id, 'settled');
  await desk.done(appeal(id));
  for (const [granted, outcome] of [
    [0, null],
    [2, 'refund_only'],
  ] as const) {
    const { status, body } = await desk.decide(id, granted, outcome);
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'outcome_not_possible' });
  }
  await desk.done(desk.decide(id, 1, 'repair'));
  await desk.becomes(id, 'closed');
});

it('may still be asked for after what was granted in part took longer than the 30 days', async () => {
  const id = await grantedInPart('return_then_refund');
  await sleep('29d');
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await sleep('2d');
  await desk.inspect(id, {});
  await desk.becomes(id, 'settled');
  const { waiting } = await desk.stateOf(id);
  expect(waiting).toMatchObject({ for: 'appeal', who: ['customer'] });
  expect(await offersAppeal(id)).toBe(true);
  expect((await appeal(id)).body.result).toMatchObject({ status: 'in_review' });
});

it('ends 30 days after what was granted in part was done', async () => {
  const id = await grantedInPart('return_then_refund');
  await sleep('20d');
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, {});
  await desk.becomes(id, 'settled');
  await sleep('29d');
  expect(await offersAppeal(id)).toBe(true);
  await sleep('2d');
  await desk.becomes(id, 'closed');
  expect(await offersAppeal(id)).toBe(false);
});
