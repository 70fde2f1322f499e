/** Everything that can be asked of a running order. */

import { commandResponses } from '../commands/command-schemas.ts';
import { submitCommand } from '../commands/submit-command.ts';
import { defineRoute } from '../route.ts';
import {
  amendmentBody,
  amendmentParams,
  cancelBody,
  decisionBody,
  emptyBody,
  holdBody,
  holdParams,
  interventionBody,
  orderParams,
  paymentMethodBody,
  reasonBody,
} from './order-schemas.ts';

const command = { method: 'post', tag: 'Orders', idempotent: true, responses: commandResponses } as const;

export const orderCommandRoutes = [
  defineRoute({
    ...command,
    path: '/v1/orders/{id}/cancel',
    summary: 'Cancel an order, some lines or some units',
    description: 'Possible until hand-over, unit by unit. The answer says what was cancelled and what stays.',
    permission: 'orders.cancel',
    params: orderParams,
    example: { lines: [{ lineNo: 1, quantity: 1 }], reason: 'The customer ordered one too many' },
    body: cancelBody,
    handle: (request) => submitCommand(request, { orderId: request.params.id, kind: 'cancel', payload: request.body }),
  }),
  defineRoute({
    ...command,
    path: '/v1/orders/{id}/decision',
    summary: 'Answer a shortage offer',
    description:
      'For the customer, bound to the version of the offer that was shown: 409 when there is another one by now.',
    permission: 'orders.decide',
    params: orderParams,
    example: { version: 1, choice: 'ship_available' },
    body: decisionBody,
    handle: (request) => submitCommand(request, { orderId: request.params.id, kind: 'decide', payload: request.body }),
  }),
  defineRoute({
    ...command,
    path: '/v1/orders/{id}/payment-method',
    summary: 'Give another payment method after a decline',
    description: 'A card by the token of the payment provider, or the customer’s account.',
    permission: 'orders.change-payment',
    params: orderParams,
    example: { payment: { method: 'card', token: 'pm_card_visa' } },
    body: paymentMethodBody,
    handle: (request) => {
      const { payment } = request.body;
      const payload = {
        paymentMethod: payment.method,
        ...(payment.method === 'card' && { paymentToken: payment.token }),
      };
      return submitCommand(request, { orderId: request.params.id, kind: 'change_payment_method', payload });
    },
  }),
  defineRoute({
    ...command,
    path: '/v1/orders/{id}/intervention',
    summary: 'Retry, skip or compensate a step that failed for good',
    description:
      'An agent may retry; a supervisor may also skip the step or undo the order. The number is in the order’s interventions.',
    permission: 'orders.intervene',
    params: orderParams,
    example: { no: 1, resolution: 'retry', reason: 'The carrier is back' },
    body: interventionBody,
    handle: (request) =>
      submitCommand(request, { orderId: request.params.id, kind: 'resolve_intervention', payload: request.body }),
  }),
  defineRoute({
    ...command,
    path: '/v1/orders/{id}/holds',
    summary: 'Put an order on hold',
    description:
      'It goes on when every hold is released; the order says until when this one stands. Refused once everything has left.',
    permission: 'orders.hold',
    params: orderParams,
    example: { kind: 'manual', reason: 'The customer asked us to wait for a call' },
    body: holdBody,
    handle: (request) =>
      submitCommand(request, { orderId: request.params.id, kind: 'raise_hold', payload: request.body }),
  }),
  defineRoute({
    ...command,
    path: '/v1/orders/{id}/holds/{hold}/release',
    summary: 'Release a hold',
    description: 'Fraud holds are released by supervisors.',
    permission: 'orders.release-hold',
    params: holdParams,
    example: { reason: 'The customer called' },
    body: reasonBody,
    handle: (request) => {
      const payload = { kind: request.params.hold, reason: request.body.reason };
      return submitCommand(request, { orderId: request.params.id, kind: 'release_hold', payload });
    },
  }),
  defineRoute({
    ...command,
    path: '/v1/orders/{id}/amendments',
    summary: 'Preview a change of quantities, lines or address',
    description: 'Changes nothing yet: the answer shows the difference in money. Bound to the version in If-Match.',
    permission: 'orders.amend',
    params: orderParams,
    example: { quantities: [{ lineNo: 1, quantity: 3 }], addLines: [{ sku: 'BULB', quantity: 2 }] },
    body: amendmentBody,
    ifMatch: 'required',
    handle: (request) => {
      const payload = { baseVersion: request.ifMatch, change: request.body };
      return submitCommand(request, { orderId: request.params.id, kind: 'preview_amendment', payload });
    },
  }),
  defineRoute({
    ...command,
    path: '/v1/orders/{id}/amendments/{n}/confirm',
    summary: 'Carry out a previewed amendment',
    description:
      'Bound to the version in If-Match: what was previewed is what is done, or nothing (412). A new address is checked as the first one was, which may put the order on hold; where nobody releases it by the deadline, the order goes to the address before. What is added is weighed with the order, and may wait for an approval.',
    permission: 'orders.amend',
    params: amendmentParams,
    example: {},
    body: emptyBody,
    ifMatch: 'required',
    handle: (request) => {
      const payload = { no: request.params.n, baseVersion: request.ifMatch };
      return submitCommand(request, { orderId: request.params.id, kind: 'confirm_amendment', payload });
    },
  }),
  defineRoute({
    ...command,
    path: '/v1/orders/{id}/amendments/{n}/decline',
    summary: 'Drop a previewed amendment',
    description: 'Changes nothing but that it is no longer open.',
    permission: 'orders.amend',
    params: amendmentParams,
    example: {},
    body: emptyBody,
    handle: (request) =>
      submitCommand(request, {
        orderId: request.params.id,
        kind: 'decline_amendment',
        payload: { no: request.params.n },
      }),
  }),
];
