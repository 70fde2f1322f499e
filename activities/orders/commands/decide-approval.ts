import { voteOnApproval } from '../../../db/approvals/vote-on-approval.ts';
import { approversOf } from '../../../domain/orders/approval-need.ts';
import { cancelUnpromised } from '../cancel-order.ts';
import { amountToApprove, digestOf } from '../raise-approval.ts';
import { type Command, done, refused } from './command.ts';

/** Approves or rejects once, by somebody else than the requester, inside their authority, on what they were shown. */
export const decideApproval: Command<'decide_approval'> = async (change, payload, asker) => {
  const { tx, facts, now } = change;
  const { approval } = facts;
  if (approval?.id !== payload.approvalId) return refused('not_found', { thing: `Approval ${payload.approvalId}` });
  const { id, requester } = approval;
  const vote = {
    ...{ ...payload, digestNow: digestOf(facts), roles: approversOf(facts) },
    // Who placed the order stays out too, also when somebody else's amendment asked again.
    initiator: facts.placedBy,
    amountMinor: await amountToApprove(change, { id, requester, amountMinor: approval.amountMinor }),
  };
  const voted = await voteOnApproval(tx, vote, asker, now);
  if ('code' in voted) return refused(voted.code, voted.details);
  change.record(voted.state === 'open' ? 'approval.voted' : `approval.${voted.state}`, { approval: id });
  if (voted.state === 'rejected') await cancelUnpromised(change, 'approval_rejected');
  return done({ state: voted.state });
};
