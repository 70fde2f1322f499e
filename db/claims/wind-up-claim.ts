import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { canMoveClaim } from '../../domain/claims/claim-states.ts';
import { unreturnedUnits } from '../../domain/claims/unreturned.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claims, returns } from '../schema/claims.ts';
import { stuckWork } from '../schema/processes.ts';
import { sendBacks } from '../schema/send-backs.ts';
import { answerUnreturned } from './answer-unreturned.ts';
import { returnIdOf } from './authorise-return.ts';
import { voidCharge } from './charge-approval.ts';
import { claimStore } from './claim-store.ts';
import { inspectLine } from './receive-goods.ts';
import { resolveGranted } from './resolve-claim.ts';
import { withdrawClaim } from './withdraw-claim.ts';

type Change = ProcessChange<ClaimFacts>;

/**
 * Its customer is about to be forgotten, also where it has ended. What is undecided is withdrawn; goods that have come count as accepted, those that
 * have not are not waited for; what was granted and not done in kind is paid back. From here on only a refund is owed, which
 * a provider pays without a name, and which somebody can retry or settle by hand as long as it is stuck.
 */
export async function windUpClaim(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  if (facts.woundUpAt !== null) return;
  if (facts.charge !== null) await voidCharge(change, facts.charge);
  if (canMoveClaim(facts.status, 'withdrawn')) await withdrawClaim(change);
  else await endReturn(change);
  await forgetLabels(change);
  await tx
    .update(claims)
    .set({ woundUpAt: new Date(now) })
    .where(eq(claims.id, facts.id));
  record('claim.was_wound_up');
  // Asked for before the erasure, which leaves no word in what is written.
  await resolveGranted({ ...change, facts: await claimStore.load(tx, facts) });
}

async function endReturn(change: Change): Promise<void> {
  const { tx, facts } = change;
  const back = facts.return;
  if (back === null) return;
  for (const { lineNo, received, inspected } of back.lines.filter((line) => line.received > line.inspected))
    await inspectLine(change, back.id, {
      ...{ lineNo, units: received - inspected },
      ...{ accepted: true, disposition: 'quarantine' },
    });
  const came = back.lines.some(({ received }) => received > 0);
  await tx
    .update(returns)
    .set({ status: came ? 'inspected' : 'expired' })
    .where(eq(returns.id, back.id));
  await writeOff({ ...change, facts: await claimStore.load(tx, facts) });
}

/** Nobody is left who could be charged. */
async function writeOff(change: Change): Promise<void> {
  for (const one of unreturnedUnits(change.facts))
    await answerUnreturned(change, { ...one, answer: 'write_off', reason: 'customer erased' }, { role: 'admin' });
}

/** A label that is being bought in this instant finds that nobody wants it any more: it names an address. */
async function forgetLabels({ tx, facts, actor }: Change): Promise<void> {
  const returnId = returnIdOf(facts.id);
  await tx
    .update(returns)
    .set({ label: 'none' })
    .where(and(eq(returns.id, returnId), eq(returns.label, 'wanted')));
  await tx
    .update(sendBacks)
    .set({ label: 'none' })
    .where(and(eq(sendBacks.returnId, returnId), eq(sendBacks.label, 'wanted')));
  await tx
    .update(stuckWork)
    .set({ resolution: 'skip', resolvedBy: actor })
    .where(
      and(
        eq(stuckWork.processId, facts.id),
        inArray(stuckWork.work, ['return_label', 'send_back_label']),
        isNull(stuckWork.resolution),
      ),
    );
}
