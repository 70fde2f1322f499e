import { sql } from 'drizzle-orm';
import type { SettlementItem } from '../../domain/exit/settlement.ts';
import type { Tx } from '../transaction.ts';

/**
 * What stands on account between a customer, with everybody merged into them, and us, and that no settlement has netted and
 * nobody was asked for after one: invoices (captured and not given back), charges, credits, offers of an earlier exit that
 * were accepted as credit, and what was given back of an invoice after it had been netted. What was netted stays so whoever
 * it belongs to by now: a merge may have been undone since. Which refunds of an invoice were netted with it follows from the
 * amounts alone: a step that is tried again writes with the instant of its first try.
 */
export async function unnettedItems(tx: Tx, customerId: string): Promise<SettlementItem[]> {
  const rows = await tx.execute<Omit<SettlementItem, 'amountMinor' | 'terms'> & { amount: string }>(sql`
    with netted as not materialized (
      select kind, source, amount_minor from exit_items where terms = 'account'
      union all
      select kind, source, amount_minor from exit_late_items
    ), invoices as (
      select p.id, p.currency, p.captured_minor as captured, p.captured_minor - p.refunded_minor as amount
        from payments p join orders o on o.id = p.order_id
        where o.customer_id in (select customer_family(${customerId})) and p.method = 'account' and p.state = 'captured'
    )
    select i.kind, i.id, i.currency, i.amount::text from (
      select 'invoice' as kind, id, currency, amount from invoices where amount > 0
      union all
      select 'invoice', u.claim_id || '/unreturned/' || u.no, u.currency, u.amount_minor
        from unreturned_originals u where u.customer_id in (select customer_family(${customerId})) and u.answer = 'charge' and u.state = 'in_force'
      union all
      select 'credit', l.claim_id || '/late/' || l.no, l.currency, l.amount_minor
        from late_originals l where l.customer_id in (select customer_family(${customerId})) and l.amount_minor > 0
      union all
      select 'credit', c.claim_id || '/' || c.line_no || '/' || c.no, c.currency, c.amount_minor
        from customer_credits c where c.customer_id in (select customer_family(${customerId}))
      union all
      select 'credit', f.exit_id, f.currency, f.value_minor
        from exit_offers f where f.customer_id in (select customer_family(${customerId})) and f.state = 'accepted' and f.kind = 'credit'
      union all
      select 'credit', r.id, v.currency, r.amount_minor
        from invoices v join netted n on n.kind = 'invoice' and n.source = v.id
          join lateral (
            select id, amount_minor, sum(amount_minor) over (order by no) as given_back from refunds where payment_id = v.id
          ) r on r.given_back > v.captured - n.amount_minor
    ) i
    where not exists (select 1 from netted n where n.kind = i.kind and n.source = i.id)
    order by i.kind, i.id`);
  return rows.map(({ amount, ...row }) => ({ ...row, amountMinor: Number(amount), terms: 'account' as const }));
}
