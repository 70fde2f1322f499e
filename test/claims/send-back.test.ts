/** What came back and was not accepted goes to its customer again. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { signWebhook } from '../../simulators/easypost/webhooks.ts';
import type { Sleep } from '../assistance/support-desk.ts';
import type { World } from '../harness/world.ts';
import { type ClaimDesk, openClaimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;
let sleep: Sleep;

beforeAll(async () => {
  ({ world, desk, sleep } = await openClaimDesk());
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const refused = { accepted: false, disposition: 'send_back' };
const toldOf = async (id: string) =>
  (
    await desk.rows<{ template: string }>(
      sql`select template from messages where process = ${`claim/${id}`} and template like 'claim_sent_back%'`,
    )
  ).map(({ template }) => template);
const sentBackOf = async (id: string) =>
  (await desk.rows<{ sent: number }>(sql`select sent_back as sent from claim_lines where claim_id = ${id}`))[0]?.sent;
const taskOf = async (id: string, kind: string) =>
  (
    await desk.rows<{ id: string; role: string; state: string; wants: string | null }>(
      sql`select id, role, state, evidence_wanted as wants from tasks where kind = ${kind} and subject = ${`${id}-RET-B1`}`,
    )
  )[0];

/** Every time it is asked: where an answer comes too late, the carrier is asked again. */
const refuseLabels = () => world.carrier.fault({ op: 'buy', mode: 'refuse', times: 10 });

/** A claim whose goods are back in the warehouse. */
async function goodsBack(): Promise<string> {
  const id = await desk.open(await desk.delivered('SOFA'));
  await desk.done(desk.decide(id, 1, 'return_then_refund'));
  await expect.poll(async () => (await desk.stateOf(id)).return?.label).toBe('bought');
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  return id;
}

it('with a label of ours, bought once; the customer is told, the warehouse packs it, and nothing is refunded', async () => {
  const id = await goodsBack();
  await world.carrier.fault({ op: 'buy', mode: 'timeout_after' });
  await desk.inspect(id, refused);
  await desk.becomes(id, 'closed');
  const claim = await desk.stateOf(id);
  const lines = [{ lineNo: 1, units: 1 }];
  expect(claim.return.sendBacks).toMatchObject([{ id: `${id}-RET-B1`, label: 'bought', lines }]);
  expect(claim.refunds).toEqual([]);
  expect(await sentBackOf(id)).toBe(1);
  expect(await toldOf(id)).toEqual(['claim_sent_back']);
  expect(await taskOf(id, 'pack_send_back')).toMatchObject({ role: 'warehouse', state: 'open' });
  // Its units were decided on: they are claimed still, and no shipped unit is there twice.
  const [line] = await desk.rows(
    sql`select shipped, claimed, refunded from order_lines where order_id = ${claim.orderId}`,
  );
  expect(line).toEqual({ shipped: 1, claimed: 1, refunded: 0 });
});

it('and what the carrier says of its parcel is taken, though nobody waits for it', async () => {
  const id = await goodsBack();
  await desk.inspect(id, refused);
  await desk.becomes(id, 'closed');
  const [parcel] = await desk.rows<{ code: string }>(
    sql`select tracking_code as code from send_backs where return_id = ${`${id}-RET`}`,
  );
  const detail = { status: 'in_transit', status_detail: 'x', message: 'x', datetime: '2026-02-03T04:05:06Z' };
  const result = { id: 'trk_1', object: 'Tracker', tracking_code: parcel?.code, tracking_details: [detail] };
  const body = JSON.stringify({ id: `evt_${id}`, object: 'Event', description: 'tracker.updated', result });
  const headers = { 'content-type': 'application/json', 'x-hmac-signature': signWebhook(body, 'easypost_test') };
  const { status } = await fetch(`${world.api.url}/webhooks/easypost`, { method: 'POST', headers, body });
  expect(status).toBe(204);
});

it('by the hands of the warehouse where no label can be bought, who show that it left before the claim ends', async () => {
  const id = await goodsBack();
  await refuseLabels();
  await desk.inspect(id, refused);
  await desk.waitsFor(id, 'intervention');
  await world.carrier.clearFaults();
  const subject = `${id}-RET-B1`;
  const skip = { subject, resolution: 'skip', reason: 'too large for the carrier' };
  const other = await world.api.post('agent', `/v1/claims/${id}/intervention`, { ...skip, subject: 'B9' });
  expect(other.body.detailFr).toContain(`Le travail bloqué B9 de la réclamation ${id} n’existe pas.`);
  await desk.done(world.api.post('agent', `/v1/claims/${id}/intervention`, skip));
  expect(await desk.stateOf(id)).toMatchObject({
    status: 'resolving',
    waiting: {
      for: 'send_back_parcel',
      who: ['warehouse'],
      message: { fr: expect.stringContaining('renvoyé au client') },
    },
  });
  expect(await sentBackOf(id)).toBe(0);
  const task = await taskOf(id, 'send_back_by_hand');
  expect(task).toMatchObject({ role: 'warehouse', state: 'open', wants: 'tracking' });
  const complete = (body: object) => world.api.post('warehouse', `/v1/tasks/${task?.id}/completion`, body);
  expect((await complete({ outcome: 'sent' })).body.code).toBe('task_evidence_missing');
  await desk.done(complete({ outcome: 'sent', evidence: 'JD0123456789' }));
  await desk.becomes(id, 'closed');
  expect(await sentBackOf(id)).toBe(1);
  expect(await toldOf(id)).toEqual(['claim_sent_back_by_hand']);
});

it('also when its claim is withdrawn while the parcel waits, whose label then comes late', async () => {
  const id = await desk.open(await desk.delivered('SOFA'));
  await refuseLabels();
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, refused);
  await expect
    .poll(async () => (await desk.stateOf(id)).actions.map(({ kind }: { kind: string }) => kind))
    .toContain('intervention');
  await world.carrier.clearFaults();
  await desk.done(world.api.post('agent', `/v1/claims/${id}/withdraw`, {}));
  const withdrawn = await desk.stateOf(id);
  expect(withdrawn).toMatchObject({ status: 'withdrawn', waiting: { for: 'intervention' } });
  const again = { subject: `${id}-RET-B1`, resolution: 'retry', reason: 'the carrier takes it now' };
  await desk.done(world.api.post('agent', `/v1/claims/${id}/intervention`, again));
  await expect.poll(() => sentBackOf(id)).toBe(1);
  expect(await toldOf(id)).toEqual(['claim_sent_back']);
  await expect.poll(async () => (await desk.stateOf(id)).waiting).toBeNull();
});

it.each([
  ['nobody has looked at', null],
  ['were kept apart', 'quarantine'],
])('goods that %s when the claim is withdrawn', async (_title, disposition) => {
  const id = await desk.open(await desk.delivered('SOFA'));
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  if (disposition) await desk.inspect(id, { disposition });
  await desk.done(world.api.post('agent', `/v1/claims/${id}/withdraw`, {}));
  await expect.poll(() => sentBackOf(id)).toBe(1);
  expect(await taskOf(id, 'pack_send_back')).toMatchObject({ role: 'warehouse', state: 'open' });
});

it('asks a person about goods that stand on a shelf already when their claim is withdrawn', async () => {
  const id = await desk.open(await desk.delivered('SOFA'));
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, {});
  await desk.done(world.api.post('agent', `/v1/claims/${id}/withdraw`, {}));
  const asked = await desk.rows(
    sql`select role, details -> 'lines' as lines from tasks where kind = 'goods_to_give_back' and subject = ${`${id}-RET`}`,
  );
  expect(asked).toEqual([{ role: 'agent', lines: [{ lineNo: 1, units: 1 }] }]);
});

// It moves Temporal's clock.
it('also of a claim that was refused, which does not end before', async () => {
  const id = await desk.open(await desk.delivered('SOFA'), { cause: 'misuse' });
  expect((await desk.stateOf(id)).status).toBe('rejected');
  await refuseLabels();
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, refused);
  const stuck = () => desk.rows(sql`select 1 from stuck_work where process_id = ${id} and resolution is null`);
  await expect.poll(async () => (await stuck()).length).toBe(1);
  await world.carrier.clearFaults();
  await sleep('31d');
  expect((await desk.stateOf(id)).status).toBe('rejected');
  const again = { subject: `${id}-RET-B1`, resolution: 'retry', reason: 'the carrier takes it now' };
  await desk.done(world.api.post('agent', `/v1/claims/${id}/intervention`, again));
  await desk.becomes(id, 'closed');
  expect(await sentBackOf(id)).toBe(1);
});

it('leaves books, ledgers and clocks sound', async () => {
  expect(await world.audit()).toEqual([]);
});
