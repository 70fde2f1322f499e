/** What people do to an exit. */
import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { acceptOffer, refuseOffer, rescindExit } from '../../db/exit/answer-offer.ts';
import { captureReason } from '../../db/exit/capture-reason.ts';
import { confirmAsAsked, winBack } from '../../db/exit/confirm-exit.ts';
import { exitStore } from '../../db/exit/exit-store.ts';
import { stuckWork } from '../../db/schema/processes.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { mayRescind } from '../../domain/exit/exit-states.ts';
import { commandProcess } from '../processes/process-command.ts';
import { processCommandResponses } from '../processes/process-resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { exitParams, offerBody, reasonBody, retryBody } from './exit-schemas.ts';

const shared = {
  method: 'post',
  tag: 'Exits',
  permission: 'exits.write',
  idempotent: true,
  params: exitParams,
  responses: processCommandResponses,
} as const;

const nothing = z.strictObject({});

export const exitCommandRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    path: '/v1/exits/{id}/reason',
    summary: 'Say why the customer leaves',
    description: 'Decides whether an offer is made; without one the notice runs from the day of the request.',
    body: reasonBody,
    example: { reason: 'price', comment: 'Found it cheaper' },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: exitStore, id: request.params.id, command: 'exit_reason', statuses: ['requested'] },
        apply: async (change) => {
          const { reason, comment = null } = request.body;
          await captureReason(change, { reason, comment });
          return {};
        },
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/exits/{id}/offer',
    summary: 'The customer’s answer to the offer',
    description: 'Accepted, the customer stays; one offer is accepted within 12 months. Refused, the notice runs.',
    body: offerBody,
    example: { answer: 'refuse' },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: exitStore, id: request.params.id, command: 'exit_offer', statuses: ['retention'] },
        apply: async (change) =>
          (await (request.body.answer === 'accept' ? acceptOffer(change) : refuseOffer(change))) ?? {},
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/exits/{id}/rescind',
    summary: 'Take the exit back',
    description: 'Until the notice ends. The customer is active again.',
    body: nothing,
    example: {},
    handle: (request) =>
      commandProcess(request, {
        ...{ store: exitStore, id: request.params.id, command: 'rescind_exit' },
        apply: async (change) => {
          const { id, status, noticeEndsAt } = change.facts;
          if (!mayRescind(status, noticeEndsAt, change.now)) return refusal('exit_notice_over', { exit: id });
          await rescindExit(change);
          return {};
        },
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/exits/{id}/confirm',
    summary: 'The customer has the documents and leaves',
    description: 'Once nothing is left to pay. The customer has left from here on, and is erased within 30 days.',
    body: nothing,
    example: {},
    handle: (request) =>
      commandProcess(request, {
        ...{ store: exitStore, id: request.params.id, command: 'confirm_exit', statuses: ['exporting'] },
        apply: confirmAsAsked,
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/exits/{id}/win-back',
    summary: 'The customer comes back before they are forgotten',
    description:
      'Only while a consent to be written to survives, and not after a death or for fraud. They are a prospect again, and nothing is erased.',
    body: nothing,
    example: {},
    handle: (request) =>
      commandProcess(request, {
        ...{ store: exitStore, id: request.params.id, command: 'win_back', statuses: ['retention_hold'] },
        apply: async (change) => (await winBack(change)) ?? {},
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/exits/{id}/intervention',
    summary: 'Try a failed step again',
    description: 'Making the documents, or the erasure: neither can be skipped.',
    body: retryBody,
    example: { work: 'documents', reason: 'The disk has room again' },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: exitStore, id: request.params.id, command: 'retry_exit_work' },
        apply: async ({ tx, facts, actor, record }) => {
          const { work, reason } = request.body;
          const resolved = await tx
            .update(stuckWork)
            .set({ resolution: 'retry', resolvedBy: actor, reason })
            .where(and(eq(stuckWork.processId, facts.id), eq(stuckWork.work, work), isNull(stuckWork.resolution)))
            .returning({ no: stuckWork.no });
          if (resolved.length === 0) return refusal('not_found', { thing: `Stuck work ${work} of exit ${facts.id}` });
          record('process.intervention', { work, resolution: 'retry' });
          return {};
        },
      }),
  }),
];
