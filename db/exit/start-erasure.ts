import { eq } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { eraseWithinMs } from '../../domain/exit/exit-policy.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exits } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';
import { cancelOpenOrders } from './ask-orders.ts';
import { askForLateItems } from './late-items.ts';
import { readOpenBusiness } from './open-business.ts';
import { readUnpaid } from './read-settlement.ts';

/**
 * What came up on account since the settlement is asked for at each look. Once the instant has come the erasure is owed, but
 * for what is still open: a claim or an order of after the settlement, a refund on its way, what nobody has paid. Nobody could
 * be answered, reached or paid afterwards. Orders are asked to cancel what has not left; the rest is waited for, never longer
 * than the 30 days that the law leaves; then the erasure winds a claim up.
 */
export async function startErasure(change: ProcessChange<ExitFacts>): Promise<void> {
  const { tx, facts, now, record, changed } = change;
  const { id, customerId, policy, eraseStartedAt, eraseAt, confirmedAt } = facts;
  if (eraseStartedAt !== null || eraseAt === null || confirmedAt === null) return;
  if (await askForLateItems(tx, customerId, now)) changed();
  if (eraseAt > now) return;
  const open = (await readOpenBusiness(tx, customerId)).filter(({ kind }) => kind !== 'case');
  const unpaid = await readUnpaid(tx, id);
  const latest = confirmedAt + eraseWithinMs;
  if (open.length + unpaid.length > 0 && now < latest) {
    await cancelOpenOrders(change);
    await setExit(tx, id, { eraseAt: new Date(Math.min(now + policy.recheckMs, latest)) });
    return changed();
  }
  await setExit(tx, id, { eraseStartedAt: new Date(now) });
  record('exit.erasure_due');
}

const setExit = (tx: Tx, id: string, set: Partial<Pick<typeof exits.$inferInsert, 'eraseAt' | 'eraseStartedAt'>>) =>
  tx.update(exits).set(set).where(eq(exits.id, id));
