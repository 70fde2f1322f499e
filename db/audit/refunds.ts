import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I5: Σ refunds ≤ captured for every payment, counted from the refunds themselves. */
export const auditRefunds = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I5', [aboveCaptured, refundedIsRows]);

const aboveCaptured: FindingQuery = {
  violations: sql`
    select p.id as subject,
      'Refunds of ' || sum(r.amount_minor) || ' are more than the ' || p.captured_minor || ' captured ('
        || p.currency || ', minor units).' as detail
    from payments p join refunds r on r.payment_id = p.id
    group by p.id having sum(r.amount_minor) > p.captured_minor`,
  next: 'Stop the refunds that are not settled, and compare the payment with the provider’s dashboard.',
};

// A failed refund keeps its share: it is tried again under its own id.
const refundedIsRows: FindingQuery = {
  violations: sql`
    select p.id as subject,
      'The payment counts ' || p.refunded_minor || ' as refunded, its refunds add up to '
        || coalesce(sum(r.amount_minor), 0) || ' (' || p.currency || ', minor units).' as detail
    from payments p left join refunds r on r.payment_id = p.id
    group by p.id having p.refunded_minor <> coalesce(sum(r.amount_minor), 0)`,
  next: 'Correct the payment’s refunded amount from its refunds.',
};
