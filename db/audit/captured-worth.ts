import { sql } from 'drizzle-orm';
import { chargeStepMinor } from '../../domain/money/money.ts';
import { worthOf } from '../../domain/orders/worth.ts';
import type { Database } from '../pool.ts';
import type { Finding } from './finding.ts';
import { inPages } from './pages.ts';

const ordersPerPage = 500;

type Line = {
  readonly totalMinor: number;
  readonly ordered: number;
  readonly refunded: number;
  /** Units that have left in parcels with a payment of their own. */
  readonly charged: number;
  /** Of these still counted as charged by the ledger; fewer once units that came back were cancelled. */
  readonly counted: number;
};

type Row = {
  readonly id: string;
  readonly currency: string;
  readonly parcels: number;
  readonly handedOverMinor: number;
  readonly refundsMinor: number;
  readonly capturedMinor: number;
  readonly closed: boolean;
  readonly lines: readonly Line[];
};

/**
 * I10, Σ per order: what was fixed for capture is the cumulative worth (domain/orders/worth.ts) of all units that left,
 * and refunds are the worth of the units refunded: never more, and at the order's end not less.
 */
export async function auditCapturedWorth(database: Database): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const row of inPages((after) => readPage(database, after))) findings.push(...judge(row));
  return findings;
}

function judge(row: Row): Finding[] {
  const worthOfUnits = (units: (line: Line) => number) =>
    row.lines.reduce((sum, line) => sum + worthOf({ ...line, currency: row.currency }, 0, units(line)), 0);
  const worth = worthOfUnits((line) => line.charged);
  const refundable = worthOfUnits((line) => line.refunded);
  const subject = row.id;
  const findings: Finding[] = [];
  if (Math.abs(row.handedOverMinor - worth) > toleranceOf(row)) {
    const detail = `${row.handedOverMinor} was fixed for capture, the units handed over are worth ${worth} (${row.currency}, minor units).`;
    findings.push({ invariant: 'I10', subject, detail, next: 'Compare the captures with the hand-overs one by one.' });
  }
  if (row.refundsMinor > refundable) {
    const detail = `Refunds come to ${row.refundsMinor}, the units refunded are worth ${refundable} (${row.currency}, minor units).`;
    findings.push({ invariant: 'I10', subject, detail, next: 'Stop the refunds that are not settled.' });
  }
  if (row.closed && row.refundsMinor < Math.min(refundable, row.capturedMinor) - toleranceOf(row)) {
    const detail = `Refunds come to ${row.refundsMinor}, the units refunded are worth ${refundable} and ${row.capturedMinor} was captured (${row.currency}, minor units).`;
    findings.push({ invariant: 'I10', subject, detail, next: 'The customer is owed the difference: refund it.' });
  }
  return findings;
}

/** Cancelling units that came back restarts the rounding in the middle: one step at most per parcel that follows. */
function toleranceOf({ lines, parcels, currency }: Row): number {
  const restarted = lines.filter((line) => line.counted !== line.charged).length;
  return restarted * parcels * chargeStepMinor(currency);
}

async function readPage({ query }: Database, after: string): Promise<readonly Row[]> {
  return query.execute<Row>(sql`
    select o.id, o.currency, o.status in ('completed', 'cancelled') as closed,
      (select coalesce(sum(p.captured_minor), 0)::float8 from payments p where p.order_id = o.id) as "capturedMinor",
      (select count(*)::int from shipments s where s.order_id = o.id and s.state in ('handed_over', 'ended')) as parcels,
      (select coalesce(sum(p.handed_over_minor), 0)::float8 from payments p where p.order_id = o.id) as "handedOverMinor",
      (select coalesce(sum(r.amount_minor), 0)::float8 from refunds r where r.order_id = o.id) as "refundsMinor",
      (select jsonb_agg(jsonb_build_object('totalMinor', l.total_minor, 'ordered', l.ordered, 'refunded', l.refunded,
          'charged', coalesce(u.charged, 0), 'counted', l.shipped + l.prepaid + coalesce(u.on_shelf, 0)))
        from order_lines l
        left join (
          select sl.line_no,
            sum(sl.quantity) filter (where s.state in ('handed_over', 'ended') and not s.prepaid) as charged,
            sum(sl.quantity) filter (where s.state in ('planned', 'labelling', 'labelled') and s.prepaid) as on_shelf
          from shipments s join shipment_lines sl on sl.shipment_id = s.id where s.order_id = o.id group by 1
        ) u on u.line_no = l.line_no
        where l.order_id = o.id) as lines
    from orders o
    where o.id > ${after} and exists (select 1 from payments p where p.order_id = o.id)
    order by o.id limit ${ordersPerPage}::int`);
}
