import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

export type StockLevel = {
  readonly sku: string;
  readonly locationId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly safety: number;
  /** On hand − reserved − safety. */
  readonly availableToPromise: number;
  readonly backordered: number;
};

/** Counters of one SKU per location, and what waits for it anywhere. */
export async function listStock(database: Pick<Database, 'query'>, sku: string): Promise<StockLevel[]> {
  const rows = await database.query.execute<{ level: StockLevel }>(sql`
    select jsonb_build_object('sku', s.sku, 'locationId', s.location_id, 'onHand', s.on_hand, 'reserved', s.reserved,
      'safety', s.safety, 'availableToPromise', s.on_hand - s.reserved - s.safety,
      'backordered', (select coalesce(sum(r.quantity), 0) from reservations r where r.sku = s.sku and r.state = 'backordered')) as level
    from stock s where s.sku = ${sku} order by s.location_id`);
  return rows.map((row) => row.level);
}
