/** What `GET /v1/orders/{id}` answers. Money is absent for roles that see no prices. */
import { z } from 'zod';
import { fulfilmentStates, paymentStatuses } from '../../domain/orders/derived-state.ts';
import { approval } from '../approvals/approval-schema.ts';
import { instant } from '../instant.ts';
import { action, waiting } from '../processes/waiting-schemas.ts';
import { currency } from '../schemas.ts';
import { shipment } from '../shipping/shipment-schema.ts';
import {
  amendment,
  hold,
  intervention,
  line,
  offer,
  orderedPrice,
  payment,
  planReason,
  refund,
} from './order-part-schemas.ts';
import { address, orderStatus } from './order-schemas.ts';

export const orderResource = z
  .strictObject({
    id: z.string(),
    customerId: z.string(),
    channel: z.string(),
    status: orderStatus,
    statusSince: instant,
    fulfilment: z.enum(fulfilmentStates),
    paymentStatus: z.enum(paymentStatuses),
    waiting: waiting.nullable(),
    actions: z.array(action),
    version: z.number().int().describe('The ETag without its quotes'),
    placedBy: z.string(),
    placedAt: instant,
    confirmedAt: instant.nullable(),
    deliveredAt: instant.nullable(),
    promiseOn: instant.nullable(),
    expectedOn: z.iso
      .date()
      .nullable()
      .describe(
        'By when announced goods would cover what is missing: read anew each time, not promised, and no part of the ETag. Null: they do not',
      ),
    shortagePolicy: z.string(),
    priority: z.number().int().describe('Who gets stock first when too little arrives: the lower number'),
    shipComplete: z.boolean(),
    paymentMethod: z.string(),
    riskPoints: z.number().int(),
    shipTo: address,
    currency,
    discountBps: z.number().int().optional(),
    net: orderedPrice,
    tax: orderedPrice,
    total: orderedPrice,
    lines: z.array(line),
    shipments: z.array(shipment),
    payments: z.array(payment),
    refunds: z.array(refund),
    holds: z.array(hold),
    offer: offer.nullable(),
    approval: approval.nullable(),
    amendments: z.array(amendment),
    interventions: z.array(intervention),
    planReasons: z
      .array(planReason)
      .describe('Of the newest plan: each addition, and what is missing on the shelf, is planned anew'),
    links: z.strictObject({ self: z.string(), events: z.string() }),
  })
  .meta({ id: 'Order' });

export type OrderResource = z.input<typeof orderResource>;
