import { z } from 'zod';
import { listOpenApprovals, type OpenApproval } from '../../db/approvals/list-open-approvals.ts';
import { instant, iso, isoOrNull } from '../instant.ts';
import { lastPage, openApprovalExample } from '../orders/order-examples.ts';
import { pricing } from '../orders/pricing.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { defineRoute, type Route } from '../route.ts';
import { storedInstant } from '../stored-instant.ts';
import { approval } from './approval-schema.ts';

const openApproval = approval
  .omit({ state: true, decidedBy: true, decidedAt: true, reason: true })
  .extend({
    orderId: z.string().nullable(),
    expiresAt: instant,
    links: z.strictObject({
      order: z.string().optional(),
      claim: z.string().optional(),
      exit: z.string().optional(),
      opportunity: z.string().optional(),
      decision: z.string(),
    }),
  })
  .meta({ id: 'OpenApproval' });

const position = z.strictObject({ raisedAt: storedInstant, id: z.string().min(1).max(60) });

export const approvalReadRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/approvals',
    tag: 'Approvals',
    summary: 'Approvals that wait for a decision, the oldest first',
    description:
      'Each with the digest to send with the decision. An approver sees them all; the limit is checked when deciding.',
    permission: 'approvals.read',
    idempotent: false,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'Open approvals',
        schema: page(openApproval).meta({ id: 'OpenApprovals' }),
        example: { data: [openApprovalExample], page: lastPage },
      },
    },
    handle: async ({ deps, query: { limit, cursor } }) => {
      const rows = await listOpenApprovals(deps.database, {
        position: decodeCursor(cursor, position),
        limit: limit + 1,
      });
      const { data, page } = pageOf(rows, limit, (last) => ({ raisedAt: last.raisedAtText, id: last.id }));
      return { status: 200, body: { data: data.map(resourceOf), page } };
    },
  }),
];

/** Every role that reads approvals sees prices. */
function resourceOf({ raisedAtText: _, processId, amountMinor, currency, ...open }: OpenApproval) {
  return {
    ...open,
    amount: pricing(currency, true)(amountMinor),
    raisedAt: iso(open.raisedAt),
    escalatesAt: isoOrNull(open.escalatesAt),
    expiresAt: iso(open.expiresAt),
    links: {
      ...linkOf(open.orderId, processId),
      decision: `/v1/approvals/${open.id}/decision`,
    },
  };
}

/** To what the approval is about. */
function linkOf(orderId: string | null, processId: string | null) {
  if (orderId !== null) return { order: `/v1/orders/${orderId}` };
  if (processId?.startsWith('OPP-')) return { opportunity: `/v1/opportunities/${processId}` };
  return processId?.startsWith('EXT-') ? { exit: `/v1/exits/${processId}` } : { claim: `/v1/claims/${processId}` };
}
