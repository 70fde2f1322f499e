import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I10, amounts: lines and orders add up, and what was captured is what was fixed at hand-over. Minor units. */
export const auditMoneyLedger = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I10', [lineAmounts, orderTotals, capturedIsHandedOver, leftWithoutPayment]);

const lineAmounts: FindingQuery = {
  violations: sql`
    select order_id || '/' || line_no as subject,
      ordered || ' × ' || unit_price_minor || ' − ' || discount_minor || ' is not the net ' || net_minor
        || ', or net and tax ' || tax_minor || ' are not the total ' || total_minor || '.' as detail
    from order_lines
    where net_minor <> unit_price_minor * ordered - discount_minor or total_minor <> net_minor + tax_minor`,
  next: 'Compare the line with the command that placed or amended it.',
};

const orderTotals: FindingQuery = {
  violations: sql`
    select o.id as subject,
      'The order totals ' || o.net_minor || ' + ' || o.tax_minor || ' = ' || o.total_minor || ', its lines '
        || coalesce(sum(l.net_minor), 0) || ' + ' || coalesce(sum(l.tax_minor), 0) || ' = '
        || coalesce(sum(l.total_minor), 0) || '.' as detail
    from orders o left join order_lines l on l.order_id = o.id
    group by o.id
    having (o.net_minor, o.tax_minor, o.total_minor) is distinct from
      (coalesce(sum(l.net_minor), 0), coalesce(sum(l.tax_minor), 0), coalesce(sum(l.total_minor), 0))`,
  next: 'Recompute the order’s totals from its lines.',
};

const capturedIsHandedOver: FindingQuery = {
  violations: sql`
    select id as subject,
      'Payment ' || id || ' is ' || state || ' with ' || captured_minor || ' captured, its units handed over are worth '
        || handed_over_minor || '.' as detail
    from payments
    where captured_minor <> case when state in ('captured', 'disputed') then handed_over_minor else 0 end`,
  next: 'Compare with the provider’s dashboard; refund what was taken too much.',
};

const leftWithoutPayment: FindingQuery = {
  violations: sql`
    select s.id as subject, 'Shipment ' || s.id || ' has left and no payment is alive for it.' as detail
    from shipments s
    where s.state in ('handed_over', 'ended') and not s.prepaid and not exists (
      select 1 from payments p
      where p.order_id = s.order_id and p.shipment_no = s.no and p.state not in ('declined', 'voiding', 'voided', 'expired'))
      -- A person is asked for what lapsed after it left, or has said that it was paid in another way.
      and not exists (select 1 from interventions i join payments p on p.id = i.subject
      where i.work = 'capture' and (i.state = 'open' or i.resolution = 'skip')
        and p.order_id = s.order_id and p.shipment_no = s.no)`,
  next: 'Ask the customer for another payment of what they received.',
};
