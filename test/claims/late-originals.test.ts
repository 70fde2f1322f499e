/** Originals that come back after they were charged or written off, and charges that somebody else has to approve. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type ClaimDesk, claimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  await addProduct(world.database, 'SOFA', 200_000);
  await addProduct(world.database, 'BENCH', 30_001);
  for (const sku of ['SOFA', 'BENCH']) await putStock(world.database, sku, 'MTL', 200);
  desk = claimDesk(world);
  await limitAgents(100_000);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const answer = (id: string, body: object, as: 'agent' | 'supervisor' | 'admin' = 'admin') =>
  world.api.post(as, `/v1/claims/${id}/unreturned`, { lineNo: 1, units: 1, reason: 'reminded twice', ...body });
const limitAgents = (amount: number) =>
  world.database.query.execute(
    sql`update approval_limits set amount_minor = ${amount} where role = 'agent' and currency = 'CAD'`,
  );
const kindsOf = (claim: { actions: { kind: string }[] }) => claim.actions.map(({ kind }) => kind);
const toldOf = (id: string) =>
  desk.rows<{ template: string; params: object }>(sql`select template, params from messages
    where process = ${`claim/${id}`} and template like 'claim_original_%' order by created_at, step`);
const shelf = async (sku: string) =>
  (
    await desk.rows<{ units: number }>(
      sql`select on_hand as units from stock where sku = ${sku} and location_id = 'MTL'`,
    )
  )[0]?.units ?? 0;

/** A claim whose replacement has arrived, and whose originals did not come by their day. */
async function missing(sku: string, units = 1): Promise<string> {
  const orderId = await desk.delivered(sku, units);
  const id = await desk.open(orderId, { lines: [{ lineNo: 1, units }] });
  if ((await desk.stateOf(id)).status === 'in_review') await desk.done(desk.decide(id, units, 'replace_now'));
  await expect.poll(async () => (await desk.stateOf(id)).replacements.length).toBe(1);
  await desk.deliver((await desk.stateOf(id)).replacements[0].orderId);
  await expect.poll(async () => (await desk.stateOf(id)).return?.label).toBe('bought');
  await desk.rows(sql`update returns set due_at = now() - interval '1 minute' where claim_id = ${id}`);
  await desk.rows(sql`update processes set nudge_at = now() where id = ${id}`);
  await desk.becomes(id, 'closed');
  return id;
}

it('waits for somebody to say what becomes of an original, also after the claim is closed', async () => {
  const id = await missing('SOFA');
  expect(await desk.stateOf(id)).toMatchObject({
    ...{ status: 'closed', unreturned: { open: [{ lineNo: 1, units: 1 }] } },
    waiting: { for: 'original', who: ['agent'], message: { fr: expect.stringContaining('facturez-le') } },
  });
  await desk.done(answer(id, { answer: 'write_off' }));
  expect(await desk.stateOf(id)).toMatchObject({ status: 'closed', waiting: null });
});

it('credits what was charged once the original came and was accepted, to the cent, once, and tells the customer', async () => {
  const id = await missing('BENCH', 3);
  const first = (await desk.done(answer(id, { answer: 'charge', units: 2 }))).result.amountMinor;
  const second = (await desk.done(answer(id, { answer: 'charge' }))).result.amountMinor;
  const before = await shelf('BENCH');
  await desk.receive(id, [{ sku: 'BENCH', units: 1 }]);
  expect(await desk.stateOf(id)).toMatchObject({ waiting: { for: 'inspection', who: ['warehouse'] } });
  await desk.inspect(id, {});
  await desk.receive(id, [{ sku: 'BENCH', units: 2 }]);
  await desk.inspect(id, { units: 2 });
  expect(await shelf('BENCH')).toBe(before + 3);
  const credits = await desk.rows<{ units: number; amount: number }>(
    sql`select units, amount_minor::int as amount from late_originals where claim_id = ${id} order by no`,
  );
  expect(credits.reduce((sum, { units }) => sum + units, 0)).toBe(3);
  expect(credits.reduce((sum, { amount }) => sum + amount, 0)).toBe(first + second);
  expect((await toldOf(id)).map(({ template }) => template)).toEqual([
    ...Array(2).fill('claim_original_charged'),
    ...Array(credits.length).fill('claim_original_credited'),
  ]);
  const claim = await desk.stateOf(id);
  expect(claim).toMatchObject({ waiting: null, unreturned: { open: [] } });
  const more = { units: [{ sku: 'BENCH', units: 1 }] };
  expect((await world.api.post('warehouse', `/v1/returns/${id}-RET/receipts`, more)).body.result).toMatchObject({
    lines: [],
    unauthorised: [{ sku: 'BENCH', units: 1 }],
  });
  expect(await world.audit()).toEqual([]);
});

it('leaves the charge of an original that came late and was not accepted, and sends it to the customer again', async () => {
  const id = await missing('SOFA');
  await desk.done(answer(id, { answer: 'charge' }));
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, { accepted: false, disposition: 'send_back' });
  await expect.poll(async () => (await desk.stateOf(id)).return.sendBacks[0]?.label).toBe('bought');
  expect(await desk.rows(sql`select 1 from late_originals where claim_id = ${id}`)).toEqual([]);
  expect((await toldOf(id)).map(({ template }) => template)).toEqual(['claim_original_charged']);
  await expect.poll(async () => (await desk.stateOf(id)).waiting).toBeNull();
  expect(await world.audit()).toEqual([]);
});

it('takes a loss back without a word, as nobody was told of it', async () => {
  const id = await missing('SOFA');
  await desk.done(answer(id, { answer: 'write_off' }));
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, { disposition: 'quarantine' });
  expect(await desk.rows(sql`select taken_back as units from unreturned_originals where claim_id = ${id}`)).toEqual([
    { units: 1 },
  ]);
  expect(await toldOf(id)).toEqual([]);
});

it('lets somebody else approve a charge above the limit, never who asked, and charges once', async () => {
  const id = await missing('SOFA');
  const asked = await desk.done(answer(id, { answer: 'charge' }, 'agent'));
  const { approval, amountMinor } = asked.result;
  expect(asked.result).toMatchObject({ amountMinor: 229_950, approval: expect.stringMatching(`^${id}-A`) });
  expect(await toldOf(id)).toEqual([]);
  const waiting = await desk.stateOf(id);
  expect(waiting).toMatchObject({ waiting: { for: 'approval', who: ['supervisor'] }, unreturned: { open: [] } });
  expect((await answer(id, { answer: 'charge' }, 'agent')).body.code).toBe('original_not_missing');
  const [listed] = (await world.api.get('supervisor', '/v1/approvals?limit=200')).body.data.filter(
    ({ id: one }: { id: string }) => one === approval,
  );
  expect(listed).toMatchObject({ reasons: ['charge_above_limit'], requester: expect.stringMatching('agent') });
  const say = (as: 'agent' | 'supervisor', decision = 'approve', digest = listed.digest) =>
    world.api.post(as, `/v1/approvals/${approval}/decision`, { decision, reason: 'seen', digest });
  expect((await say('agent')).body.code).toBe('requester_cannot_decide');
  expect((await say('supervisor', 'approve', '0'.repeat(64))).body.code).toBe('digest_mismatch');
  await desk.done(say('supervisor'));
  expect((await say('supervisor')).status).toBe(409);
  expect((await desk.stateOf(id)).unreturned.decided).toMatchObject([
    { answer: 'charge', amount: { amount: amountMinor } },
  ]);
  expect(await toldOf(id)).toMatchObject([{ template: 'claim_original_charged', params: { amountMinor } }]);
});

it.each(['reject', 'expire', 'come'] as const)('charges nothing when an approval ends by: %s', async (how) => {
  const id = await missing('SOFA');
  const { approval } = (await desk.done(answer(id, { answer: 'charge' }, 'agent'))).result;
  if (how === 'reject') {
    const [{ digest } = { digest: '' }] = await desk.rows<{ digest: string }>(
      sql`select digest from approvals where id = ${approval}`,
    );
    const no = { decision: 'reject', reason: 'a good customer', digest };
    await desk.done(world.api.post('supervisor', `/v1/approvals/${approval}/decision`, no));
  } else if (how === 'expire') {
    await desk.rows(sql`update approvals set escalates_at = null, expires_at = now() where id = ${approval}`);
    await desk.rows(sql`update processes set nudge_at = now() where id = ${id}`);
  } else await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  const ended = { reject: 'rejected', expire: 'expired', come: 'void' }[how];
  const state = async () => (await desk.rows(sql`select state from approvals where id = ${approval}`))[0]?.state;
  await expect.poll(state).toBe(ended);
  const { unreturned } = await desk.stateOf(id);
  expect(unreturned).toEqual({ open: how === 'come' ? [] : [{ lineNo: 1, units: 1 }], decided: [] });
  expect(await toldOf(id)).toEqual([]);
  const open = await desk.rows(
    sql`select 1 from tasks where kind = 'original_not_returned' and subject = ${id} and state = 'open'`,
  );
  expect(open).toHaveLength(how === 'come' ? 0 : 1);
});

it('adds up what one person charges within a day, so that nothing is split below the limit', async () => {
  await limitAgents(300_000);
  await desk.rows(sql`update unreturned_originals set decided_at = decided_at - interval '25 hours'`);
  const id = await missing('SOFA', 2);
  expect((await desk.done(answer(id, { answer: 'charge' }, 'agent'))).result.approval).toBeNull();
  const second = (await desk.done(answer(id, { answer: 'charge' }, 'agent'))).result;
  expect(second.approval).not.toBeNull();
  expect(kindsOf(await desk.stateOf(id))).not.toContain('unreturned');
});
