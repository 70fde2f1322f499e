import { randomUUID } from 'node:crypto';
import type { ReservationRequest } from '../../db/inventory/reserve-stock.ts';
import type { Database } from '../../db/pool.ts';

export const shelf = 'MTL';

/** 1,000 SKUs at one location with more than anybody will ask for. */
export async function stockShelves({ sql }: Database): Promise<void> {
  await sql`insert into locations (id, name, country, region, postal_code) values (${shelf}, 'Montréal', 'CA', 'QC', 'H4N 1A1')`;
  await sql`
    insert into products (sku, name_en, name_fr, tax_class, weight_grams)
    select 'SKU-' || n, 'thing', 'chose', 'standard', 1000 from generate_series(0, 999) n`;
  await sql`insert into stock (sku, location_id, on_hand) select sku, ${shelf}, 1000000000 from products`;
  await sql`vacuum analyze`;
}

export async function putOnShelf({ sql }: Database, sku: string, units: number): Promise<void> {
  await sql`insert into products (sku, name_en, name_fr, tax_class, weight_grams) values (${sku}, 'thing', 'chose', 'standard', 1000)`;
  await sql`insert into stock (sku, location_id, on_hand) values (${sku}, ${shelf}, ${units})`;
}

/** One order for one unit. */
export function requestFor(sku: string): ReservationRequest {
  return {
    orderId: randomUUID(),
    purpose: 'order',
    generation: 1,
    leaseUntil: new Date(Date.now() + 3_600_000),
    lines: [{ lineNo: 1, shipmentNo: 1, sku, locationId: shelf, quantity: 1 }],
  };
}
