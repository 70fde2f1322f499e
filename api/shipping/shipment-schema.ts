import { z } from 'zod';
import { instant } from '../instant.ts';
import { address } from '../orders/order-schemas.ts';
import { price } from '../schemas.ts';

const perhaps = instant.nullable();
const count = z.number().int();

export const shipment = z
  .strictObject({
    id: z.string(),
    orderId: z.string(),
    no: count,
    locationId: z.string(),
    shipTo: address.describe('Where its label goes; without one, where the order goes'),
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
    lines: z.array(z.strictObject({ lineNo: count, quantity: count, restocked: count, writtenOff: count })),
  })
  .meta({ id: 'Shipment' });
