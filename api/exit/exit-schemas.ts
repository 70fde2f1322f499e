import { z } from 'zod';
import { exitReasons, voluntaryReasons } from '../../domain/exit/exit-reasons.ts';
import { type ExitKind, type ExitStatus, exitKinds, exitMoves } from '../../domain/exit/exit-states.ts';
import { offerKinds } from '../../domain/exit/retention-offer.ts';
import { instant } from '../instant.ts';
import { listedFields } from '../processes/process-list.ts';
import { processFields } from '../processes/process-resource.ts';
import { said } from '../schema-messages.ts';
import { currency, money, text } from '../schemas.ts';

export const exitParams = z.strictObject({ id: z.string().min(1).max(40) });
const kind = z.enum(Object.keys(exitKinds) as [ExitKind, ...ExitKind[]]); // Object.keys widens to string[]
const comment = text(2000).optional().describe('In the customer’s words');
const day = z.iso.date();
const amount = z.number().int();

const notice = z
  .strictObject({
    days: z.number().int().min(0).max(366).optional(),
    months: z
      .number()
      .int()
      .min(1)
      .max(24)
      .optional()
      .describe('Keeps the day of the month, or takes the month’s last'),
  })
  .refine(
    ({ days, months }) => (days === undefined) !== (months === undefined),
    said({ en: 'Give days or months, one of them.', fr: 'Donnez days ou months, l’un des deux.' }),
  );

export const exitBody = z.strictObject({
  customerId: z.string().min(1).max(40),
  kind: kind.default('customer_request').describe('Anything but the customer’s request skips the offer'),
  reason: z.enum(voluntaryReasons).optional().describe('May follow later; not for an exit nobody asked for'),
  comment,
  openOrders: z.enum(['cancel', 'deliver']).default('deliver').describe('What becomes of orders open after the notice'),
  notice: notice.optional().describe('The policy’s when absent'),
  zone: text(64).optional().describe('IANA; where the notice’s days are counted. The country’s when absent'),
});

export const exitBodyExample = {
  ...{ customerId: 'CUS-4T9X0AB', kind: 'customer_request' as const, reason: 'price' as const },
  ...{ openOrders: 'deliver' as const, notice: { months: 1 }, zone: 'America/Toronto' },
};

export const reasonBody = z.strictObject({ reason: z.enum(voluntaryReasons), comment });
export const offerBody = z.strictObject({ answer: z.enum(['accept', 'refuse']) });
export const retryBody = z.strictObject({ work: z.enum(['documents', 'erasure']), reason: text(500) });

const documentNames = ['statement-en.pdf', 'statement-fr.pdf', 'access.zip', 'portability.zip'] as const;
export const documentParams = z.strictObject({ ...exitParams.shape, name: z.enum(documentNames) });

const offer = z.strictObject({
  kind: z.enum(offerKinds),
  value: money.describe('What it costs us at most'),
  state: z.enum(['awaiting_approval', 'open', 'accepted', 'refused', 'expired', 'not_approved', 'void']),
  expiresAt: instant.nullable(),
  tableVersion: z.number().int().describe('Of the decision table exit-offer'),
  approval: z.strictObject({ id: z.string(), digest: z.string(), requester: z.string() }).nullable(),
});

const settlement = z.strictObject({
  settledAt: instant,
  balances: z.array(
    z.strictObject({
      currency,
      customerOwes: amount,
      weOwe: amount,
      net: amount.describe('Minor units; above 0 the customer pays it, below 0 we do'),
      task: z.string().nullable().describe('By which it is paid or collected, while that is open'),
    }),
  ),
  items: z.array(
    z.strictObject({
      kind: z.string(),
      source: z.string(),
      amount: money,
      terms: z.enum(['account', 'card']).describe('Cards are shown apart and not netted'),
    }),
  ),
  afterwards: z
    .array(
      z.strictObject({
        kind: z.string(),
        source: z.string(),
        amount: money,
        at: instant,
        task: z.string().nullable().describe('By which it is paid or collected, while that is open'),
      }),
    )
    .describe('What was credited, given back or charged on account since: each is paid or collected on its own'),
});

export const exitSchema = z
  .strictObject({
    ...processFields<ExitStatus>(exitMoves),
    kind,
    reason: z.enum(exitReasons).nullable(),
    openOrders: z.enum(['cancel', 'deliver']),
    offerAnswer: z.enum(['eligible', 'involuntary', 'accepted_lately', 'held_out', 'no_offer']).nullable(),
    offer: offer.nullable(),
    notice: z
      .strictObject({ lastDay: day.describe('Served, in the zone'), endsAt: instant, zone: z.string() })
      .nullable(),
    waitsFor: z.array(z.string()).describe('Orders, claims, refunds and cases that have to end before it settles'),
    settlement: settlement.nullable(),
    documents: z.array(
      z.strictObject({ name: z.string(), contentType: z.string(), sha256: z.string(), path: z.string() }),
    ),
    confirmedAt: instant.nullable(),
    eraseAt: instant.nullable(),
    erasedAt: instant.nullable(),
  })
  .meta({ id: 'Exit' });

export const exitSummary = z.strictObject({
  ...listedFields<ExitStatus>(exitMoves),
  kind,
  reason: z.enum(exitReasons).nullable(),
});
