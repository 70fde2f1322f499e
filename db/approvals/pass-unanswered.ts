import type { EventType } from '../../domain/timeline/event-words.ts';
import type { Tx } from '../transaction.ts';
import { askNextApprover } from './ask-next-approver.ts';
import { closeApproval } from './process-approvals.ts';

/** An approval that nobody has decided; instants in epoch ms. */
export type Unanswered = { readonly id: string; readonly escalatesAt: number | null; readonly expiresAt: number };

type Change = {
  readonly tx: Tx;
  readonly now: number;
  record(type: EventType, data: Record<string, unknown>): void;
};

/**
 * What the time that has passed does to an approval, on the timeline of whose it is: once the next one's time has come they
 * are asked too (`passed`), and once the last one's is over it is closed (`expired`): what that means is for the caller to do.
 */
export async function passUnanswered(
  { tx, now, record }: Change,
  { id, escalatesAt, expiresAt }: Unanswered,
): Promise<'waits' | 'passed' | 'expired'> {
  if (expiresAt <= now) {
    await closeApproval(tx, id, 'expired');
    record('approval.expired', { approval: id });
    return 'expired';
  }
  if (escalatesAt === null || escalatesAt > now) return 'waits';
  const approverRole = await askNextApprover(tx, id, now);
  record('approval.escalated', { approval: id, approverRole });
  return 'passed';
}
