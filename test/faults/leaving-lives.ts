/** Lives of orders whose customers leave meanwhile: kept by an offer, back in time, dead, with a claim or an order that is open. */
import type { Scenario } from '../harness/scenario.ts';
import { claimMoves, dear } from './claim-moves.ts';
import { exitMoves, farewell } from './exit-moves.ts';
import { goesWell, type Life, type Moves, nothing, sold } from './life.ts';
import { somebodyNew } from './somebody-new.ts';

export function leavingLives(moves: Moves, scenario: Scenario) {
  const { must, made, read, becomes, deliver, labelled, tells } = moves;
  const { claim, granted, refunded } = claimMoves(moves, scenario);
  const { leave, confirmed } = exitMoves(moves);
  const { somebody } = somebodyNew(made);

  return {
    'died, and the estate paid': {
      customer: (no) => somebody(no, { creditLimit: { amount: 500_000, currency: 'CAD' } }),
      order: { payment: { method: 'account' } },
      own: { units: 1, quantity: 1, priceMinor: dear.priceMinor, left: [0, 0] },
      live: async (id, { customerId }) => {
        await labelled(id);
        const exitId = await leave(customerId, { kind: 'death' });
        await deliver(id, 1);
        const at = `/v1/exits/${exitId}`;
        await becomes(at, { status: 'exporting', settlement: { balances: [{ customerOwes: dear.withTax }] } });
        const [{ task }] = (await read(at)).settlement.balances;
        await must('agent', `/v1/tasks/${task}/completion`, { outcome: 'the notary paid', evidence: 'TRF-1' });
        await confirmed(exitId);
        const steps = ['notice', 'settled', 'documents', 'closed'];
        tells(`exit/${exitId}`, 'exit_for_death', ...steps.map((step) => `exit_${step}_estate`));
      },
      gone: 0,
      books: [{ ...nothing, labels: ['S1 sold'] }],
    },
    'left and forgotten': {
      customer: somebody,
      live: async (id, { customerId }) => {
        // A new order of who is leaving is held.
        await labelled(id);
        const leaving = { customerId, reason: 'quality', openOrders: 'deliver' };
        const { id: exitId } = await made('back_office', '/v1/exits', leaving);
        const at = `/v1/exits/${exitId}`;
        await must('agent', `${at}/offer`, { answer: 'refuse' });
        await deliver(id, 1);
        await becomes(at, { status: 'exporting', waiting: { for: 'confirmation' } });
        await must('agent', `${at}/confirm`, {});
        await becomes(at, { status: 'erased' });
        tells(`exit/${exitId}`, 'exit_requested', 'exit_offer', 'exit_notice', ...farewell);
      },
      gone: 1,
      books: [sold(1150)],
    },
    'left and was kept': {
      customer: somebody,
      live: async (id, { customerId }) => {
        await labelled(id);
        const exitId = await leave(customerId, { reason: 'service' });
        await must('agent', `/v1/exits/${exitId}/offer`, { answer: 'accept' });
        await becomes(`/v1/customers/${customerId}`, { lifecycle: 'active' });
        await deliver(id, 1);
        tells(`exit/${exitId}`, 'exit_requested', 'exit_offer', 'exit_retained');
      },
      gone: 1,
      books: [sold(1150)],
    },
    'left and came back in time': {
      customer: somebody,
      live: async (id, { customerId }) => {
        await labelled(id);
        const exitId = await leave(customerId, { reason: 'moving', notice: { days: 30 } });
        await becomes(`/v1/exits/${exitId}`, { status: 'notice' });
        await deliver(id, 1);
        await must('agent', `/v1/exits/${exitId}/rescind`, {});
        await becomes(`/v1/exits/${exitId}`, { status: 'rescinded' });
        tells(`exit/${exitId}`, 'exit_requested', 'exit_notice', 'exit_rescinded');
      },
      gone: 1,
      books: [sold(1150)],
    },
    'left with an open claim': {
      customer: somebody,
      own: { units: 1, quantity: 1, priceMinor: dear.priceMinor, left: [0, 0] },
      live: async (id, { customerId }) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        await becomes(`/v1/claims/${claimId}`, { status: 'in_review' });
        const exitId = await leave(customerId, { reason: 'moving' });
        await becomes(`/v1/exits/${exitId}`, { status: 'settling' });
        await granted(claimId, 'refund_only');
        await refunded(id, dear.withTax);
        await confirmed(exitId);
        tells(`claim/${claimId}`, 'claim_received', 'claim_granted');
        tells(`exit/${exitId}`, 'exit_requested', 'exit_notice', ...farewell);
      },
      gone: 0,
      told: [[...goesWell, 'refund_issued']],
      books: [{ ...sold(dear.withTax), refunds: [`succeeded ${dear.withTax}`] }],
    },
    'left before it was sent': {
      customer: somebody,
      live: async (id, { customerId }) => {
        await labelled(id);
        const exitId = await leave(customerId, { reason: 'moving', openOrders: 'cancel' });
        await confirmed(exitId);
        tells(`exit/${exitId}`, 'exit_requested', 'exit_notice', ...farewell);
      },
      gone: 0,
      told: [['order_confirmed', 'order_cancelled']],
      books: [{ ...nothing, intents: ['canceled 1150'], labels: ['S1 refunded'] }],
    },
  } satisfies Record<string, Life>;
}
