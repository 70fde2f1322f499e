import { z } from 'zod';
import type { Currency } from '../../domain/money/money.ts';
import { criteria, type OpportunityStage, opportunityMoves } from '../../domain/sales/opportunity-stages.ts';
import { instant, sentInstant } from '../instant.ts';
import { address } from '../orders/order-schemas.ts';
import { page } from '../paging.ts';
import { pastInstant } from '../past-instant.ts';
import { listedFields } from '../processes/process-list.ts';
import { processExample, processFields } from '../processes/process-resource.ts';
import { said } from '../schema-messages.ts';
import { money, text } from '../schemas.ts';

export const dealParams = z.strictObject({ id: z.string().min(1).max(40) });
const criterion = z.enum(criteria);

/** Names as they are used in factors, teams and owners. */
const name = z
  .string()
  .min(1)
  .max(60)
  .regex(
    /^[\w.@-]+$/,
    said({ en: 'Use letters, digits and . _ @ -', fr: 'Utilisez des lettres, des chiffres et . _ @ -' }),
  );

export const factors = z
  .record(
    z.string().regex(
      /^[a-z_]{1,30}$/,
      said({
        en: 'Name a factor with lower-case letters and _, at most 30.',
        fr: 'Nommez un facteur avec des minuscules et _, 30 au plus.',
      }),
    ),
    text(60),
  )
  .refine(
    (given) => Object.keys(given).length <= 20,
    said({ en: 'Send at most 20 factors.', fr: 'Envoyez 20 facteurs au plus.' }),
  )
  .describe('What the score is made from: country, source, size, …');

export const dealFields = {
  title: text(120),
  amount: money,
  team: name.default('sales'),
  owner: name.optional().describe('A person’s id; without, the team’s next in turn, else the caller'),
  calendar: z.string().min(1).max(40).optional().describe('Whose working days count; without, the owner’s own'),
  factors: factors.default({}),
};

export const openDealBody = z.strictObject({ customerId: z.string().min(1).max(40), ...dealFields });
export const openDealExample = {
  ...{ customerId: 'CUS-4T9X0AB', title: '40 lamps', owner: 'marie@sales', calendar: 'ca-qc' },
  amount: { amount: 7_996_00, currency: 'CAD' as const },
  factors: { country: 'CA', source: 'fair' },
};

const nextStep = z
  .strictObject({ what: text(200), dueAt: sentInstant })
  .optional()
  .describe('What the owner does next; they are told when it is overdue');

const evidence = z
  .array(z.strictObject({ criterion, reference: text(200).describe('Where it can be seen') }))
  .max(criteria.length)
  .default([]);

export const advanceBody = z.strictObject({
  to: z.enum(['contacted', 'qualified', 'proposal', 'negotiation']),
  evidence,
  nextStep,
});

export const regressBody = z.strictObject({
  to: z.enum(['new', 'contacted', 'qualified', 'proposal']),
  reason: text(500),
  withdraw: z.array(criterion).max(criteria.length).default([]).describe('Evidence that did not hold'),
});

export const snoozeBody = z.strictObject({ until: sentInstant, reason: text(500) });

export const dealInteractionBody = z.strictObject({
  kind: z.enum(['reply', 'meeting', 'call']),
  at: pastInstant.optional().describe('When it was; now when left out'),
  evidence,
  nextStep,
});

export const closeBody = z.strictObject({
  outcome: z.enum(['won', 'lost', 'recycled']),
  reason: text(500),
  until: sentInstant.optional().describe('Of recycled: when it begins again'),
  billTo: address.optional().describe('Of won: where invoices go; needed for a prospect without one'),
  promises: z.array(text(300)).max(50).default([]).describe('Of won: what onboarding starts with'),
  evidence,
});

const quoteState = z.strictObject({ no: z.number().int(), state: z.string(), expiresAt: instant });

export const deal = z
  .strictObject({
    ...processFields(opportunityMoves),
    title: z.string(),
    team: z.string(),
    owner: z.string(),
    amount: money,
    factors,
    evidence: z.array(criterion),
    missing: z.array(criterion).describe('What this stage still asks for before it can be left forward'),
    snoozedUntil: instant.nullable(),
    recycledUntil: instant.nullable(),
    nextStep: z.strictObject({ what: z.string(), dueAt: instant }).nullable(),
    stageDueAt: instant.nullable().describe('When the time in this stage is used up; null while it stands still'),
    firedLevels: z.array(z.number().int()).describe('Of the ladder, in percent of the time in this stage'),
    closeReason: z.string().nullable(),
    promises: z.array(z.string()),
    quotes: z.array(quoteState),
  })
  .meta({ id: 'Opportunity' });

export const dealExample = {
  ...{ ...processExample, id: 'OPP-7K3M2QX', status: 'lost' as const, waiting: null },
  ...{ title: '40 lamps', team: 'sales', owner: 'marie@sales', factors: { country: 'CA' } },
  amount: { amount: 7_996_00, currency: 'CAD' as Currency },
  ...{ evidence: ['contact_made' as const], missing: [], snoozedUntil: null, recycledUntil: null, nextStep: null },
  ...{ stageDueAt: null, firedLevels: [], closeReason: 'chose another', promises: [], quotes: [] },
};

const summary = z
  .strictObject({
    ...listedFields<OpportunityStage>(opportunityMoves),
    title: z.string(),
    owner: z.string(),
    amount: money,
  })
  .meta({ id: 'OpportunitySummary' });

export const dealList = page(summary).meta({ id: 'OpportunityList' });
export const dealListExample = {
  data: [
    {
      ...{ id: 'OPP-7K3M2QX', customerId: 'CUS-4T9X0AB', title: '40 lamps', owner: 'marie@sales' },
      ...{ status: 'proposal' as const, amount: dealExample.amount, openedAt: '2026-02-03T15:04:05.678Z' },
      ...{ statusSince: '2026-02-03T15:04:05.678Z', version: 4 },
    },
  ],
  page: { next: null },
};
