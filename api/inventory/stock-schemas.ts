import { z } from 'zod';

export const place = { sku: z.string().min(1).max(64), locationId: z.string().min(1).max(40) };
export const units = z.number().int().min(0).max(10_000_000);

const incoming = z
  .strictObject({ id: z.string(), quantity: z.number().int(), expectedOn: z.iso.date() })
  .meta({ id: 'Incoming' });

export const level = z
  .strictObject({
    sku: z.string(),
    locationId: z.string(),
    onHand: z.number().int(),
    reserved: z.number().int(),
    safety: z.number().int(),
    availableToPromise: z.number().int(),
    backordered: z.number().int().describe('Units that wait for this SKU anywhere'),
    incoming: z
      .array(incoming)
      .describe('Announced and neither received nor withdrawn, the earliest first; part of no other number here'),
  })
  .meta({ id: 'StockLevel' });

export const incomingExample = { id: 'PO-1042-1', quantity: 60, expectedOn: '2036-12-03' };

export const levelExample = {
  ...{ sku: 'LAMP', locationId: 'MTL', onHand: 40, reserved: 3, safety: 2 },
  ...{ availableToPromise: 35, backordered: 0, incoming: [incomingExample] },
};
