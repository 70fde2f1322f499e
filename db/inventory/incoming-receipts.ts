import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** `expectedOn` is a day, `2026-12-03`. */
export type IncomingReceipt = {
  readonly id: string;
  readonly sku: string;
  readonly locationId: string;
  readonly quantity: number;
  readonly expectedOn: string;
};

/** Announces goods, or replaces what was announced under this id. `received`: they have arrived, and nothing was written. */
export async function announceReceipt(tx: Tx, given: IncomingReceipt): Promise<'added' | 'replaced' | 'received'> {
  const { id, sku, locationId, quantity, expectedOn } = given;
  const [row] = await tx.execute<{ added: boolean }>(sql`
    insert into incoming_receipts as i (id, sku, location_id, quantity, expected_on)
    values (${id}, ${sku}, ${locationId}, ${quantity}::int, ${expectedOn}::date)
    on conflict (id) do update set sku = excluded.sku, location_id = excluded.location_id, quantity = excluded.quantity,
      expected_on = excluded.expected_on
    where i.received_at is null
    returning xmax = 0 as added`);
  if (!row) return 'received';
  return row.added ? 'added' : 'replaced';
}

export type Announced = { readonly sku: string; readonly locationId: string; readonly received: boolean };

/** By id, those that exist; until the transaction ends nobody else changes or receives them. Taken before any stock. */
export async function lockIncoming(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Announced>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.execute<Announced & { id: string }>(sql`
    select id, sku, location_id as "locationId", received_at is not null as received from incoming_receipts
    where id = any(${sql.param([...ids])}::text[]) order by id for no key update`);
  return new Map(rows.map(({ id, ...announced }) => [id, announced]));
}

/** From now on they count for no promise date: what came is on the shelf, also when it is less than was announced. */
export async function markReceived(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    update incoming_receipts set received_at = now() where id = any(${sql.param([...ids])}::text[])`);
}
