/** A charge for originals above the limit of who asks for it: somebody else says yes, whose limit covers it. */
import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { approverOf, mayGrantAlone, rolesReaching } from '../../domain/claims/claim-authority.ts';
import type { AnsweredUnits, AskedCharge, ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { claimPolicy } from '../../domain/claims/claim-policy.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { amountAsked } from '../approvals/amount-asked.ts';
import { authorityLimits, ownLimit } from '../approvals/authority-limits.ts';
import { closeApproval, raiseProcessApproval } from '../approvals/process-approvals.ts';
import { type Vote, voteOnApproval } from '../approvals/vote-on-approval.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { unreturnedOriginals } from '../schema/unreturned-originals.ts';
import { askAboutUnreturned } from './expire-return.ts';
import { putInForce } from './put-answer-in-force.ts';

type Change = ProcessChange<ClaimFacts>;
type Charge = AnsweredUnits & { readonly amountMinor: number; readonly reason: string };

/** The approval that was asked for; null where who asks may charge alone. `waiting`: what the claim asks already. */
export async function approvalForCharge(
  change: Change,
  { lineNo, units, amountMinor, reason }: Charge,
  { role, waiting }: { readonly role: Role; readonly waiting: string | undefined },
): Promise<string | Refusal | null> {
  const { tx, facts, now, actor } = change;
  const { id, currency } = facts;
  const authority = await authorityFor(change, { requester: actor, amountMinor, no: 0 });
  const own = await ownLimit(tx, actor, currency);
  if (mayGrantAlone({ role, own }, authority)) return null;
  if (waiting !== undefined) return refusal('approval_waits', { claim: id, approval: waiting });
  const shown = [id, facts.orderId, currency, lineNo, units, amountMinor, reason];
  return raiseProcessApproval(tx, {
    ...{ processId: id, subject: 'claim', reasons: ['charge_above_limit'], requester: actor, now, currency },
    answer: {
      levelMs: claimPolicy.approvalEscalatesMs,
      lastMs: claimPolicy.approvalExpiresMs - claimPolicy.approvalEscalatesMs,
    },
    amountMinor: authority.amountMinor,
    digest: createHash('sha256').update(JSON.stringify(shown)).digest('hex'),
    approverRole: approverOf(authority),
  });
}

/** With what else the same person charged, or the same customer was charged, in 24 hours. */
async function authorityFor(
  { tx, facts, now }: Change,
  { requester, amountMinor, no }: { requester: string; amountMinor: number; no: number },
) {
  const { id, customerId: customer, currency } = facts;
  const request = { id: `${id}/charge-${no}`, customer, requester, amountMinor, currency, at: now };
  const covered = await amountAsked(tx, 'charge', request);
  return { level: 'agent', amountMinor: covered, currency, limits: await authorityLimits(tx, currency) } as const;
}

type Decision = Pick<Vote, 'approvalId' | 'decision' | 'reason' | 'digest'>;

/** Never by who asked for the charge, or opened the claim. After a no the units wait for another answer. */
export async function decideCharge(
  change: Change,
  charge: AskedCharge,
  { decision, reason, digest }: Decision,
  asker: { readonly actor: string; readonly role: Role },
): Promise<Refusal | { state: string }> {
  const { tx, facts, now, record } = change;
  const { approvalId, proposedBy: requester, amountMinor, no } = charge;
  await lockCustomer(tx, facts.customerId);
  const authority = await authorityFor(change, { requester, amountMinor, no });
  const vote = {
    ...{ approvalId, decision, reason, digest, amountMinor: authority.amountMinor },
    ...{ roles: rolesReaching('agent'), initiator: facts.openedBy },
  };
  const voted = await voteOnApproval(tx, vote, asker, now);
  if ('code' in voted) return voted;
  const { state } = voted;
  record(state === 'open' ? 'approval.voted' : `approval.${state}`, { approval: approvalId });
  if (state === 'approved') {
    await setCharge(change, { state: 'in_force', decidedAt: new Date(now) });
    await putInForce(change, { ...charge, answer: 'charge' });
  }
  if (state === 'rejected') await dropCharge(change);
  return { state };
}

/** There is nothing left to approve: the original has come, or the claim is wound up. */
export async function voidCharge(change: Change, { approvalId }: AskedCharge): Promise<void> {
  await closeApproval(change.tx, approvalId, 'void');
  change.record('approval.void', { approval: approvalId });
  await dropCharge(change);
}

/** Nothing is charged, and what is still missing waits for an answer again. */
export async function dropCharge(change: Change): Promise<void> {
  await setCharge(change, { state: 'dropped' });
  await askAboutUnreturned(change);
}

const setCharge = ({ tx, facts }: Change, set: { state: 'in_force' | 'dropped'; decidedAt?: Date }) =>
  tx
    .update(unreturnedOriginals)
    .set(set)
    .where(and(eq(unreturnedOriginals.claimId, facts.id), eq(unreturnedOriginals.state, 'proposed')));
