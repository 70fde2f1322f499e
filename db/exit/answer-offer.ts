/** What becomes of an offer: the customer's answer, the approver's, or none in time. */
import { eq } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { againAt, type ExitOfferState, type OfferKind } from '../../domain/exit/retention-offer.ts';
import type { TaskEvidence } from '../../domain/tasks/task-evidence.ts';
import { closeApproval } from '../approvals/process-approvals.ts';
import { type Vote, voteOnApproval } from '../approvals/vote-on-approval.ts';
import { lockToMove, moveLifecycle } from '../customers/move-lifecycle.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exitOffers, exits } from '../schema/exit.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import { releaseHeldOrders } from './ask-orders.ts';
import { giveNotice } from './give-notice.ts';
import { acceptedOffers, makeOffer } from './make-offer.ts';
import { offerToCover } from './offer-approval.ts';

type Change = ProcessChange<ExitFacts>;

/** What shows that a promise was kept; a call shows itself in its outcome. */
const keptBy: Readonly<Record<OfferKind, TaskEvidence | null>> = {
  ...{ credit: 'credit_reference', discount: 'price_agreement', call: null },
};

/** The customer stays, and somebody keeps the promise. The database lets one acceptance in within 12 months. */
export async function acceptOffer(change: Change): Promise<Refusal | null> {
  const { tx, facts, now, record } = change;
  const { id, customerId, offer } = facts;
  const closed = notOpen(facts, now);
  if (closed || offer === null) return closed;
  await lockToMove(tx, customerId);
  const lately = (await acceptedOffers(tx, customerId)).some((at) => now < againAt(at, facts.zone));
  if (lately) return refusal('offer_accepted_lately', { customer: customerId });
  await stay(change);
  await tx
    .update(exitOffers)
    .set({ state: 'accepted', acceptedAt: new Date(now), againAt: new Date(againAt(now, facts.zone)) })
    .where(eq(exitOffers.exitId, id));
  record('exit.offer_accepted', { kind: offer.kind });
  const details = { customer: customerId, kind: offer.kind, amountMinor: offer.valueMinor, currency: offer.currency };
  await raiseTask(tx, {
    ...{ kind: 'keep_retention_offer', subject: id, role: 'agent', details, now },
    evidenceWanted: keptBy[offer.kind],
  });
  const told = { customerId, process: `exit/${id}`, step: 'retained', now };
  await tellCustomer(tx, { ...told, template: 'exit_retained', params: { exit: id } });
  return null;
}

export async function refuseOffer(change: Change): Promise<Refusal | null> {
  const closed = notOpen(change.facts, change.now);
  if (closed) return closed;
  await endOffer(change, 'refused');
  return null;
}

function notOpen({ id, offer }: ExitFacts, now: number): Refusal | null {
  const stands = offer?.state === 'open' && (offer.expiresAt ?? 0) > now;
  return stands ? null : refusal('exit_offer_closed', { exit: id, state: offer?.state ?? 'none' });
}

/** No more offer: the notice runs. */
export async function endOffer(
  change: Change,
  state: Extract<ExitOfferState, 'refused' | 'expired' | 'not_approved'>,
): Promise<void> {
  const { tx, facts, record } = change;
  await tx.update(exitOffers).set({ state }).where(eq(exitOffers.exitId, facts.id));
  record('exit.offer_ended', { state });
  await giveNotice(change);
}

/** Exiting → active, and the exit is over. */
async function stay(change: Change): Promise<void> {
  const { tx, facts, now, actor } = change;
  const { id, customerId } = facts;
  const customer = await lockToMove(tx, customerId);
  if (!customer || !(await moveLifecycle(tx, customer, { to: 'active', actor, because: id })))
    throw new Error(`customer ${customerId} of exit ${id} is not exiting`);
  await releaseHeldOrders(change);
  await tx
    .update(exits)
    .set({ endedAt: new Date(now) })
    .where(eq(exits.id, id));
}

/** Taken back until the notice ends: up to that instant, not at it. */
export async function rescindExit(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  const { id, customerId, offer } = facts;
  await stay(change);
  await tx
    .update(exits)
    .set({ rescindedAt: new Date(now) })
    .where(eq(exits.id, id));
  if (offer?.approval) await closeApproval(tx, offer.approval.id, 'void');
  if (offer?.state === 'open' || offer?.state === 'awaiting_approval')
    await tx.update(exitOffers).set({ state: 'void' }).where(eq(exitOffers.exitId, id));
  record('exit.rescind_asked');
  const told = { customerId, process: `exit/${id}`, step: 'rescinded', now };
  await tellCustomer(tx, { ...told, template: 'exit_rescinded', params: { exit: id } });
}

type Approving = Pick<Vote, 'approvalId' | 'decision' | 'reason' | 'digest'>;

/** Whoever decides is not who asked, has the authority, and saw what is decided. */
export async function decideOfferApproval(
  change: Change,
  { approvalId, decision, reason, digest }: Approving,
  asker: { readonly actor: string; readonly role: Role },
): Promise<Refusal | { state: string }> {
  const { tx, facts, now, record } = change;
  const { offer } = facts;
  const asked = offer?.approval;
  if (!offer || asked?.id !== approvalId) return refusal('approval_closed', { approval: approvalId, state: 'closed' });
  const amountMinor = await offerToCover(change, offer, asked.requester);
  const vote = { approvalId, decision, reason, digest, amountMinor, initiator: facts.openedBy };
  // Agents make offers, and approve none.
  const voted = await voteOnApproval(tx, { ...vote, roles: ['supervisor', 'admin'] }, asker, now);
  if ('code' in voted) return voted;
  const { state } = voted;
  record(state === 'open' ? 'approval.voted' : `approval.${state}`, { approval: approvalId });
  if (state === 'approved') await makeOffer(change, offer);
  if (state === 'rejected') await endOffer(change, 'not_approved');
  return { state };
}
