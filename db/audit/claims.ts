import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I12: a shipped unit is in one claim, or came back to the sender, never twice; and claims hold what the line says. */
export const auditClaims = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I12', [countedTwice, heldIsClaimed, answeredTwice, notTakenBack]);

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
      l.replaced || ' units were replaced, and ' || u.units || ' originals were charged or written off.' as detail
    from claim_lines l join (
      select claim_id, line_no, sum(units) as units from unreturned_originals where state <> 'dropped' group by 1, 2
    ) u on u.claim_id = l.claim_id and u.line_no = l.line_no
    where u.units > l.replaced`,
  next: 'Find who decided on the same original twice; give back what was charged too much by a credit.',
};

/** What was accepted more than was missing has taken back what was said of it, and to the cent. */
const notTakenBack: FindingQuery = {
  violations: sql`
    select u.claim_id || '/' || u.line_no as subject,
      u.units || ' originals were charged or written off, ' || i.units || ' came and were accepted afterwards, '
        || u.taken_back || ' were taken back.' as detail
    from (
      select claim_id, line_no, sum(units) as units, sum(taken_back) as taken_back, min(decided_at) as since
      from unreturned_originals where state = 'in_force' group by 1, 2
    ) u
    join claim_lines l on l.claim_id = u.claim_id and l.line_no = u.line_no
    join returns r on r.claim_id = u.claim_id
    join return_lines rl on rl.return_id = r.id and rl.line_no = u.line_no
    join lateral (
      select coalesce(sum(units), 0) as units from return_inspections
      where return_id = r.id and line_no = u.line_no and at >= u.since and accepted and disposition <> 'send_back'
    ) i on true
    where least(rl.received + u.units - u.taken_back - l.replaced, i.units - u.taken_back) > 0
    union all
    select u.claim_id || '/' || u.no, u.taken_back || ' units were taken back, and ' || coalesce(sum(o.units), 0) || ' credited for '
      || coalesce(sum(o.amount_minor), 0) || ' of ' || u.amount_minor || '.'
    from unreturned_originals u left join late_originals o on o.claim_id = u.claim_id and o.answer_no = u.no
    group by u.claim_id, u.no, u.taken_back, u.amount_minor, u.units
    having u.taken_back <> coalesce(sum(o.units), 0)
      or coalesce(sum(o.amount_minor), 0) <> u.amount_minor * u.taken_back / u.units`,
  next: 'Give the customer the difference as a credit, and find who wrote past the inspection.',
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
