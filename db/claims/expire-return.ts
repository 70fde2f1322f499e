import { eq } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { returnLapses } from '../../domain/claims/owed-steps.ts';
import { unreturnedUnits } from '../../domain/claims/unreturned.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { returns } from '../schema/claims.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import { claimStore } from './claim-store.ts';

type Change = ProcessChange<ClaimFacts>;

/** Goods that never came: of what was replaced in advance a person charges or writes off, the rest is not paid for. */
export async function expireReturn(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  const waiting = facts.return;
  if (!waiting || !returnLapses(waiting) || waiting.dueAt > now) return;
  const status = waiting.status === 'received' ? 'inspected' : 'expired';
  await tx.update(returns).set({ status }).where(eq(returns.id, waiting.id));
  record(`return.${status}`, { return: waiting.id });
  await askAboutUnreturned(change);
}

/** A person decides on what is missing, as it is now. */
export async function askAboutUnreturned({ tx, facts, now }: Change): Promise<void> {
  const lines = unreturnedUnits(await claimStore.load(tx, facts));
  if (lines.length === 0) return;
  const details = { claim: facts.id, lines, answer: `/v1/claims/${facts.id}/unreturned` };
  const task = { kind: 'original_not_returned', subject: facts.id, orderId: facts.orderId, details };
  await raiseTask(tx, { ...task, role: 'agent', now });
}
