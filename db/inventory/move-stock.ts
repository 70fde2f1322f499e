import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

export type Movement = {
  /** Makes the movement happen once. */
  readonly key: string;
  readonly sku: string;
  readonly locationId: string;
  readonly kind: 'receipt' | 'count' | 'hand_over' | 'restock' | 'write_off';
  /** Signed units. */
  readonly quantity: number;
};

/** Writes a movement and the counter it changes; the CHECKs on the counter refuse a negative one. */
export async function moveStock(tx: Tx, movement: Movement): Promise<void> {
  const { key, sku, locationId, kind, quantity } = movement;
  if (quantity === 0) return;
  await tx.execute(sql`
    with moved as (
      insert into stock_movements (key, sku, location_id, kind, quantity)
      values (${key}, ${sku}, ${locationId}, ${kind}, ${quantity}::int)
    )
    insert into stock as s (sku, location_id, on_hand) values (${sku}, ${locationId}, greatest(0, ${quantity}::int))
    on conflict (sku, location_id) do update set on_hand = s.on_hand + ${quantity}::int`);
}
