import { z } from 'zod';
import { decideCharge } from '../../db/claims/charge-approval.ts';
import { claimStore } from '../../db/claims/claim-store.ts';
import { decideApproval } from '../../db/claims/propose-decision.ts';
import { decideOfferApproval } from '../../db/exit/answer-offer.ts';
import { exitStore } from '../../db/exit/exit-store.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { decideQuote, waitingQuote } from '../../db/sales/write-quote.ts';
import { claimStatuses } from '../../domain/claims/claim-states.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { orderOfApproval, processOfApproval } from '../../domain/ids.ts';
import { commandResponses } from '../commands/command-schemas.ts';
import { submitCommand } from '../commands/submit-command.ts';
import { decisionExample } from '../orders/order-examples.ts';
import { reason } from '../orders/order-schemas.ts';
import { refuse } from '../problem.ts';
import { commandProcess } from '../processes/process-command.ts';
import { defineRoute } from '../route.ts';

export const approvalCommandRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/approvals/{id}/decision',
    tag: 'Approvals',
    summary: 'Approve or reject',
    description:
      'By anybody whose limit covers the amount, except who asked for it. Bound to the digest that was shown.',
    permission: 'approvals.decide',
    idempotent: true,
    params: z.strictObject({ id: z.string().min(1).max(60) }),
    example: decisionExample,
    body: z.strictObject({
      decision: z.enum(['approve', 'reject']),
      reason,
      digest: z.string().length(64).describe('The digest of the approval as it was read'),
    }),
    responses: commandResponses,
    handle: (request) => {
      const { id } = request.params;
      const claimId = processOfApproval('CLM', id);
      if (claimId !== null)
        return commandProcess(request, {
          ...{ store: claimStore, id: claimId, command: 'decide_approval' },
          // A charge waits for its approval also where the claim itself has come to its end.
          statuses: claimStatuses,
          apply: (change, asker) => {
            const { charge } = change.facts;
            const asked = { approvalId: id, ...request.body };
            return charge?.approvalId === id
              ? decideCharge(change, charge, asked, asker)
              : decideApproval(change, asked, asker);
          },
        });
      const exitId = processOfApproval('EXT', id);
      if (exitId !== null)
        return commandProcess(request, {
          ...{ store: exitStore, id: exitId, command: 'decide_approval' },
          apply: (change, asker) => decideOfferApproval(change, { approvalId: id, ...request.body }, asker),
        });
      const dealId = processOfApproval('OPP', id);
      if (dealId !== null)
        return commandProcess(request, {
          ...{ store: opportunityStore, id: dealId, command: 'decide_approval' },
          apply: async (change, asker) => {
            const quote = await waitingQuote(change, id);
            if (quote === null) return refusal('approval_closed', { approval: id, state: 'closed' });
            return decideQuote(change, quote, request.body, asker);
          },
        });
      const orderId = orderOfApproval(id);
      if (orderId === null) throw refuse('not_found', { thing: `Approval ${id}` });
      return submitCommand(request, { orderId, kind: 'decide_approval', payload: { approvalId: id, ...request.body } });
    },
  }),
];
