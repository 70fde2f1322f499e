import { sql } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { type SettlementItem, settle } from '../../domain/exit/settlement.ts';
import type { TaskEvidence } from '../../domain/tasks/task-evidence.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exitBalances, exitItems, exitSettlements } from '../schema/exit.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import type { Tx } from '../transaction.ts';
import { balanceSubject, balanceTasks } from './read-settlement.ts';

/** Nets what is left between the customer and us, once: the settlement's key is the exit. Somebody is asked to pay or collect. */
export async function settleExit({ tx, facts, now, record }: ProcessChange<ExitFacts>): Promise<void> {
  const { id, customerId } = facts;
  const items = await readItems(tx, facts);
  const { balances } = settle(items);
  await tx.insert(exitSettlements).values({ exitId: id, customerId, settledAt: new Date(now) });
  if (items.length > 0) {
    const rows = items.map(({ id: source, ...item }, index) => ({ ...item, exitId: id, no: index + 1, source }));
    await tx.insert(exitItems).values(rows);
  }
  if (balances.length > 0)
    await tx.insert(exitBalances).values(balances.map(({ items: _, ...b }) => ({ ...b, exitId: id })));
  record('exit.was_settled', {
    balances: balances.map(({ currency, netMinor }) => ({ currency, netMinor })),
    items: items.length,
  });
  for (const { currency, netMinor } of balances.filter((balance) => balance.netMinor !== 0)) {
    const details = { customer: customerId, currency, netMinor, amountMinor: Math.abs(netMinor) };
    const kind = netMinor > 0 ? balanceTasks.customer : balanceTasks.us;
    const [subject, dueAt] = [balanceSubject(id, currency), now + facts.policy.confirmsItselfMs];
    // Of the transfer, or of the decision that nobody pays it.
    const evidenceWanted: TaskEvidence = 'transfer_reference';
    await raiseTask(tx, { kind, subject, role: 'agent', details, dueAt, evidenceWanted, now });
  }
  await tellCustomer(tx, {
    ...{ customerId, process: `exit/${id}`, step: 'settled', template: 'exit_settled', now },
    params: { exit: id, balances: balances.length },
  });
}

/**
 * What has not been netted before: invoices on account (captured and not given back), credits, and offers of an earlier
 * exit that were accepted as credit. Cards are shown apart: they were paid when they were handed over.
 */
async function readItems(tx: Tx, { id, customerId, openedAt }: ExitFacts): Promise<SettlementItem[]> {
  const since = new Date(openedAt).toISOString();
  const rows = await tx.execute<Omit<SettlementItem, 'amountMinor'> & { amount: string }>(sql`
    select i.kind, i.id, i.currency, i.amount::text, i.terms from (
      select 'invoice' as kind, p.id, p.currency, p.captured_minor - p.refunded_minor as amount, 'account' as terms
        from payments p join orders o on o.id = p.order_id
        where o.customer_id in (select customer_family(${customerId})) and p.method = 'account' and p.state = 'captured' and p.captured_minor > p.refunded_minor
      union all
      select 'invoice', u.claim_id || '/unreturned/' || u.no, u.currency, u.amount_minor, 'account'
        from unreturned_originals u where u.customer_id in (select customer_family(${customerId})) and u.answer = 'charge' and u.state = 'in_force'
      union all
      select 'credit', l.claim_id || '/late/' || l.no, l.currency, l.amount_minor, 'account'
        from late_originals l where l.customer_id in (select customer_family(${customerId})) and l.amount_minor > 0
      union all
      select 'credit', c.claim_id || '/' || c.line_no || '/' || c.no, c.currency, c.amount_minor, 'account'
        from customer_credits c where c.customer_id in (select customer_family(${customerId}))
      union all
      select 'credit', f.exit_id, f.currency, f.value_minor, 'account'
        from exit_offers f where f.customer_id in (select customer_family(${customerId})) and f.state = 'accepted' and f.kind = 'credit' and f.exit_id <> ${id}
      union all
      select 'open_order', p.id, p.currency, p.captured_minor - p.refunded_minor, 'card'
        from payments p join orders o on o.id = p.order_id
        where o.customer_id in (select customer_family(${customerId})) and p.method = 'card' and p.state = 'captured' and o.status_since >= ${since}::timestamptz
    ) i
    where i.terms = 'card' or not exists (
      select 1 from exit_items e where e.kind = i.kind and e.source = i.id and e.terms = 'account')
    order by i.terms, i.kind, i.id`);
  return rows.map(({ amount, ...row }) => ({ ...row, amountMinor: Number(amount) }));
}
