import { eq } from 'drizzle-orm';
import { passUnanswered } from '../../db/approvals/pass-unanswered.ts';
import { evidenceWanted } from '../../db/claims/ask-for-evidence.ts';
import { dropCharge } from '../../db/claims/charge-approval.ts';
import { claimStore } from '../../db/claims/claim-store.ts';
import { dropProposed } from '../../db/claims/decide-claim.ts';
import { expireReturn } from '../../db/claims/expire-return.ts';
import { fireClaimLevels } from '../../db/claims/fire-levels.ts';
import { giveGoodsBack } from '../../db/claims/give-goods-back.ts';
import { undoReplacements } from '../../db/claims/place-replacement.ts';
import { onOrder, releaseUnits, resolveGranted } from '../../db/claims/resolve-claim.ts';
import { countSentByHand } from '../../db/claims/send-back.ts';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import type { ProcessChange } from '../../db/processes/change-process.ts';
import { claims } from '../../db/schema/claims.ts';
import { isOver, owesLate } from '../../domain/claims/claim.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { claimPolicy } from '../../domain/claims/claim-policy.ts';
import type { ClaimStatus } from '../../domain/claims/claim-states.ts';
import { replacementsToUndo } from '../../domain/claims/owed-steps.ts';
import { sendRefund, writeSentRefund } from '../orders/submit-refund.ts';
import { defineProcess } from '../processes/process-definition.ts';
import { buyReturnLabel, buySendBackLabel } from './buy-parcel-label.ts';
import { withoutTheirWords } from './outside-refusal.ts';

type Change = ProcessChange<ClaimFacts>;

/** A claim between the decisions of people: it pays, waits for goods, reminds, and ends. */
export const claim = defineProcess<ClaimFacts, ClaimStatus>({
  store: claimStore,
  advance: async (change) => {
    const { facts, now } = change;
    await fireClaimLevels(change);
    if (facts.status === 'resolving' || owesLate(facts)) {
      if (replacementsToUndo(facts).length > 0) return undoReplacements(change);
      await resolveGranted(change);
      await expireReturn(change);
    }
    await countSentByHand(change);
    if (facts.status === 'need_info') await remind(change);
    if (facts.status === 'in_review') await passApproval(change);
    await passCharge(change);
    if (isOver(facts, now)) {
      await releaseUnits(change, false);
      if (facts.status === 'rejected' && facts.woundUpAt === null) await giveGoodsBack(change);
    }
  },
  work: {
    return_label: buyReturnLabel,
    send_back_label: buySendBackLabel,
    /** The key is the refund's own: whoever sends it, how often ever, it is paid once. */
    refund: async (deps, refundId) => {
      const sent = await withoutTheirWords('The refund', sendRefund(deps, refundId));
      return async (change) => {
        if (sent === null) return;
        const order = change.facts.refunds.find(({ id }) => id === refundId)?.orderId;
        await onOrder(change, (paid) => writeSentRefund(paid, refundId, sent), order);
        change.record('claim.refund_sent', { refund: refundId, state: sent.state });
      };
    },
  },
});

async function remind(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  const { id, orderId, customerId, remindedAt, statusSince } = facts;
  const about = { customerId, process: `claim/${id}` };
  if (remindedAt === null) {
    if (now < statusSince + claimPolicy.remindAfterMs) return;
    await tx
      .update(claims)
      .set({ remindedAt: new Date(now) })
      .where(eq(claims.id, facts.id));
    const wanted = evidenceWanted(
      facts,
      facts.lines.map(({ verdict }) => verdict),
    );
    const until = new Date(now + claimPolicy.lapseAfterMs).toISOString();
    const told = { ...about, step: `reminder-${facts.round}`, now };
    await tellCustomer(tx, { ...told, template: 'claim_reminder', params: { ...wanted, until } });
    record('claim.reminded');
  } else if (now >= remindedAt + claimPolicy.lapseAfterMs) {
    await releaseUnits(change, true);
    await tx
      .update(claims)
      .set({ withdrawnAt: new Date(now) })
      .where(eq(claims.id, facts.id));
    record('claim.lapsed');
    const params = { claim: id, order: orderId };
    await tellCustomer(tx, { ...about, step: 'lapsed', template: 'claim_lapsed', params, now });
    await giveGoodsBack(change);
  }
}

async function passApproval(change: Change): Promise<void> {
  const { proposed } = change.facts;
  if (proposed === null) return;
  const passed = await passUnanswered(change, { id: proposed.approvalId, ...proposed });
  if (passed === 'expired') await dropProposed(change);
}

async function passCharge(change: Change): Promise<void> {
  const { charge } = change.facts;
  if (charge === null) return;
  const passed = await passUnanswered(change, { id: charge.approvalId, ...charge });
  if (passed === 'expired') await dropCharge(change);
}
