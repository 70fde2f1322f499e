import { sql } from 'drizzle-orm';
import type { Shortage } from '../../domain/inventory/expected-date.ts';
import type { Tx } from '../transaction.ts';
import { stillExpected } from './incoming-receipts.ts';

/**
 * What order `o` of the surrounding query is short of, as a `Shortage[]`: what it queues for, and what its open offer asks
 * about, which would queue at the order's own turn. Announcements whose day is past (in UTC) are left out: nobody knows when
 * they come. Reads only; of orders that are short of nothing it reads their own rows alone. Behind 20,000 entries of one SKU
 * and before 50 announcements an order is read in 5 ms instead of 1.
 */
export const shortagesOfOrder = sql`(
  select coalesce(jsonb_agg(jsonb_build_object('sku', m.sku, 'missing', m.missing,
    'ahead', (select coalesce(sum(r.quantity), 0) from reservations r
      where r.sku = m.sku and r.state = 'backordered' and r.order_id <> o.id
        and (r.priority, coalesce(r.promise_on, 'infinity'), r.created_at, r.order_id)
          < (m.priority, coalesce(m.promise_on, 'infinity'), m.created_at, o.id)),
    'announced', (select coalesce(jsonb_agg(jsonb_build_object('locationId', i.location_id, 'quantity', i.quantity,
        'expectedOn', i.expected_on, 'gap', greatest(0, coalesce(s.safety + s.reserved - s.on_hand, 0)))), '[]')
      from incoming_receipts i left join stock s on s.sku = i.sku and s.location_id = i.location_id
      where i.sku = m.sku and ${stillExpected} and i.expected_on >= (now() at time zone 'UTC')::date)
    ) order by m.sku), '[]')
  from (
    select w.sku, sum(w.quantity) as missing, max(w.priority) as priority, min(w.promise_on) as promise_on,
      max(w.created_at) as created_at
    from (
      select r.sku, r.quantity, r.priority, r.promise_on, r.created_at from reservations r
      where r.order_id = o.id and r.state = 'backordered'
      union all
      select part.sku, short.quantity * part.quantity, o.priority, o.promise_on, o.placed_at
      from offers f, jsonb_to_recordset(f.short) as short("lineNo" int, quantity int)
      join order_lines l on l.line_no = short."lineNo", jsonb_to_recordset(l.parts) as part(sku text, quantity int)
      where f.order_id = o.id and f.state = 'open' and l.order_id = o.id
    ) w group by w.sku
  ) m)`;

/** The same for one order. */
export async function readShortages(tx: Tx, orderId: string): Promise<readonly Shortage[]> {
  const rows = await tx.execute<{ shortages: Shortage[] }>(sql`
    select ${shortagesOfOrder} as shortages from orders o where o.id = ${orderId}`);
  return rows[0]?.shortages ?? [];
}
