import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I10, units: each unit of a line stands in one place, and the parcels of the order say the same. */
export const auditLineLedger = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I10', [addsUp, agreesWithParcels]);

const addsUp: FindingQuery = {
  violations: sql`
    select order_id || '/' || line_no as subject,
      'Of ' || ordered || ' units ordered ' || reserved || ' are reserved, ' || backordered || ' backordered, ' || shipped
        || ' shipped (' || delivered || ' delivered, ' || returned || ' returned, ' || written_off || ' written off), '
        || cancelled || ' cancelled, ' || refunded || ' refunded, ' || prepaid || ' to ship again.' as detail
    from order_lines
    where least(reserved, backordered, shipped, delivered, returned, cancelled, written_off, claimed, refunded, prepaid) < 0
      or reserved + backordered + shipped + cancelled > ordered or reserved + shipped + cancelled + prepaid > ordered
      or delivered + returned + written_off > shipped
      or refunded > ordered`,
  next: 'Rebuild the line’s ledger from the order’s timeline; see which check constraint of order_lines is missing.',
};

/** What a parcel that came back was for is told by its event alone: money given back, or goods sent again. */
const parcels = sql`
  select s.order_id, sl.line_no, s.state, s.tracking, sl.quantity, sl.restocked, sl.written_off, ended.then_do,
    s.state in ('planned', 'labelling', 'labelled') as pending, s.state in ('handed_over', 'ended') as away
  from shipments s join shipment_lines sl on sl.shipment_id = s.id
  left join lateral (
    select e.data ->> 'then' as then_do from events e
    where s.tracking = 'returned' and e.aggregate_id = s.order_id and e.type = 'shipment.return_received'
      and e.data ->> 'shipment' = s.id limit 1
  ) ended on true`;

const agreesWithParcels: FindingQuery = {
  violations: sql`
    select l.order_id || '/' || l.line_no as subject,
      string_agg('The ledger says ' || place.ledger || ' ' || place.word || ', the parcels ' || place.counted || '.', ' ') as detail
    from order_lines l
    left join (
      select order_id, line_no,
        sum(quantity) filter (where pending) as reserved,
        sum(quantity) filter (where away and then_do is distinct from 'reship') as shipped,
        sum(quantity) filter (where away and tracking = 'delivered') as delivered,
        sum(restocked) filter (where then_do = 'refund') as returned,
        sum(case when then_do = 'refund' then written_off when away and tracking = 'lost' then quantity end) as written_off
      from (${parcels}) parcel group by 1, 2
    ) p on p.order_id = l.order_id and p.line_no = l.line_no
    cross join lateral (values
      ('reserved', l.reserved, coalesce(p.reserved, 0)), ('shipped', l.shipped, coalesce(p.shipped, 0)),
      ('delivered', l.delivered, coalesce(p.delivered, 0)), ('returned', l.returned, coalesce(p.returned, 0)),
      ('written off', l.written_off, coalesce(p.written_off, 0))
    ) place (word, ledger, counted)
    where place.ledger <> place.counted
    group by l.order_id, l.line_no`,
  next: 'Compare the order’s timeline with its parcels, and correct the one that is wrong.',
};
