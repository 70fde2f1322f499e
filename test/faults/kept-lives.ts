/** Lives of orders whose customers are offered more than one may promise alone, or are won back when they have left. */
import { expect } from 'vitest';
import type { Scenario } from '../harness/scenario.ts';
import { claimMoves, dear } from './claim-moves.ts';
import { exitMoves, farewell } from './exit-moves.ts';
import { goesWell, type Life, type Moves, sold } from './life.ts';
import { somebodyNew } from './somebody-new.ts';

export function keptLives(moves: Moves, scenario: Scenario) {
  const { must, made, read, becomes, deliver, labelled, tells } = moves;
  const { claim, granted, refunded } = claimMoves(moves, scenario);
  const { leave, confirmed } = exitMoves(moves);
  const { somebody, somebodyMailed } = somebodyNew(made);

  /** Of what the table offers to who goes to somebody else; the exit's path. */
  async function offerDecided(exitId: string, decision: 'approve' | 'reject'): Promise<string> {
    const at = `/v1/exits/${exitId}`;
    await becomes(at, { offer: { state: 'awaiting_approval' } });
    const { approval } = (await read(at)).offer;
    const said = { decision, reason: 'seen', digest: approval.digest };
    await must('admin', `/v1/approvals/${approval.id}/decision`, said);
    return at;
  }

  return {
    'left and was kept by a dear offer': {
      customer: somebody,
      live: async (id, { customerId }) => {
        await labelled(id);
        const exitId = await leave(customerId, { reason: 'competitor' });
        const at = await offerDecided(exitId, 'approve');
        await must('agent', `${at}/offer`, { answer: 'accept' });
        await becomes(at, { status: 'retained' });
        const { data } = await read(`/v1/tasks?subject=${exitId}`);
        expect(data).toMatchObject([{ kind: 'keep_retention_offer' }]);
        await must('agent', `/v1/tasks/${data[0].id}/completion`, { outcome: 'credited', evidence: 'CRD-1' });
        await deliver(id, 1);
        await becomes(`/v1/customers/${customerId}`, { lifecycle: 'active' });
        tells(`exit/${exitId}`, 'exit_requested', 'exit_offer', 'exit_retained');
      },
      gone: 1,
      books: [sold(1150)],
    },
    'left, and nobody approved the offer': {
      customer: somebody,
      live: async (id, { customerId }) => {
        await labelled(id);
        const exitId = await leave(customerId, { reason: 'competitor', openOrders: 'deliver' });
        await offerDecided(exitId, 'reject');
        await deliver(id, 1);
        await confirmed(exitId);
        tells(`exit/${exitId}`, 'exit_requested', 'exit_notice', ...farewell);
      },
      gone: 1,
      books: [sold(1150)],
    },
    'left, and was won back': {
      customer: somebodyMailed,
      own: { units: 1, quantity: 1, priceMinor: dear.priceMinor, left: [0, 0] },
      live: async (id, { customerId }) => {
        await deliver(id, 1);
        const exitId = await leave(customerId, { reason: 'moving' });
        const at = `/v1/exits/${exitId}`;
        await becomes(at, { status: 'exporting', waiting: { for: 'confirmation' } });
        // While it is open nobody is forgotten: there is time to win them back.
        const claimId = await claim(id, 'damaged');
        await becomes(`/v1/claims/${claimId}`, { status: 'in_review' });
        await must('agent', `${at}/confirm`, {});
        await must('agent', `${at}/win-back`, {});
        await becomes(at, { status: 'won_back', erasedAt: null, documents: [] });
        await becomes(`/v1/customers/${customerId}`, { lifecycle: 'prospect' });
        await granted(claimId, 'refund_only');
        await becomes(`/v1/claims/${claimId}`, { status: 'closed' });
        await refunded(id, dear.withTax);
        tells(`claim/${claimId}`, 'claim_received', 'claim_granted');
        tells(`exit/${exitId}`, 'exit_requested', 'exit_notice', ...farewell, 'exit_win_back');
      },
      gone: 0,
      told: [[...goesWell, 'refund_issued']],
      books: [{ ...sold(dear.withTax), refunds: [`succeeded ${dear.withTax}`] }],
    },
  } satisfies Record<string, Life>;
}
