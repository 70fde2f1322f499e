import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I3: what is reserved belongs to an open order that needs it, and an order that promised units has them reserved. */
export const auditReservations = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I3', [liveWithoutOrder, liveForGoneShipment, uncoveredShipment, unqueuedBackorder]);

const liveWithoutOrder: FindingQuery = {
  violations: sql`
    select 'reservation ' || r.id as subject,
      r.quantity || ' × ' || r.sku || ' are ' || r.state || ' for order ' || r.order_id || ', which '
        || coalesce('is ' || o.status, 'does not exist') || '.' as detail
    from reservations r
    left join orders o on o.id = r.order_id
    where r.state in ('backordered', 'held', 'committed') and (o.id is null or o.status in ('completed', 'cancelled'))`,
  next: 'Release the reservation: nobody will take these units.',
};

// Held units of a number without a shipment are on their way in: the reservation commits before its shipment is written.
const liveForGoneShipment: FindingQuery = {
  violations: sql`
    select 'reservation ' || r.id as subject,
      r.quantity || ' × ' || r.sku || ' are ' || r.state || ' for shipment ' || r.shipment_no || ' of order '
        || r.order_id || ', which ' || coalesce('is ' || s.state, 'does not exist') || '.' as detail
    from reservations r
    join orders o on o.id = r.order_id and o.status not in ('completed', 'cancelled')
    left join shipments s on s.order_id = r.order_id and s.no = r.shipment_no
    where r.shipment_no is not null
      and case when s.id is null then r.state = 'committed'
        else r.state in ('held', 'committed') and s.state in ('handed_over', 'ended', 'cancelled') end`,
  next: 'Release the reservation, unless the parcel still stands in the warehouse: then correct the shipment.',
};

// A lapsed lease counts until the order has seen it, but only while the shipment is not promised to the customer.
const uncoveredShipment: FindingQuery = {
  violations: sql`
    select s.id || '/' || need.line_no || '/' || need.sku as subject,
      'Shipment ' || s.id || ' needs ' || need.units || ' × ' || need.sku || ' for line ' || need.line_no || ' and has '
        || coalesce(have.units, 0) || ' reserved.' as detail
    from shipments s
    join orders o on o.id = s.order_id and o.status not in ('completed', 'cancelled')
    cross join lateral (
      select l.line_no, part.sku, sum(sl.quantity * part.quantity) as units
      from shipment_lines sl
      join order_lines l on l.order_id = s.order_id and l.line_no = sl.line_no,
      jsonb_to_recordset(l.parts) as part(sku text, quantity int)
      where sl.shipment_id = s.id group by 1, 2
    ) need
    left join lateral (
      select sum(r.quantity) as units from reservations r
      where r.order_id = s.order_id and r.shipment_no = s.no and r.line_no = need.line_no and r.sku = need.sku
        and r.state = any (case when s.promise_on is null then array['held', 'committed', 'expired'] else array['committed'] end)
    ) have on true
    where s.state in ('planned', 'labelling', 'labelled') and need.units <> coalesce(have.units, 0)`,
  next: 'Do not hand the parcel over: report the units short, so that the order plans them anew.',
};

// Units given to the order by a receipt stay backordered in the ledger until its process has taken them in.
const unqueuedBackorder: FindingQuery = {
  violations: sql`
    select order_id || '/' || line_no || '/' || sku as subject,
      'Line ' || line_no || ' of order ' || order_id || ' waits for ' || coalesce(ledger.units, 0) || ' × ' || sku || ', its queue holds '
        || coalesce(queue.units, 0) || '.' as detail
    from (
      select l.order_id, l.line_no, part.sku, sum(l.backordered * part.quantity) as units
      from order_lines l
      join orders o on o.id = l.order_id and o.status not in ('completed', 'cancelled'),
      jsonb_to_recordset(l.parts) as part(sku text, quantity int)
      where l.backordered > 0 group by 1, 2, 3
    ) ledger
    full join (
      select r.order_id, r.line_no, r.sku, sum(r.quantity) as units from reservations r
      join orders o on o.id = r.order_id and o.status not in ('completed', 'cancelled')
      where r.state = 'backordered' or (r.state = 'held' and r.shipment_no is null) group by 1, 2, 3
    ) queue using (order_id, line_no, sku)
    where coalesce(ledger.units, 0) <> coalesce(queue.units, 0)`,
  next: 'Cancel the units that wait, or put them into the queue again.',
};
