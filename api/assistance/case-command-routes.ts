/** What can be asked of a case. */
import { z } from 'zod';
import { assignCase, passOnCase } from '../../db/assistance/assign-case.ts';
import { caseStore } from '../../db/assistance/case-store.ts';
import { noteInCase, receiveMessage, replyToCustomer } from '../../db/assistance/converse.ts';
import { mergeCase } from '../../db/assistance/merge-case.ts';
import { moveCase } from '../../db/assistance/move-case.ts';
import { rateCase } from '../../db/assistance/rate-case.ts';
import { reprioritise } from '../../db/assistance/reprioritise.ts';
import { refuseInactive } from '../../db/staff/refuse-inactive.ts';
import { may, permissions } from '../../domain/access/roles.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { commandProcess } from '../processes/process-command.ts';
import { processCommandResponses } from '../processes/process-resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { openStatuses } from './case-resource.ts';
import { caseId, caseParams, messageBody, moveBody, priorityBody, ratingBody } from './case-schemas.ts';

const tag = 'Assistance';
const working = openStatuses.filter((status) => status !== 'resolved');

export const caseCommandRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/cases/{id}/messages',
    tag,
    summary: 'Write in a case',
    description:
      'What the customer wrote owes them an answer, ends a wait for them and reopens a resolved case. What we write answers it; by e-mail it is sent. A note is for us alone.',
    permission: 'cases.write',
    idempotent: true,
    params: caseParams,
    body: messageBody,
    example: { direction: 'outbound', body: 'It left our warehouse this morning.' },
    responses: processCommandResponses,
    handle: (request) => {
      const { params, body } = request;
      const { direction, ...written } = body;
      return commandProcess(request, {
        ...{ store: caseStore, id: params.id, command: 'write_in_case' },
        apply: async (change, { role }) => {
          if (direction === 'inbound') {
            const no = await receiveMessage(change, written);
            return typeof no === 'number' ? { message: no } : no;
          }
          if (!may(role, 'cases.work')) {
            return refusal('forbidden', { role, needed: permissions['cases.work'].join(', ') });
          }
          const write = direction === 'outbound' ? replyToCustomer : noteInCase;
          return { message: await write(change, written) };
        },
      });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/cases/{id}/status',
    tag,
    summary: 'Move a case to another status',
    description:
      'Waiting for somebody needs a reason and stops the resolution clock; resolving stops every clock; back to in_progress within the window reopens it.',
    permission: 'cases.work',
    idempotent: true,
    params: caseParams,
    body: moveBody,
    example: { to: 'waiting_customer', reason: 'asked for a photo' },
    responses: processCommandResponses,
    handle: (request) =>
      commandProcess(request, {
        ...{ store: caseStore, id: request.params.id, command: 'move_case' },
        apply: async (change) => (await moveCase(change, request.body)) ?? {},
      }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/cases/{id}/priority',
    tag,
    summary: 'Change the priority or the service level of a case',
    description:
      'Its clocks keep the time used up. An empty body takes the newest version of its service level and calendar.',
    permission: 'cases.work',
    idempotent: true,
    params: caseParams,
    body: priorityBody,
    example: { priority: 'urgent' },
    responses: processCommandResponses,
    handle: (request) =>
      commandProcess(request, {
        ...{ store: caseStore, id: request.params.id, command: 'reprioritise_case', statuses: working },
        apply: async (change) => (await reprioritise(change, request.body)) ?? {},
      }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/cases/{id}/assignment',
    tag,
    summary: 'Give a case to somebody',
    description: 'To a person of the staff, or without one to whoever of the team is next.',
    permission: 'cases.work',
    idempotent: true,
    params: caseParams,
    body: z.strictObject({ owner: z.string().min(1).max(80).optional() }),
    example: { owner: 'marie' },
    responses: processCommandResponses,
    handle: (request) => {
      const { owner } = request.body;
      return commandProcess(request, {
        ...{ store: caseStore, id: request.params.id, command: 'assign_case', statuses: working },
        apply: async (change) => {
          if (owner === undefined) return { owner: await passOnCase(change) };
          const gone = await refuseInactive(change.tx, owner);
          if (gone) return gone;
          await assignCase(change, owner);
          return { owner };
        },
      });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/cases/{id}/merge',
    tag,
    summary: 'Merge a case into another one',
    description:
      'Both open and of the same customer. An answer owed here is owed there; what was written stays where it is.',
    permission: 'cases.work',
    idempotent: true,
    params: caseParams,
    body: z.strictObject({ into: caseId }),
    example: { into: 'CAS-7K3M2QX' },
    responses: processCommandResponses,
    handle: async (request) => {
      const { params, body, deps } = request;
      let nudge = false;
      const reply = await commandProcess(request, {
        ...{
          store: caseStore,
          id: params.id,
          command: 'merge_case',
          statuses: working,
          alsoLocks: async () => [body.into],
        },
        apply: async (change) => {
          const merged = await mergeCase(change, body.into);
          if ('code' in merged) return merged;
          nudge = merged.nudge;
          return { into: body.into };
        },
      });
      if (nudge) void deps.processes.wake({ kind: 'case', id: body.into });
      return reply;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/cases/{id}/satisfaction',
    tag,
    summary: 'Record what the customer thinks of a closed case',
    description: 'Once. A low score asks a supervisor to call them, which is done only with an outcome.',
    permission: 'cases.write',
    idempotent: true,
    params: caseParams,
    body: ratingBody,
    example: { score: 9 },
    responses: processCommandResponses,
    handle: (request) =>
      commandProcess(request, {
        ...{ store: caseStore, id: request.params.id, command: 'rate_case', statuses: ['closed'] },
        apply: (change) => rateCase(change, request.body),
      }),
  }),
];
