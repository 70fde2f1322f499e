/** What comes up between a customer and us once their exit is settled: no settlement nets it, so somebody is asked for it. */
import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import { isOwedByCustomer } from '../../domain/exit/settlement.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { exitLateItems, exitSettlements, exits } from '../schema/exit.ts';
import { processes } from '../schema/processes.ts';
import type { Tx } from '../transaction.ts';
import { askToPay } from './ask-to-pay.ts';
import { unnettedItems } from './unnetted-items.ts';

export const lateSubject = (exitId: string, no: number): string => `${exitId}/late/${no}`;

/**
 * Where the customer's exit was settled before, what came up on account since is written to the exit's file and a person
 * pays or collects it, once: true then. For others nothing happens; their next exit nets it. A claim asks in the transaction
 * that credits, gives back or charges; what an order captures or gives back is news of the customer, for which the exit
 * looks. Locks the customer, as a settlement does: what one of them does not see the other does.
 */
export async function askForLateItems(tx: Tx, customerId: string, now: number): Promise<boolean> {
  const customer = await lockCustomer(tx, customerId);
  const exit = customer && (await settledExit(tx, customer.id));
  if (!exit) return false;
  const unnetted = await unnettedItems(tx, customer.id);
  const items = unnetted.filter(({ amountMinor }) => amountMinor > 0);
  const before = await tx.select({ no: exitLateItems.no }).from(exitLateItems).where(eq(exitLateItems.exitId, exit.id));
  for (const [index, { id: source, kind, currency, amountMinor }] of items.entries()) {
    const no = before.length + index + 1;
    await tx
      .insert(exitLateItems)
      .values({ exitId: exit.id, no, kind, source, currency, amountMinor, at: new Date(now) });
    // Of somebody who is not known any more nobody can be asked to pay.
    if (customer.lifecycle === 'erased') continue;
    const netMinor = isOwedByCustomer(kind) ? amountMinor : -amountMinor;
    const subject = lateSubject(exit.id, no);
    await askToPay(tx, { subject, customerId: customer.id, currency, netMinor }, { policy: exit.policy, now });
  }
  return items.length > 0;
}

/** The exit of a customer that is settled and was not taken back since. */
async function settledExit(tx: Tx, customerId: string) {
  const [row] = await tx
    .select({ id: exits.id, policy: exits.policy })
    .from(exits)
    .innerJoin(exitSettlements, eq(exitSettlements.exitId, exits.id))
    .innerJoin(processes, eq(processes.id, exits.id))
    .where(
      and(
        eq(exits.customerId, customerId),
        inArray(processes.status, ['exporting', 'confirmed', 'retention_hold', 'erased']),
      ),
    )
    .orderBy(desc(exitSettlements.settledAt))
    .limit(1);
  return row;
}

export const readLateItems = (tx: Pick<Tx, 'select'>, exitId: string) =>
  tx.select().from(exitLateItems).where(eq(exitLateItems.exitId, exitId)).orderBy(asc(exitLateItems.no));
