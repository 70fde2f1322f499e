/** Customers of whom something was approved or turned down: what was said of that is no reason to remember them. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditErased } from '../../db/audit/exits.ts';
import { type ClaimDesk, claimDesk } from '../claims/claim-desk.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { leavingCustomers } from './leaving-customers.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;
let desk: ClaimDesk;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  desk = claimDesk(world);
  await addProduct(world.database, 'SOFA', 660_000);
  await putStock(world.database, 'SOFA', 'MTL', 10);
});
afterAll(() => world.close());

const said = 'her sister Philippa asked for it';
const rows = (query: ReturnType<typeof sql>) => world.database.query.execute<{ id: string; digest: string }>(query);

/** Whatever is open of an order, or a process. */
async function decide(id: string, decision: 'approve' | 'reject'): Promise<void> {
  const open = sql`select id, digest from approvals where ${id} in (order_id, process_id) and state = 'open'`;
  await expect.poll(async () => (await rows(open)).length).toBe(1);
  for (const { id: approval, digest } of await rows(open))
    await desk.done(world.api.post('admin', `/v1/approvals/${approval}/decision`, { decision, digest, reason: said }));
}

it('forgets a customer whose order and claim were approved and turned down, and why', async () => {
  const customerId = await they.customer();
  const placed = await world.place({ customerId, lines: [{ sku: 'SOFA', quantity: 1 }] });
  await decide(placed, 'approve');
  await desk.deliver(placed);
  const claim = await desk.open(placed);
  await desk.done(desk.decide(claim, 1, 'refund_only', 'agent'));
  await decide(claim, 'reject');
  await desk.done(desk.decide(claim, 0, null, 'admin'));
  await rows(sql`update claims set decided_at = decided_at - interval '31 days' where id = ${claim}`);
  await rows(
    sql`update processes set status_since = status_since - interval '31 days', nudge_at = now() where id = ${claim}`,
  );
  await desk.becomes(claim, 'closed');
  await rows(sql`update orders set status = 'completed', status_since = now() where id = ${placed}`);
  const exit = await they.exported(customerId);
  await they.say(exit, 'confirm');
  await they.erased(exit);
  expect(await rows(sql`select reason from approval_votes where reason like '%Philippa%'`)).toEqual([]);
  expect(await auditErased(world.database)).toEqual([]);
});

it('takes no vote on something else, nor one that is changed afterwards', async () => {
  const changed = (set: ReturnType<typeof sql>) => rows(sql`update approval_votes set ${set}`);
  await expect(changed(sql`approve = not approve`)).rejects.toThrow();
  await expect(changed(sql`digest = ${'0'.repeat(64)}`)).rejects.toThrow();
  await expect(changed(sql`reason = 'another'`)).rejects.toThrow();
});
