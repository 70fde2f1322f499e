import { asc, eq } from 'drizzle-orm';
import type { Statement } from '../../domain/exit/statement.ts';
import { customers } from '../schema/customers.ts';
import { exitBalances, exitItems, exitSettlements, exits } from '../schema/exit.ts';
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
