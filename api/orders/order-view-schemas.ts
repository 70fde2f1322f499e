/** What `GET /v1/orders/{id}` answers. Money is absent for roles that see no prices. */

import { z } from 'zod';
import { fulfilmentStates, paymentStatuses } from '../../domain/orders/derived-state.ts';
import { orderStatuses } from '../../domain/orders/order-states.ts';
import { instant } from '../instant.ts';
import { currency, money } from '../schemas.ts';
import { address } from './order-schemas.ts';

const perhaps = instant.nullable();
const count = z.number().int();
const price = money.optional().describe('Absent for roles that see no prices');
export const bilingual = z.strictObject({ en: z.string(), fr: z.string() }).meta({ id: 'BilingualText' });
export const status = z.enum(orderStatuses as [(typeof orderStatuses)[number]]);
const units = z.strictObject({ lineNo: count, quantity: count });
const change = z
  .strictObject({ amount: count.describe('In minor units; negative when it becomes cheaper'), currency })
  .meta({ id: 'MoneyChange' });

export const waiting = z
  .strictObject({
    for: z.string(),
    since: instant,
    until: perhaps.describe('When something happens by itself'),
    who: z.array(z.string()).describe('Roles, or customer, carrier, supplier, system'),
    message: bilingual,
  })
  .meta({ id: 'Waiting', description: 'What the order waits for' });

export const action = z
  .strictObject({
    kind: z.string(),
    method: z.literal('POST'),
    path: z.string(),
    subject: z.string().nullable().describe('The row it is about'),
    hint: bilingual,
  })
  .meta({ id: 'Action', description: 'A command that you may send now' });

const ledger = z
  .strictObject({
    ordered: count,
    open: count.describe('Not planned yet'),
    reserved: count,
    backordered: count,
    shipped: count,
    delivered: count,
    returned: count,
    cancelled: count,
    writtenOff: count,
    claimed: count,
    refunded: count,
  })
  .meta({ id: 'LineLedger' });

const line = z
  .strictObject({
    lineNo: count,
    sku: z.string(),
    name: bilingual,
    parts: z.array(z.strictObject({ sku: z.string(), quantity: count })).describe('Of one unit'),
    unitPrice: price,
    discount: price,
    net: price,
    tax: price,
    total: price,
    ledger,
  })
  .meta({ id: 'OrderLine' });

export const shipment = z
  .strictObject({
    id: z.string(),
    orderId: z.string(),
    no: count,
    locationId: z.string(),
    state: z.string(),
    prepaid: z.boolean().describe('Its worth was captured by an earlier parcel'),
    carrier: z.string().nullable(),
    service: z.string().nullable(),
    serviceReason: z.string().nullable(),
    rate: price,
    labelUrl: z.string().nullable(),
    trackingCode: z.string().nullable(),
    trackingUrl: z.string().nullable(),
    tracking: z.string().nullable().describe('What the carrier’s scans add up to'),
    trackingSince: perhaps,
    lastScanAt: perhaps,
    failedAttempts: count,
    labelledAt: perhaps,
    handOverDue: perhaps,
    handedOverAt: perhaps,
    promiseOn: perhaps,
    delayed: z.boolean(),
    lines: z.array(units.extend({ restocked: count, writtenOff: count })),
  })
  .meta({ id: 'Shipment' });

const payment = z
  .strictObject({
    id: z.string(),
    shipmentId: z.string(),
    state: z.string(),
    method: z.string(),
    amount: price,
    captured: price,
    refunded: price.describe('Settled and pending'),
    refusalCode: z.string().nullable(),
    expiresAt: perhaps,
    deadline: perhaps,
  })
  .meta({ id: 'Payment' });

const refund = z
  .strictObject({
    id: z.string(),
    paymentId: z.string(),
    state: z.string(),
    amount: price,
    reason: z.string(),
    failureCode: z.string().nullable(),
    requestedAt: instant,
    settledAt: perhaps,
  })
  .meta({ id: 'Refund' });

const hold = z
  .strictObject({
    kind: z.string(),
    reason: z.string(),
    details: z.record(z.string(), z.unknown()),
    ownerRole: z.string(),
    raisedBy: z.string(),
    raisedAt: instant,
    deadline: instant,
    atDeadline: z.string(),
  })
  .meta({ id: 'Hold' });

const offer = z
  .strictObject({
    version: count,
    short: z.array(units),
    options: z.array(z.string()),
    fallback: z.string(),
    madeAt: instant,
    deadline: instant,
  })
  .meta({ id: 'ShortageOffer' });

export const approval = z
  .strictObject({
    id: z.string(),
    orderId: z.string(),
    state: z.string(),
    reasons: z.array(z.string()),
    amount: price,
    digest: z.string().describe('Send it with the decision'),
    requester: z.string(),
    approverRole: z.string(),
    raisedAt: instant,
    escalatesAt: perhaps,
    expiresAt: instant,
    decidedBy: z.string().nullable(),
    decidedAt: perhaps,
    reason: z.string().nullable(),
  })
  .meta({ id: 'Approval' });

const amendment = z
  .strictObject({
    no: count,
    baseVersion: count.describe('The version that If-Match has to name'),
    requestedBy: z.string(),
    requestedAt: instant,
    added: z.array(z.strictObject({ sku: z.string(), quantity: count, total: price })),
    removed: z.array(units),
    shipTo: address.nullable(),
    difference: change.optional(),
  })
  .meta({ id: 'Amendment' });

const intervention = z
  .strictObject({
    no: count,
    work: z.string(),
    subject: z.string(),
    code: z.string(),
    detail: z.string().optional().describe('As the provider said it; absent for roles that see no prices'),
    state: z.string(),
    resolution: z.string().nullable(),
    raisedAt: instant,
  })
  .meta({ id: 'Intervention' });

const planReason = z
  .strictObject({
    locationId: z.string(),
    used: z.boolean(),
    code: z.string(),
    distanceKm: z.number(),
    text: bilingual,
  })
  .meta({ id: 'PlanReason' });

export const orderResource = z
  .strictObject({
    id: z.string(),
    customerId: z.string(),
    channel: z.string(),
    status,
    statusSince: instant,
    fulfilment: z.enum(fulfilmentStates),
    paymentStatus: z.enum(paymentStatuses),
    waiting: waiting.nullable(),
    actions: z.array(action),
    version: count.describe('The ETag without its quotes'),
    placedBy: z.string(),
    placedAt: instant,
    confirmedAt: perhaps,
    deliveredAt: perhaps,
    promiseOn: perhaps,
    expectedOn: z.iso
      .date()
      .nullable()
      .describe(
        'By when announced goods would cover what is missing: read anew each time, not promised, and no part of the ETag. Null: they do not',
      ),
    shortagePolicy: z.string(),
    priority: count.describe('Who gets stock first when too little arrives: the lower number'),
    shipComplete: z.boolean(),
    paymentMethod: z.string(),
    riskPoints: count,
    shipTo: address,
    currency,
    discountBps: count.optional(),
    net: price,
    tax: price,
    total: price,
    lines: z.array(line),
    shipments: z.array(shipment),
    payments: z.array(payment),
    refunds: z.array(refund),
    holds: z.array(hold),
    offer: offer.nullable(),
    approval: approval.nullable(),
    amendments: z.array(amendment),
    interventions: z.array(intervention),
    planReasons: z.array(planReason),
    links: z.strictObject({ self: z.string(), events: z.string() }),
  })
  .meta({ id: 'Order' });

export type OrderResource = z.input<typeof orderResource>;
