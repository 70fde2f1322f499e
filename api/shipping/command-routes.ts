/** What the warehouse and agents say about parcels. */
import { z } from 'zod';
import { orderOfShipment } from '../../domain/ids.ts';
import { commandResponses } from '../commands/command-schemas.ts';
import { submitCommand } from '../commands/submit-command.ts';
import { emptyBody, orderUnits, reason } from '../orders/order-schemas.ts';
import { refuse } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { oncePerLine, rowNumber } from '../schemas.ts';

const command = { method: 'post', tag: 'Shipments', idempotent: true, responses: commandResponses } as const;
const params = z.strictObject({ id: z.string().min(1).max(60) });
const count = z.number().int().min(0).max(100_000);

/** The order a shipment belongs to, read off its id. */
function orderOf(shipmentId: string): string {
  const orderId = orderOfShipment(shipmentId);
  if (orderId === null) throw refuse('not_found', { thing: `Shipment ${shipmentId}` });
  return orderId;
}

export const shipmentCommandRoutes = [
  defineRoute({
    ...command,
    path: '/v1/shipments/{id}/hand-over',
    summary: 'Hand a parcel to the carrier',
    description: 'The point of no return: the units are shipped and what they are worth is captured.',
    permission: 'shipments.hand-over',
    params,
    example: {},
    body: emptyBody,
    handle: (request) => {
      const { id } = request.params;
      return submitCommand(request, { orderId: orderOf(id), kind: 'hand_over', payload: { shipmentId: id } });
    },
  }),
  defineRoute({
    ...command,
    path: '/v1/shipments/{id}/short-pick',
    summary: 'Say that units were not on the shelf',
    description: 'They are written off there, a recount is asked for, and the order plans them anew.',
    permission: 'shipments.short-pick',
    params,
    example: { missing: [{ lineNo: 1, quantity: 1 }], reason: 'One is broken' },
    body: z.strictObject({ missing: z.array(orderUnits).min(1).max(500).superRefine(oncePerLine), reason }),
    handle: (request) => {
      const { id } = request.params;
      const payload = { shipmentId: id, ...request.body };
      return submitCommand(request, { orderId: orderOf(id), kind: 'short_pick', payload });
    },
  }),
  defineRoute({
    ...command,
    path: '/v1/shipments/{id}/returns',
    summary: 'Receive and inspect a parcel that came back',
    description: 'Every unit of the parcel is restocked or written off; then money or goods go to the customer.',
    permission: 'shipments.return',
    params,
    // biome-ignore lint/suspicious/noThenProperty: a field of the request, never awaited
    example: { lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }], then: 'refund', reason: 'Nobody at home' },
    body: z.strictObject({
      lines: z
        .array(z.strictObject({ lineNo: rowNumber, restocked: count, writtenOff: count }))
        .min(1)
        .max(500)
        .superRefine(oncePerLine),
      // biome-ignore lint/suspicious/noThenProperty: a field of the request, never awaited
      then: z.enum(['refund', 'reship']),
      reason,
    }),
    handle: (request) => {
      const { id } = request.params;
      const payload = { shipmentId: id, ...request.body };
      return submitCommand(request, { orderId: orderOf(id), kind: 'receive_return', payload });
    },
  }),
  defineRoute({
    ...command,
    path: '/v1/shipments/{id}/correction',
    summary: 'State what really became of a parcel',
    description: 'Outweighs everything the carrier said before.',
    permission: 'shipments.correct',
    params,
    example: { status: 'delivered', reason: 'The customer has it' },
    body: z.strictObject({ status: z.enum(['in_transit', 'delivered', 'returning', 'lost']), reason }),
    handle: (request) => {
      const { id } = request.params;
      const payload = { shipmentId: id, ...request.body };
      return submitCommand(request, { orderId: orderOf(id), kind: 'correct_tracking', payload });
    },
  }),
];
