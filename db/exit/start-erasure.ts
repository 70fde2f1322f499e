import { eq } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { eraseWithinMs } from '../../domain/exit/exit-policy.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exits } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';
import { askForLateItems } from './late-items.ts';
import { readOpenBusiness } from './open-business.ts';
import { readUnpaid } from './read-settlement.ts';

/**
 * The instant has come: the erasure is owed from here on. A claim that was opened after the customer had left is waited for,
 * and what came up after the settlement until it is paid, because nobody could be answered or paid afterwards, but never
 * longer than the 30 days that the law leaves; then the erasure winds the claim up.
 */
export async function startErasure({ tx, facts, now, record, changed }: ProcessChange<ExitFacts>): Promise<void> {
  const { id, customerId, policy, eraseStartedAt, eraseAt, confirmedAt } = facts;
  if (eraseStartedAt !== null || eraseAt === null || confirmedAt === null || eraseAt > now) return;
  const claims = (await readOpenBusiness(tx, customerId)).filter(({ kind }) => kind === 'claim');
  // Whatever else stands on account by now, an order's too.
  await askForLateItems(tx, customerId, now);
  const unpaid = await readUnpaid(tx, id);
  const latest = confirmedAt + eraseWithinMs;
  if (claims.length + unpaid.length > 0 && now < latest) {
    await setExit(tx, id, { eraseAt: new Date(Math.min(now + policy.recheckMs, latest)) });
    return changed();
  }
  await setExit(tx, id, { eraseStartedAt: new Date(now) });
  record('exit.erasure_due');
}

const setExit = (tx: Tx, id: string, set: Partial<Pick<typeof exits.$inferInsert, 'eraseAt' | 'eraseStartedAt'>>) =>
  tx.update(exits).set(set).where(eq(exits.id, id));
