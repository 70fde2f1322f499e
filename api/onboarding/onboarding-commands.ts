/** What people do in an onboarding. Each is decided in one transaction under its row lock. */
import { assignOnboarding } from '../../db/onboarding/assign-onboarding.ts';
import { cancelOnboarding } from '../../db/onboarding/cancel-onboarding.ts';
import { completeOnboardingTask } from '../../db/onboarding/complete-task.ts';
import { onboardingStore } from '../../db/onboarding/onboarding-store.ts';
import { reopenOnboardingTask } from '../../db/onboarding/reopen-task.ts';
import { refuseInactive } from '../../db/staff/refuse-inactive.ts';
import { commandProcess } from '../processes/process-command.ts';
import { processCommandResponses } from '../processes/process-resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { openIn, runsIn } from './onboarding-resource.ts';
import {
  assignBody,
  cancelBody,
  completeBody,
  onboardingParams,
  reopenBody,
  taskParams,
} from './onboarding-schemas.ts';

const shared = {
  method: 'post',
  tag: 'Onboarding',
  idempotent: true,
  responses: processCommandResponses,
} as const;
const store = onboardingStore;

export const onboardingCommandRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    path: '/v1/onboardings/{id}/tasks/{task}/complete',
    summary: 'Complete a task',
    description:
      'When all that it waits for is done, with the evidence it asks for. What waited for it can begin; a customer’s task is a sign of life.',
    permission: 'onboardings.write',
    params: taskParams,
    body: completeBody,
    example: { evidence: '2026-02-10' },
    handle: (request) => {
      const { params, body } = request;
      return commandProcess(request, {
        ...{ store, id: params.id, command: 'complete_onboarding_task', statuses: runsIn },
        apply: (change) => completeOnboardingTask(change, { taskId: params.task, evidence: body.evidence ?? null }),
      });
    },
  }),
  defineRoute({
    ...shared,
    path: '/v1/onboardings/{id}/tasks/{task}/reopen',
    summary: 'Reopen a task',
    description: 'It did not hold. Whatever came after it is blocked again, also what was done.',
    permission: 'onboardings.write',
    params: taskParams,
    body: reopenBody,
    example: { reason: 'The addresses were last year’s' },
    handle: (request) => {
      const { params, body } = request;
      return commandProcess(request, {
        ...{ store, id: params.id, command: 'reopen_onboarding_task', statuses: runsIn },
        apply: (change) => reopenOnboardingTask(change, { taskId: params.task, reason: body.reason }),
      });
    },
  }),
  defineRoute({
    ...shared,
    path: '/v1/onboardings/{id}/assignment',
    summary: 'Give an onboarding to somebody else',
    description:
      'To a person of the staff, with what its owner was asked to do. The calendar that it began with counts on.',
    permission: 'onboardings.write',
    params: onboardingParams,
    body: assignBody,
    example: { owner: 'marie' },
    handle: (request) => {
      const { owner } = request.body;
      return commandProcess(request, {
        ...{ store, id: request.params.id, command: 'assign_onboarding', statuses: openIn },
        apply: async (change) => {
          const gone = await refuseInactive(change.tx, owner);
          if (gone) return gone;
          await assignOnboarding(change, owner);
          return { owner };
        },
      });
    },
  }),
  defineRoute({
    ...shared,
    path: '/v1/onboardings/{id}/cancel',
    summary: 'Cancel an onboarding',
    description: 'It ends unfinished, and the customer stays what they are. An exit cancels it by itself.',
    permission: 'onboardings.cancel',
    params: onboardingParams,
    body: cancelBody,
    example: { reason: 'They start next year' },
    handle: (request) =>
      commandProcess(request, {
        ...{ store, id: request.params.id, command: 'cancel_onboarding', statuses: openIn },
        apply: async (change) => {
          await cancelOnboarding(change, request.body.reason);
          return {};
        },
      }),
  }),
];
