import { eq } from 'drizzle-orm';
import { canMoveClaim } from '../../domain/claims/claim-states.ts';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { eraseWithinMs } from '../../domain/exit/exit-policy.ts';
import { claimStore } from '../claims/claim-store.ts';
import { withdrawClaim } from '../claims/withdraw-claim.ts';
import { changeProcess, type ProcessChange } from '../processes/change-process.ts';
import { exits } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';
import { readOpenBusiness } from './open-business.ts';

/**
 * The instant has come: the erasure is owed from here on. A claim that was opened after the customer had left is waited for,
 * because nobody could be answered or paid afterwards, but never longer than the 30 days that the law leaves; then it is
 * withdrawn where it is still undecided.
 */
export async function startErasure({
  tx,
  facts,
  now,
  actor,
  record,
  changed,
}: ProcessChange<ExitFacts>): Promise<void> {
  const { id, customerId, policy, eraseStartedAt, eraseAt, confirmedAt } = facts;
  if (eraseStartedAt !== null || eraseAt === null || confirmedAt === null || eraseAt > now) return;
  const claims = (await readOpenBusiness(tx, customerId)).filter(({ kind }) => kind === 'claim');
  const latest = confirmedAt + eraseWithinMs;
  if (claims.length > 0 && now < latest) {
    await setExit(tx, id, { eraseAt: new Date(Math.min(now + policy.recheckMs, latest)) });
    return changed();
  }
  for (const { id: claimId } of claims) await withdraw(tx, { claimId, now, actor });
  await setExit(tx, id, { eraseStartedAt: new Date(now) });
  record('exit.erasure_due');
}

async function withdraw(tx: Tx, { claimId, now, actor }: { claimId: string; now: number; actor: string }) {
  await changeProcess(tx, claimStore, { id: claimId, now, actor, byWorkflow: false }, async (change) => {
    // What was granted is paid without anybody's name; what was refused closes by itself.
    if (canMoveClaim(change.facts.status, 'withdrawn')) await withdrawClaim(change);
  });
}

const setExit = (tx: Tx, id: string, set: Partial<Pick<typeof exits.$inferInsert, 'eraseAt' | 'eraseStartedAt'>>) =>
  tx.update(exits).set(set).where(eq(exits.id, id));
