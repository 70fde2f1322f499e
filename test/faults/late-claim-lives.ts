/** Lives of orders whose claims are not over at once: an original that does not come back, a part that is granted and the rest appealed. */
import type { Scenario } from '../harness/scenario.ts';
import { claimMoves, dear } from './claim-moves.ts';
import { goesWell, type Life, type Moves, nothing, sold } from './life.ts';
import { somebodyNew } from './somebody-new.ts';

const missed = ['claim_received', 'claim_granted', 'return_authorised', 'return_label', 'claim_original_charged'];
/** Dearer than an agent may charge alone. */
const dearest = { priceMinor: 660_000, withTax: 758_835 };

export function lateClaimLives(moves: Moves, scenario: Scenario) {
  const { must, made, read, becomes, approve, deliver, leaves, tells } = moves;
  const { claim, granted, comesLate, refunded } = claimMoves(moves, scenario);
  const { somebody } = somebodyNew(made);

  /** Replaced in advance, and the original has not come by its day; the claim's id. */
  async function missing(orderId: string): Promise<string> {
    const claimId = await claim(orderId, 'damaged');
    const at = `/v1/claims/${claimId}`;
    await granted(claimId, 'replace_now');
    await becomes(at, { replacements: [{ lineNo: 1, units: 1 }], return: { label: 'bought' } });
    const [{ orderId: replacement }] = (await read(at)).replacements;
    await deliver(replacement, 1);
    tells(`order/${replacement}`, ...goesWell);
    leaves(replacement, { ...nothing, labels: ['S1 sold'] });
    await scenario.neverCame(claimId);
    await becomes(at, { status: 'closed', waiting: { for: 'original' } });
    return claimId;
  }

  /** Both units are claimed, one is granted, and an appeal ends with so many; the claim's id. */
  async function appealed(orderId: string, units: number): Promise<string> {
    await deliver(orderId, 1);
    const claimId = await claim(orderId, 'damaged', { lines: [{ lineNo: 1, units: 2 }] });
    const at = `/v1/claims/${claimId}`;
    await granted(claimId, 'refund_only');
    await becomes(at, { status: 'settled' });
    await must('back_office', `${at}/appeal`, { reason: 'both are broken' });
    await granted(claimId, 'refund_only', units);
    await becomes(at, { status: 'closed' });
    return claimId;
  }
  const charge = { lineNo: 1, units: 1, answer: 'charge', reason: 'reminded twice' };

  return {
    'claimed and replaced, and the original never came': {
      customer: somebody,
      own: { units: 2, quantity: 1, priceMinor: dearest.priceMinor, left: [0, 0] },
      live: async (id) => {
        await approve(id);
        await deliver(id, 1);
        const claimId = await missing(id);
        const at = `/v1/claims/${claimId}`;
        await must('agent', `${at}/unreturned`, charge);
        await becomes(at, { waiting: { for: 'approval' } });
        const { approval } = await read(at);
        const yes = { decision: 'approve', reason: 'seen too', digest: approval.digest };
        await must('supervisor', `/v1/approvals/${approval.id}/decision`, yes);
        const amount = { amount: dearest.withTax };
        await becomes(at, { waiting: null, unreturned: { open: [], decided: [{ answer: 'charge', amount }] } });
        tells(`claim/${claimId}`, ...missed);
        leaves(claimId, { ...nothing, labels: ['RET sold'] });
      },
      gone: 0,
      books: [sold(dearest.withTax)],
    },
    'claimed and replaced, and the original came after all': {
      customer: somebody,
      own: { units: 2, quantity: 1, priceMinor: dear.priceMinor, left: [1, 0] },
      live: async (id, { sku }) => {
        await deliver(id, 1);
        const claimId = await missing(id);
        const at = `/v1/claims/${claimId}`;
        await must('admin', `${at}/unreturned`, charge);
        await becomes(at, { waiting: null });
        await comesLate(claimId, sku);
        await becomes(at, { waiting: null, unreturned: { open: [], decided: [{ answer: 'charge', takenBack: 1 }] } });
        tells(`claim/${claimId}`, ...missed, 'claim_original_credited');
      },
      gone: 0,
      books: [sold(dear.withTax)],
    },
    'granted in part and appealed': {
      customer: somebody,
      own: { units: 2, quantity: 2, priceMinor: dear.priceMinor, left: [0, 0] },
      live: async (id) => {
        const claimId = await appealed(id, 2);
        tells(`claim/${claimId}`, 'claim_received', 'claim_granted', 'claim_granted');
        await refunded(id, dear.withTax, dear.withTax);
      },
      gone: 0,
      told: [[...goesWell, 'refund_issued', 'refund_issued']],
      books: [{ ...sold(2 * dear.withTax), refunds: Array(2).fill(`succeeded ${dear.withTax}`) }],
    },
    'granted in part, and appealed for nothing': {
      customer: somebody,
      own: { units: 2, quantity: 2, priceMinor: dear.priceMinor, left: [0, 0] },
      live: async (id) => {
        const claimId = await appealed(id, 1);
        // What was claimed and not granted is claimed again.
        const again = await claim(id, 'damaged');
        await becomes(`/v1/claims/${again}`, { status: 'in_review' });
        await must('back_office', `/v1/claims/${again}/withdraw`, {});
        tells(`claim/${claimId}`, 'claim_received', 'claim_granted', 'claim_granted');
        tells(`claim/${again}`, 'claim_received', 'claim_withdrawn');
        await refunded(id, dear.withTax);
      },
      gone: 0,
      told: [[...goesWell, 'refund_issued']],
      books: [{ ...sold(2 * dear.withTax), refunds: [`succeeded ${dear.withTax}`] }],
    },
  } satisfies Record<string, Life>;
}
