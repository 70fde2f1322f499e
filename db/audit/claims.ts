import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I12: a shipped unit is in one claim, or came back to the sender, never twice; and claims hold what the line says. */
export const auditClaims = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I12', [countedTwice, heldIsClaimed, answeredTwice]);

// Of what is written off, lost parcels stay claimable; the rest came back to the sender.
const countedTwice: FindingQuery = {
  violations: sql`
    select l.order_id || '/' || l.line_no as subject,
      l.claimed || ' units claimed and ' || l.returned + l.written_off - coalesce(p.lost, 0)
        || ' back at the sender are more than the ' || l.shipped || ' shipped.' as detail
    from order_lines l left join (
      select s.order_id, sl.line_no, sum(sl.quantity) as lost from shipments s join shipment_lines sl on sl.shipment_id = s.id
      where s.tracking = 'lost' and s.state in ('handed_over', 'ended') group by 1, 2
    ) p on p.order_id = l.order_id and p.line_no = l.line_no
    where l.claimed + l.returned + l.written_off - coalesce(p.lost, 0) > l.shipped`,
  next: 'Find the claims of the order; withdraw the one that was granted units twice, or collect what it was paid for.',
};

const answeredTwice: FindingQuery = {
  violations: sql`
    select l.claim_id || '/' || l.line_no as subject,
      l.replaced || ' units were replaced, ' || coalesce(r.received, 0) || ' originals came back and ' || u.units
        || ' were charged or written off.' as detail
    from claim_lines l join (select claim_id, line_no, sum(units) as units from unreturned_originals group by 1, 2) u
      on u.claim_id = l.claim_id and u.line_no = l.line_no
    left join returns b on b.claim_id = l.claim_id left join return_lines r on r.return_id = b.id and r.line_no = l.line_no
    where u.units + coalesce(r.received, 0) > l.replaced`,
  next: 'What came back after it was charged is given back by a credit; then correct the row.',
};

const heldIsClaimed: FindingQuery = {
  violations: sql`
    select l.order_id || '/' || l.line_no as subject,
      'The line counts ' || l.claimed || ' units as claimed, its claims hold ' || coalesce(h.held, 0) || '.' as detail
    from order_lines l left join (
      select c.order_id, cl.line_no, sum(cl.held) as held from claims c join claim_lines cl on cl.claim_id = c.id group by 1, 2
    ) h on h.order_id = l.order_id and h.line_no = l.line_no
    where l.claimed <> coalesce(h.held, 0)`,
  next: 'Compare the timelines of the order’s claims, and correct the line’s claimed units.',
};
