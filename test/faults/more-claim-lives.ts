/** Lives of orders whose claims come to their other outcomes: replaced or repaired after a return, not accepted, goodwill, approved by another. */
import type { Scenario } from '../harness/scenario.ts';
import { claimMoves, dear } from './claim-moves.ts';
import { goesWell, type Life, type Moves, nothing, sold } from './life.ts';
import { somebodyNew } from './somebody-new.ts';

const received = ['claim_received', 'claim_granted'];
const sentLabel = [...received, 'return_authorised', 'return_label'];

export function moreClaimLives(moves: Moves, scenario: Scenario) {
  const { must, made, read, becomes, approve, deliver, leaves, tells } = moves;
  const { photo, claim, granted, comesBack, comesBackBroken, refunded } = claimMoves(moves, scenario);
  const { somebody } = somebodyNew(made);
  const ends = (claimId: string) => becomes(`/v1/claims/${claimId}`, { status: 'closed' });
  const one = { units: 1, quantity: 1, priceMinor: dear.priceMinor } as const;

  return {
    'claimed, and replaced when it was back': {
      customer: somebody,
      own: { ...one, units: 2, left: [1, 0] },
      live: async (id, { sku }) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        await granted(claimId, 'replace_after_return');
        await comesBack(claimId, sku);
        await becomes(`/v1/claims/${claimId}`, { replacements: [{ lineNo: 1, units: 1 }] });
        const [{ orderId }] = (await read(`/v1/claims/${claimId}`)).replacements;
        await deliver(orderId, 1);
        await ends(claimId);
        tells(`claim/${claimId}`, ...sentLabel);
        tells(`order/${orderId}`, ...goesWell);
        leaves(orderId, { ...nothing, labels: ['S1 sold'] });
      },
      gone: 0,
      books: [sold(dear.withTax)],
    },
    'claimed and repaired': {
      customer: somebody,
      own: { ...one, left: [0, 0] },
      live: async (id, { sku }) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        await granted(claimId, 'repair');
        await comesBack(claimId, sku, 'quarantine');
        for (const step of ['repair', 'send_back']) {
          await becomes(`/v1/claims/${claimId}`, { waiting: { for: step } });
          await must('agent', `/v1/claims/${claimId}/steps`, { lineNo: 1, step, units: 1, reference: 'X-1' });
        }
        await ends(claimId);
        tells(`claim/${claimId}`, ...sentLabel);
      },
      gone: 0,
      books: [sold(dear.withTax)],
    },
    'claimed, and not accepted when it was back': {
      customer: somebody,
      own: { ...one, left: [0, 0] },
      live: async (id, { sku }) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        await granted(claimId, 'return_then_refund');
        await comesBackBroken(claimId, sku);
        await ends(claimId);
        tells(`claim/${claimId}`, ...sentLabel, 'claim_sent_back');
      },
      gone: 0,
      books: [sold(dear.withTax)],
    },
    'claimed, and shown when asked': {
      customer: somebody,
      live: async (id) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged', { evidence: [] });
        await becomes(`/v1/claims/${claimId}`, { status: 'need_info' });
        await must('back_office', `/v1/claims/${claimId}/evidence`, { evidence: [photo] });
        await ends(claimId);
        tells(`claim/${claimId}`, 'claim_received', 'claim_needs_info', 'claim_granted');
        await refunded(id);
      },
      gone: 1,
      told: [[...goesWell, 'refund_issued']],
      books: [{ ...sold(1150), refunds: ['succeeded 1150'] }],
    },
    'claimed, and given goodwill': {
      customer: somebody,
      own: { ...one, left: [0, 0] },
      live: async (id) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        await granted(claimId, 'goodwill');
        await ends(claimId);
        tells(`claim/${claimId}`, ...received);
        leaves(claimId, { ...nothing, credits: [dear.withTax] });
      },
      gone: 0,
      books: [sold(dear.withTax)],
    },
    'claimed above what one may grant': {
      customer: somebody,
      own: { units: 1, quantity: 1, priceMinor: 660_000, left: [0, 0] },
      live: async (id) => {
        await approve(id);
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        const at = `/v1/claims/${claimId}`;
        await becomes(at, { status: 'in_review' });
        const lines = [{ lineNo: 1, granted: 1, outcome: 'refund_only' }];
        await must('agent', `${at}/decision`, { lines, reason: 'seen' });
        const { approval } = await read(at);
        const yes = { decision: 'approve', reason: 'seen too', digest: approval.digest };
        await must('supervisor', `/v1/approvals/${approval.id}/decision`, yes);
        await ends(claimId);
        tells(`claim/${claimId}`, ...received);
        await refunded(id, 758_835);
      },
      gone: 0,
      told: [[...goesWell, 'refund_issued']],
      books: [{ ...sold(758_835), refunds: ['succeeded 758835'] }],
    },
  } satisfies Record<string, Life>;
}
