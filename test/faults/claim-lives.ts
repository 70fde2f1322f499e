/** Lives of orders that are claimed when they have come: refunded, sent back, replaced, credited, appealed, withdrawn. */
import type { Scenario } from '../harness/scenario.ts';
import { claimMoves, dear } from './claim-moves.ts';
import { goesWell, type Life, type Moves, nothing, sold } from './life.ts';
import { somebodyNew } from './somebody-new.ts';

export function claimLives(moves: Moves, scenario: Scenario) {
  const { must, made, read, becomes, deliver, leaves, tells } = moves;
  const { claim, granted, comesBack, refunded } = claimMoves(moves, scenario);
  const { somebody } = somebodyNew(made);

  return {
    'lost and claimed': {
      customer: somebody,
      live: async (id) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'missing');
        await becomes(`/v1/claims/${claimId}`, { status: 'closed' });
        tells(`claim/${claimId}`, 'claim_received', 'claim_granted');
        await refunded(id);
      },
      gone: 1,
      told: [[...goesWell, 'refund_issued']],
      books: [{ ...sold(1150), refunds: ['succeeded 1150'] }],
    },
    'claimed and sent back': {
      customer: somebody,
      live: async (id, { sku }) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'return');
        await comesBack(claimId, sku);
        await becomes(`/v1/claims/${claimId}`, { status: 'closed' });
        tells(`claim/${claimId}`, 'claim_received', 'claim_granted', 'return_authorised', 'return_label');
        await refunded(id);
      },
      gone: 0,
      told: [[...goesWell, 'refund_issued']],
      books: [{ ...sold(1150), refunds: ['succeeded 1150'] }],
    },
    'claimed and replaced': {
      customer: somebody,
      own: { units: 2, quantity: 1, priceMinor: dear.priceMinor, left: [1, 0] },
      live: async (id, { sku }) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        await granted(claimId, 'replace_now');
        await becomes(`/v1/claims/${claimId}`, { replacements: [{ lineNo: 1, units: 1 }] });
        const [{ orderId }] = (await read(`/v1/claims/${claimId}`)).replacements;
        await deliver(orderId, 1);
        await comesBack(claimId, sku);
        await becomes(`/v1/claims/${claimId}`, { status: 'closed' });
        tells(`claim/${claimId}`, 'claim_received', 'claim_granted', 'return_authorised', 'return_label');
        tells(`order/${orderId}`, ...goesWell);
        // What replaces something costs nothing.
        leaves(orderId, { ...nothing, labels: ['S1 sold'] });
      },
      gone: 0,
      books: [sold(dear.withTax)],
    },
    'claimed and credited': {
      customer: (no) => somebody(no, { creditLimit: { amount: 500_000, currency: 'CAD' } }),
      order: { payment: { method: 'account' } },
      own: { units: 1, quantity: 1, priceMinor: dear.priceMinor, left: [0, 0] },
      live: async (id) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        await granted(claimId, 'credit');
        await becomes(`/v1/claims/${claimId}`, { status: 'closed' });
        tells(`claim/${claimId}`, 'claim_received', 'claim_granted');
        leaves(claimId, { ...nothing, credits: [dear.withTax] });
      },
      gone: 0,
      // On account, what is owed is no business of the provider's.
      books: [{ ...nothing, labels: ['S1 sold'] }],
    },
    'refused and appealed': {
      customer: somebody,
      live: async (id) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged', { cause: 'misuse' });
        await becomes(`/v1/claims/${claimId}`, { status: 'rejected' });
        await must('back_office', `/v1/claims/${claimId}/appeal`, { reason: 'look again' });
        await granted(claimId, 'refund_only');
        await becomes(`/v1/claims/${claimId}`, { status: 'closed' });
        tells(`claim/${claimId}`, 'claim_received', 'claim_refused_by_rules', 'claim_granted');
        await refunded(id);
      },
      gone: 1,
      told: [[...goesWell, 'refund_issued']],
      books: [{ ...sold(1150), refunds: ['succeeded 1150'] }],
    },
    'claimed and withdrawn': {
      customer: somebody,
      own: { units: 1, quantity: 1, priceMinor: dear.priceMinor, left: [0, 0] },
      live: async (id) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        await becomes(`/v1/claims/${claimId}`, { status: 'in_review' });
        await must('back_office', `/v1/claims/${claimId}/withdraw`, {});
        await becomes(`/v1/claims/${claimId}`, { status: 'withdrawn' });
        tells(`claim/${claimId}`, 'claim_received', 'claim_withdrawn');
        leaves(claimId, nothing);
      },
      gone: 0,
      books: [sold(dear.withTax)],
    },
  } satisfies Record<string, Life>;
}
