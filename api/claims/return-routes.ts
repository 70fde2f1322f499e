/** Goods that come back because of a claim. */
import { z } from 'zod';
import { claimStore } from '../../db/claims/claim-store.ts';
import { inspectGoods, receiveGoods } from '../../db/claims/receive-goods.ts';
import { claimStatuses } from '../../domain/claims/claim-states.ts';
import { refuse } from '../problem.ts';
import { commandProcess } from '../processes/process-command.ts';
import { processCommandResponses } from '../processes/process-resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { inspectionBody, receiptBody } from './claim-schemas.ts';

const params = z.strictObject({ id: z.string().min(1).max(60) });
const shared = {
  method: 'post',
  tag: 'Returns',
  idempotent: true,
  params,
  responses: processCommandResponses,
} as const;

export const returnRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    path: '/v1/returns/{id}/receipts',
    summary: 'Record what came back',
    description:
      'All of it or a part, also before it was authorised and after the claim has ended. What was not authorised or never ordered is recorded and a task for a person.',
    permission: 'returns.receive',
    body: receiptBody,
    example: { units: [{ sku: 'LAMP', units: 1 }] },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: claimStore, id: claimOf(request.params.id), command: 'receive_goods', statuses: claimStatuses },
        afterErasure: true,
        apply: (change) => receiveGoods(change, request.body.units),
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/returns/{id}/inspections',
    summary: 'Record what was found',
    description:
      'Of units that were received. Only accepted units are refunded; sound ones go back to the shelf they left, and those to be repaired wait in quarantine.',
    permission: 'returns.receive',
    body: inspectionBody,
    example: { lines: [{ lineNo: 1, units: 1, accepted: true, disposition: 'restock' }] },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: claimStore, id: claimOf(request.params.id), command: 'inspect_goods', statuses: claimStatuses },
        afterErasure: true,
        apply: (change) => inspectGoods(change, request.body.lines),
      }),
  }),
];

function claimOf(returnId: string): string {
  const [, claimId] = /^(CLM-\w+)-RET$/.exec(returnId) ?? [];
  if (claimId === undefined) throw refuse('not_found', { thing: `Return ${returnId}` });
  return claimId;
}
