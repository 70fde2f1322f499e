/** Lives of orders beside which somebody writes nonsense, or would advise others against us. */
import { expect } from 'vitest';
import { caseMoves } from './case-moves.ts';
import { type Life, type Moves, sold } from './life.ts';
import { somebodyNew } from './somebody-new.ts';

export function unhappyLives(moves: Moves) {
  const { must, made, read, becomes, deliver, tells } = moves;
  const { ask, move, taken } = caseMoves(moves);
  const { somebody } = somebodyNew(made);

  return {
    'asked about, and not content': {
      customer: somebody,
      live: async (id, { customerId }) => {
        const caseId = await ask(customerId, { orderId: id });
        await taken(caseId);
        await deliver(id, 1);
        await move(caseId, 'resolved');
        await becomes(`/v1/cases/${caseId}`, { status: 'closed' });
        await must('back_office', `/v1/cases/${caseId}/satisfaction`, { score: 2, comment: 'never again' });
        await becomes(`/v1/customers/${customerId}`, { lifecycle: 'at_risk' });
        const { data } = await read(`/v1/tasks?subject=${caseId}`);
        expect(data).toMatchObject([{ kind: 'detractor_follow_up', role: 'supervisor' }]);
        await must('supervisor', `/v1/tasks/${data[0].id}/completion`, { outcome: 'called, and will stay' });
        await must('supervisor', `/v1/customers/${customerId}/risk`, { atRisk: false, reason: 'said so' });
        await becomes(`/v1/customers/${customerId}`, { lifecycle: 'active' });
        await becomes(`/v1/tasks?subject=${caseId}`, { data: [] });
        tells(`case/${caseId}`, 'case_received', 'case_resolved', 'case_satisfaction');
      },
      gone: 1,
      books: [sold(1150)],
    },
    'spam came in its name': {
      customer: somebody,
      live: async (id, { customerId }) => {
        const caseId = await ask(customerId, { orderId: id, subject: 'You have won' });
        await move(caseId, 'spam');
        await deliver(id, 1);
        await becomes(`/v1/cases/${caseId}`, { status: 'spam', waiting: null });
        tells(`case/${caseId}`, 'case_received');
      },
      gone: 1,
      books: [sold(1150)],
    },
  } satisfies Record<string, Life>;
}
