/** The rows that hang on an order, as `GET /v1/orders/{id}` answers them. */
import { z } from 'zod';
import { instant } from '../instant.ts';
import { bilingual, currency, price } from '../schemas.ts';
import { address } from './order-schemas.ts';

const perhaps = instant.nullable();
const count = z.number().int();
const units = z.strictObject({ lineNo: count, quantity: count });
const change = z
  .strictObject({ amount: count.describe('In minor units; negative when it becomes cheaper'), currency })
  .meta({ id: 'MoneyChange' });

/** What an order's page and the lists show as its price. */
export const orderedPrice = price.describe(
  'Of what was ordered, with what was added later: a cancel leaves it as it is. What is charged and given back stands in the order’s `payments`. Absent for roles that see no prices',
);

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

export const line = z
  .strictObject({
    lineNo: count,
    sku: z.string(),
    name: bilingual,
    parts: z.array(z.strictObject({ sku: z.string(), quantity: count })).describe('Of one unit'),
    unitPrice: price,
    discount: orderedPrice,
    net: orderedPrice,
    tax: orderedPrice,
    total: orderedPrice,
    ledger,
  })
  .meta({ id: 'OrderLine' });

export const payment = z
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

export const refund = z
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

export const hold = z
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

export const offer = z
  .strictObject({
    version: count,
    short: z.array(units),
    options: z.array(z.string()),
    fallback: z.string(),
    madeAt: instant,
    deadline: instant,
  })
  .meta({ id: 'ShortageOffer' });

export const amendment = z
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

export const intervention = z
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

export const planReason = z
  .strictObject({
    locationId: z.string(),
    used: z.boolean(),
    code: z.string(),
    distanceKm: z.number(),
    text: bilingual,
  })
  .meta({ id: 'PlanReason' });
