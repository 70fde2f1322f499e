import { sql } from 'drizzle-orm';
import type { SettlementItem } from '../../domain/exit/settlement.ts';
import type { Tx } from '../transaction.ts';

/**
 * What stands on account between a customer, with everybody merged into them, and us, and that no settlement has netted and
 * nobody was asked for after one: invoices (captured and not given back), charges, credits, offers of an earlier exit that
 * were accepted as credit, and what was given back of an invoice after it had been netted.
 */
export async function unnettedItems(
  tx: Tx,
  { customerId, exitId }: { readonly customerId: string; readonly exitId: string },
): Promise<SettlementItem[]> {
  const rows = await tx.execute<Omit<SettlementItem, 'amountMinor' | 'terms'> & { amount: string }>(sql`
    with netted as (
      select e.kind, e.source, s.settled_at as at from exit_items e join exit_settlements s on s.exit_id = e.exit_id
        where s.customer_id in (select customer_family(${customerId})) and e.terms = 'account'
      union all
      select l.kind, l.source, l.at from exit_late_items l join exit_settlements s on s.exit_id = l.exit_id
        where s.customer_id in (select customer_family(${customerId}))
    ), invoices as (
      select p.id, p.currency, p.captured_minor - p.refunded_minor as amount
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
        from exit_offers f where f.customer_id in (select customer_family(${customerId})) and f.state = 'accepted' and f.kind = 'credit' and f.exit_id <> ${exitId}
      union all
      select 'credit', r.id, v.currency, r.amount_minor
        from refunds r join invoices v on v.id = r.payment_id
          join netted n on n.kind = 'invoice' and n.source = v.id and n.at < r.requested_at
    ) i
    where not exists (select 1 from netted n where n.kind = i.kind and n.source = i.id)
    order by i.kind, i.id`);
  return rows.map(({ amount, ...row }) => ({ ...row, amountMinor: Number(amount), terms: 'account' as const }));
}
