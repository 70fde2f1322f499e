import { placeOrder } from '../../db/orders/place-order.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { acceptedExample, placeOrderExample } from './order-examples.ts';
import { accepted, placeOrderBody } from './order-schemas.ts';

export const placeOrderRoute = defineRoute({
  method: 'post',
  path: '/v1/orders',
  tag: 'Orders',
  summary: 'Place an order',
  description:
    'Prices and tax are taken from the catalogue of this instant. The order is kept before anything else happens; follow it at Location. With the workflow engine down it is still accepted and starts later.',
  permission: 'orders.place',
  idempotent: true,
  example: placeOrderExample,
  body: placeOrderBody,
  responses: {
    202: {
      description: 'Accepted; Location is the order',
      headers: ['Location'],
      schema: accepted,
      example: acceptedExample,
    },
  },
  handle: async ({ deps, caller, body, idempotencyKey, digest }) => {
    const command = {
      caller: caller.callerId,
      idempotencyKey,
      digest,
      actor: caller.actor,
      role: caller.role,
      payload: body,
    };
    const policy = orderPolicies[deps.config.POLICY_PROFILE];
    const placement = await placeOrder(deps.database, command, policy);
    if (placement.kind === 'reused') throw refuse('idempotency_key_reused', { key: idempotencyKey });
    if (placement.kind === 'invalid') throw invalidRequest(placement.problems);
    const { orderId } = placement;
    if (!placement.again) void startProcess(orderId);
    const self = `/v1/orders/${orderId}`;
    return {
      status: 202,
      headers: { location: self },
      body: { id: orderId, status: 'received', links: { self, events: `${self}/events` } },
    };

    /** At once, without making the caller wait; what is lost here the relay starts. */
    async function startProcess(id: string): Promise<void> {
      try {
        await deps.processes.start(id, {
          status: 'received',
          customerId: body.customerId,
          channel: body.channel,
          policy,
        });
      } catch (error) {
        deps.logger.warn({ err: error, order: id }, 'not started yet: the relay will');
      }
    }
  },
});
