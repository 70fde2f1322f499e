import { sql } from 'drizzle-orm';
import { overdueAfterDays } from '../../domain/inventory/expected-date.ts';
import type { Database } from '../pool.ts';
import type { Tx } from '../transaction.ts';

/** `expectedOn` is a day, `2026-12-03`. */
export type IncomingReceipt = {
  readonly id: string;
  readonly sku: string;
  readonly locationId: string;
  readonly quantity: number;
  readonly expectedOn: string;
};

/** Of announcements `i`: neither received nor withdrawn. */
export const stillExpected = sql`(i.received_at is null and i.withdrawn_at is null)`;

/** Announces goods, or replaces what was announced under this id. `received`: they have arrived, and nothing was written. */
export async function announceReceipt(tx: Tx, given: IncomingReceipt): Promise<'added' | 'replaced' | 'received'> {
  const { id, sku, locationId, quantity, expectedOn } = given;
  const [known] = await tx.execute<{ withdrawn: boolean }>(sql`
    select withdrawn_at is not null as withdrawn from incoming_receipts where id = ${id} for no key update`);
  const rows = await tx.execute(sql`
    insert into incoming_receipts as i (id, sku, location_id, quantity, expected_on)
    values (${id}, ${sku}, ${locationId}, ${quantity}::int, ${expectedOn}::date)
    on conflict (id) do update set sku = excluded.sku, location_id = excluded.location_id, quantity = excluded.quantity,
      expected_on = excluded.expected_on, withdrawn_at = null
    where i.received_at is null
    returning 1`);
  if (rows.length === 0) return 'received';
  await closeOverdue(tx, [id]);
  return known === undefined || known.withdrawn ? 'added' : 'replaced';
}

/** The goods will not come. Withdrawn twice is withdrawn; null for what was never announced. */
export async function withdrawReceipt(tx: Tx, id: string): Promise<IncomingReceipt | 'received' | null> {
  const [row] = await tx.execute<IncomingReceipt & { received: boolean }>(sql`
    select id, sku, location_id as "locationId", quantity, expected_on::text as "expectedOn", received_at is not null as received
    from incoming_receipts where id = ${id} for no key update`);
  if (!row) return null;
  const { received, ...receipt } = row;
  if (received) return 'received';
  await tx.execute(sql`
    update incoming_receipts set withdrawn_at = coalesce(withdrawn_at, now()), missed_on = null where id = ${id}`);
  await closeOverdue(tx, [id]);
  return receipt;
}

export type Announced = { readonly sku: string; readonly locationId: string; readonly received: boolean };

/** By id, those that were announced and not withdrawn; until the transaction ends nobody else changes or receives them. Taken before any stock. */
export async function lockIncoming(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Announced>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.execute<Announced & { id: string }>(sql`
    select id, sku, location_id as "locationId", received_at is not null as received from incoming_receipts
    where id = any(${sql.param([...ids])}::text[]) and withdrawn_at is null order by id for no key update`);
  return new Map(rows.map(({ id, ...announced }) => [id, announced]));
}

/** From now on they count for no promise date: what came is on the shelf, also when it is less than was announced. */
export async function markReceived(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    update incoming_receipts set received_at = now() where id = any(${sql.param([...ids])}::text[])`);
  await closeOverdue(tx, ids);
}

/** Of announcements `i`: their day passed so long ago that somebody has to ask where they are. Days are UTC, as everywhere here. */
const overdue = sql`(${stillExpected} and i.expected_on < (now() at time zone 'UTC')::date - ${overdueAfterDays}::int)`;

/**
 * One open task for each announcement that did not come, raised once for each day it was expected on: whoever completes
 * it without announcing another day is not asked again. Returns how many were raised. Passes by what somebody changes now.
 */
export async function askForOverdue({ query }: Pick<Database, 'query'>): Promise<number> {
  const raised = await query.execute(sql`
    with missed as (
      select i.* from incoming_receipts i
      where ${overdue} and i.missed_on is distinct from i.expected_on for no key update skip locked
    ), seen as (
      update incoming_receipts i set missed_on = i.expected_on from missed where i.id = missed.id
    )
    insert into tasks (id, kind, subject, role, details, raised_at)
    select gen_random_uuid()::text, 'incoming_overdue', 'incoming/' || id, 'warehouse', jsonb_build_object('sku', sku,
      'locationId', location_id, 'quantity', quantity, 'expectedOn', expected_on), now()
    from missed
    on conflict (kind, subject) where state = 'open' do update set details = excluded.details
    returning 1`);
  return raised.length;
}

/** They came, will not come, or come on another day: nobody has to ask any more. */
async function closeOverdue(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    update tasks t set state = 'void', closed_at = now(), closed_by = 'parcours', outcome = 'it came, was withdrawn, or comes on another day'
    where t.kind = 'incoming_overdue' and t.state = 'open'
      and t.subject = any(${sql.param(ids.map((id) => `incoming/${id}`))}::text[])
      and not exists (select 1 from incoming_receipts i where 'incoming/' || i.id = t.subject and ${overdue})`);
}
