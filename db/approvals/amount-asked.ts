import { sql } from 'drizzle-orm';
import { type ApprovalRequest, amountToCover, splittingWindowMs } from '../../domain/approvals/splitting.ts';
import type { Tx } from '../transaction.ts';

/** What asks with an amount; each kind adds up by itself, a discount is no refund. */
export type AskedSubject = 'order' | 'claim' | 'charge' | 'quote' | 'exit';

/**
 * What somebody must have authority for: the amount with what was asked in 24 hours for the same customer, or by the same
 * person, whichever is more. Whoever asks next waits until this one is written. Of orders those count that somebody
 * of the staff asked for: a shop places everybody's, and splits nothing. Of offers to customers who leave all of the
 * customer's count, and of a requester's those of the staff: a portal answers for everybody.
 */
export async function amountAsked(
  tx: Tx,
  subject: AskedSubject,
  request: Omit<ApprovalRequest, 'counts'>,
): Promise<number> {
  const { id, customer, requester, currency, amountMinor, at } = request;
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtext('asked/' || ${subject} || '/' || customer_now(${customer})))`,
  );
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`asked/${subject}/${requester}`}))`);
  const since = new Date(at - splittingWindowMs).toISOString();
  const rows = await tx.execute<ApprovalRequest & { own: string }>(sql`
    select r.id, r.customer, r.amount_minor::float8 as "amountMinor", r.currency,
      (extract(epoch from r.at) * 1000)::float8 as at, true as counts, customer_now(${customer}) as own,
      r.requester
    from approval_requests r
    where r.subject = ${subject} and r.currency = ${currency} and r.at > ${since}::timestamptz
      and (r.customer = customer_now(${customer}) or r.requester = ${requester})
      and (r.subject <> 'order' or (select count(*) from staff where id in (r.requester, ${requester}))
        = (case when r.requester = ${requester} then 1 else 2 end))
      and (r.subject <> 'exit' or r.customer = customer_now(${customer}) or exists (select 1 from staff where id = ${requester}))`);
  const own = rows[0]?.own ?? customer;
  // What was asked before about the very same order or claim is what this one replaces.
  const others = rows.filter((other) => processOf(other.id) !== processOf(id));
  return amountToCover({ id, customer: own, requester, currency, amountMinor, at, counts: true }, others);
}

/** `CLM-…` of `CLM-…/2`, `ORD-…` of `ORD-…-A1`. */
const processOf = (id: string): string => id.replace(/(\/\d+|-A\d+)$/, '');
