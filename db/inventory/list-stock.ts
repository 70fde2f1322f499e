import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { stillExpected } from './incoming-receipts.ts';

export type StockLevel = {
  readonly sku: string;
  readonly locationId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly safety: number;
  /** On hand − reserved − safety. */
  readonly availableToPromise: number;
  readonly backordered: number;
  /** Announced and neither received nor withdrawn, the earliest first. */
  readonly incoming: readonly { readonly id: string; readonly quantity: number; readonly expectedOn: string }[];
};

/** Counters of one SKU per location that has some or expects some, and what waits for it anywhere. */
export async function listStock(database: Pick<Database, 'query'>, sku: string): Promise<StockLevel[]> {
  const rows = await database.query.execute<{ level: StockLevel }>(sql`
    with incoming as (
      select i.location_id, jsonb_agg(jsonb_build_object('id', i.id, 'quantity', i.quantity, 'expectedOn', i.expected_on)
        order by i.expected_on, i.id) as receipts
      from incoming_receipts i where i.sku = ${sku} and ${stillExpected} group by 1
    ), shelf as (select * from stock where sku = ${sku})
    select jsonb_build_object('sku', ${sku}::text, 'locationId', location_id, 'onHand', coalesce(s.on_hand, 0),
      'reserved', coalesce(s.reserved, 0), 'safety', coalesce(s.safety, 0),
      'availableToPromise', coalesce(s.on_hand - s.reserved - s.safety, 0),
      'backordered', (select coalesce(sum(r.quantity), 0) from reservations r where r.sku = ${sku} and r.state = 'backordered'),
      'incoming', coalesce(i.receipts, '[]')) as level
    from shelf s full join incoming i using (location_id) order by location_id`);
  return rows.map((row) => row.level);
}
