/** What callers send about orders. Unknown fields are refused. */
import { z } from 'zod';
import { holdKinds, offerChoices } from '../../domain/orders/order-facts.ts';
import { orderStatuses } from '../../domain/orders/order-states.ts';
import { said } from '../schema-messages.ts';
import { currency, lowerCaseName, oncePerLine, rowNumber, text } from '../schemas.ts';

export const orderParams = z.strictObject({ id: z.string().min(1).max(40) });
export const orderStatus = z.enum(orderStatuses as [(typeof orderStatuses)[number]]);
export const reason = text(500).describe('Why; shown on the timeline');
const units = z.number().int().min(1).max(100_000);
const lineNo = z.number().int().min(1).max(1000);

export const address = z
  .strictObject({
    name: text(200),
    line1: text(200),
    line2: text(200).optional(),
    city: text(100),
    region: z
      .string()
      .regex(
        /^[A-Z0-9]{1,3}$/,
        said({
          en: 'Use the subdivision of ISO 3166-2 without its country, e.g. QC.',
          fr: 'Utilisez la subdivision de la norme ISO 3166-2 sans son pays, par ex. QC.',
        }),
      )
      .describe('ISO 3166-2 subdivision without the country'),
    postalCode: text(20),
    country: z.string().regex(
      /^[A-Z]{2}$/,
      said({
        en: 'Use two capital letters of ISO 3166-1, e.g. CA.',
        fr: 'Utilisez deux majuscules de la norme ISO 3166-1, par ex. CA.',
      }),
    ),
    latitude: z.number().min(-90).max(90).optional(),
    longitude: z.number().min(-180).max(180).optional(),
  })
  .meta({ id: 'Address' });

const token = text(200)
  .refine(
    (value) => !/^[\d\s-]{12,}$/.test(value),
    said({
      en: 'Send the provider’s token, never a card number.',
      fr: 'Envoyez le jeton du prestataire, jamais un numéro de carte.',
    }),
  )
  .describe('The payment provider’s token of the card, e.g. pm_…');

const payment = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('card'), token }),
    z.strictObject({ method: z.literal('account') }),
  ])
  .meta({ id: 'PaymentMethod' });

export const orderUnits = z.strictObject({ lineNo, quantity: units });

export const placeOrderBody = z.strictObject({
  customerId: text(40),
  channel: lowerCaseName.default('web').describe('Where the order came from'),
  currency,
  lines: z
    .array(z.strictObject({ sku: text(64), quantity: units }))
    .min(1)
    .max(500),
  shipTo: address,
  payment,
  shortagePolicy: z
    .enum(['ask', 'backorder', 'partial', 'cancel'])
    .default('ask')
    .describe('When not everything is in stock: ask the customer, wait for all, ship what there is, or cancel'),
  priority: z
    .number()
    .int()
    .min(0)
    .max(1000)
    .default(100)
    .describe('Who gets stock first when too little arrives: the lower number, before the promise date and age count'),
  discountBps: z.number().int().min(0).max(10_000).default(0).describe('Discount on the whole order in basis points'),
});

export const cancelBody = z.strictObject({
  lines: z
    .array(orderUnits)
    .min(1)
    .max(500)
    .superRefine(oncePerLine)
    .optional()
    .describe('Without lines: every unit not yet handed over'),
  reason,
});

export const decisionBody = z.strictObject({
  version: rowNumber.describe('Version of the offer that was shown'),
  choice: z.enum(offerChoices),
});

export const paymentMethodBody = z.strictObject({ payment });

export const interventionBody = z.strictObject({
  no: rowNumber,
  resolution: z.enum(['retry', 'skip', 'compensate']),
  reason,
});

export const holdBody = z.strictObject({ kind: z.enum(holdKinds).default('manual'), reason });
export const holdParams = z.strictObject({ id: orderParams.shape.id, hold: z.enum(holdKinds) });
export const reasonBody = z.strictObject({ reason });

export const amendmentBody = z.strictObject({
  quantities: z
    .array(z.strictObject({ lineNo, quantity: z.number().int().min(0).max(100_000) }))
    .max(500)
    .superRefine(oncePerLine)
    .optional()
    .describe('New quantity per line; 0 takes the line off'),
  addLines: z
    .array(z.strictObject({ sku: text(64), quantity: units }))
    .max(100)
    .optional(),
  shipTo: address.optional().describe('For what has no label yet; lines of the order keep their price and tax'),
});

export const amendmentParams = z.strictObject({
  id: orderParams.shape.id,
  n: z.coerce.number().int().min(1).max(2_147_483_647),
});
export const emptyBody = z.strictObject({});

export const accepted = z
  .strictObject({
    id: z.string(),
    status: z.string(),
    links: z.strictObject({ self: z.string(), events: z.string() }),
  })
  .meta({ id: 'OrderAccepted' });
