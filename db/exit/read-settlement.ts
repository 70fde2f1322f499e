import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import type { UnpaidBalance } from '../../domain/exit/settlement.ts';
import type { Statement } from '../../domain/exit/statement.ts';
import { customers } from '../schema/customers.ts';
import { exitBalances, exitItems, exitSettlements, exits } from '../schema/exit.ts';
import { tasks } from '../schema/tasks.ts';
import type { Tx } from '../transaction.ts';

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

/** A task for each balance: who owes it is in its kind, how much in its details, and what was paid by in its evidence. */
export const balanceTasks = { customer: 'collect_exit_balance', us: 'pay_exit_balance' } as const;
export const balanceSubject = (exitId: string, currency: string): string => `${exitId}/${currency}`;

/** Balances whose task is open still. */
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
  return balances.flatMap((balance) => {
    const task = open.find(({ subject }) => subject === balanceSubject(exitId, balance.currency))?.task;
    return task === undefined ? [] : [{ ...balance, task }];
  });
}
