import { sql } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { type SettlementItem, settle } from '../../domain/exit/settlement.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exitBalances, exitItems, exitSettlements } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';
import { askToPay } from './ask-to-pay.ts';
import { endPromises } from './end-promises.ts';
import { balanceSubject } from './read-settlement.ts';
import { unnettedItems } from './unnetted-items.ts';
import { writeLetter } from './write-letter.ts';

/** Nets what is left between the customer and us, once: the settlement's key is the exit. Somebody is asked to pay or collect. */
export async function settleExit(change: ProcessChange<ExitFacts>): Promise<void> {
  const { tx, facts, now, record } = change;
  const { id, customerId, policy } = facts;
  // Whoever credits them something waits, and finds the settlement, or has committed and is netted.
  await lockCustomer(tx, customerId);
  const items = [...(await unnettedItems(tx, customerId)), ...(await cardItems(tx, facts))];
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
  for (const { currency, netMinor } of balances.filter((balance) => balance.netMinor !== 0))
    await askToPay(tx, { subject: balanceSubject(id, currency), customerId, currency, netMinor }, { policy, now });
  await endPromises(tx, customerId, now);
  await writeLetter(change, 'settled', { balances: balances.length });
}

/** Cards are shown apart: they were paid when they were handed over. */
async function cardItems(tx: Tx, { customerId, openedAt }: ExitFacts): Promise<SettlementItem[]> {
  const since = new Date(openedAt).toISOString();
  const rows = await tx.execute<{ id: string; currency: string; amount: string }>(sql`
    select p.id, p.currency, (p.captured_minor - p.refunded_minor)::text as amount
    from payments p join orders o on o.id = p.order_id
    where o.customer_id in (select customer_family(${customerId})) and p.method = 'card' and p.state = 'captured' and o.status_since >= ${since}::timestamptz
    order by p.id`);
  const shown = { kind: 'open_order', terms: 'card' } as const;
  return rows.map(({ amount, ...row }) => ({ ...row, ...shown, amountMinor: Number(amount) }));
}
