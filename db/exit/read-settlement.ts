import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import { isOwedByCustomer, type UnpaidBalance } from '../../domain/exit/settlement.ts';
import type { Statement } from '../../domain/exit/statement.ts';
import { customers } from '../schema/customers.ts';
import { exitBalances, exitItems, exitSettlements, exits } from '../schema/exit.ts';
import { tasks } from '../schema/tasks.ts';
import type { Tx } from '../transaction.ts';
import { balanceTasks } from './ask-to-pay.ts';
import { lateSubject, readLateItems } from './late-items.ts';

/** What a statement says, from the rows of its settlement; null before there is one. */
export async function readStatement(tx: Pick<Tx, 'select'>, exitId: string): Promise<Statement | null> {
  const [row] = await tx
    .select({ settledAt: exitSettlements.settledAt, customerId: customers.id, name: customers.name, zone: exits.zone })
    .from(exitSettlements)
    .innerJoin(exits, eq(exits.id, exitSettlements.exitId))
    .innerJoin(customers, eq(customers.id, exitSettlements.customerId))
    .where(eq(exitSettlements.exitId, exitId));
  if (!row) return null;
  const { settledAt, customerId, name, zone } = row;
  return {
    ...{ exitId, customerId, name, zone, settledAt: settledAt.getTime() },
    ...(await readBalances(tx, exitId)),
  };
}

export async function readBalances(
  tx: Pick<Tx, 'select'>,
  exitId: string,
): Promise<Pick<Statement, 'items' | 'balances'>> {
  const items = await tx.select().from(exitItems).where(eq(exitItems.exitId, exitId)).orderBy(asc(exitItems.no));
  const balances = await tx
    .select()
    .from(exitBalances)
    .where(eq(exitBalances.exitId, exitId))
    .orderBy(asc(exitBalances.currency));
  return {
    items: items.map(({ exitId: _, ...item }) => item),
    balances: balances.map(({ exitId: _, ...balance }) => balance),
  };
}

export const balanceSubject = (exitId: string, currency: string): string => `${exitId}/${currency}`;

/** Balances, and what came up after them, whose task is open still. */
export async function readUnpaid(tx: Pick<Tx, 'select'>, exitId: string): Promise<UnpaidBalance[]> {
  const open = await tx
    .select({ task: tasks.id, subject: tasks.subject })
    .from(tasks)
    .where(
      and(
        eq(tasks.processId, exitId),
        eq(tasks.state, 'open'),
        inArray(tasks.kind, [balanceTasks.customer, balanceTasks.us]),
      ),
    );
  if (open.length === 0) return [];
  const balances = await tx
    .select({ currency: exitBalances.currency, netMinor: exitBalances.netMinor })
    .from(exitBalances)
    .where(and(eq(exitBalances.exitId, exitId), ne(exitBalances.netMinor, 0)))
    .orderBy(asc(exitBalances.currency));
  const late = await readLateItems(tx, exitId);
  const amounts = [
    ...balances.map((balance) => ({ ...balance, late: null, subject: balanceSubject(exitId, balance.currency) })),
    ...late.map(({ no, kind, currency, amountMinor }) => ({
      ...{ currency, netMinor: isOwedByCustomer(kind) ? amountMinor : -amountMinor },
      ...{ late: no, subject: lateSubject(exitId, no) },
    })),
  ];
  return amounts.flatMap(({ subject, ...amount }) => {
    const task = open.find((one) => one.subject === subject)?.task;
    return task === undefined ? [] : [{ ...amount, task }];
  });
}
