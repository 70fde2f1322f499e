import { z } from 'zod';
import { leadStates } from '../../domain/sales/lead.ts';
import { said } from '../schema-messages.ts';
import { lowerCaseName, text } from '../schemas.ts';
import { dealFields, factors } from './opportunity-schemas.ts';

/** What a source tells of one lead; the same fields in JSON and in CSV. */
const leadFields = {
  externalId: text(100).describe('The source’s own key: the same again updates the same lead'),
  name: text(200),
  company: text(200).nullish(),
  email: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(
      z
        .email(said({ en: 'Use an address like name@example.org.', fr: 'Utilisez une adresse comme nom@example.org.' }))
        .max(254),
    )
    .nullish(),
  phone: text(40).nullish().describe('As people write it; kept as E.164'),
  locale: z.enum(['en', 'fr']).default('en'),
  country: z
    .string()
    .regex(
      /^[A-Z]{2}$/,
      said({
        en: 'Use two capital letters of ISO 3166-1, e.g. CA.',
        fr: 'Utilisez deux majuscules de la norme ISO 3166-1, par ex. CA.',
      }),
    )
    .nullish(),
  territory: text(40).nullish(),
  factors: factors.default({}),
};

export const leadBody = z.strictObject({ source: lowerCaseName, ...leadFields });
export const leadBodyExample = {
  ...{ source: 'fair', externalId: 'A-17', name: 'Marie Tremblay', company: 'Lampes Inc.' },
  ...{ email: 'marie@example.com', phone: '514 555 0142', country: 'CA', locale: 'fr' as const },
  factors: { size: 'small' },
};

export const importBody = z.strictObject({
  source: lowerCaseName,
  csv: z
    .string()
    .min(1)
    .max(200_000)
    .describe('UTF-8 with a header: external_id, name, company, email, phone, locale, country, territory, factor_…'),
  dryRun: z.boolean().default(true).describe('Only tells what would be done'),
});

const lead = z.strictObject({
  id: z.string(),
  source: z.string(),
  externalId: z.string(),
  name: z.string(),
  company: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  locale: z.string(),
  country: z.string().nullable(),
  territory: z.string().nullable(),
  factors,
  state: z.enum(leadStates),
  owner: z.string().nullable(),
  mergedInto: z.string().nullable(),
  customerId: z.string().nullable(),
  opportunityId: z.string().nullable(),
  version: z.number().int(),
  duplicates: z
    .array(
      z.strictObject({ id: z.string(), name: z.string(), source: z.string(), why: z.string(), similarity: z.number() }),
    )
    .describe('Open leads that may be the same person'),
});

export const leadResource = lead.meta({ id: 'Lead' });
export const leadExample: z.input<typeof leadResource> = {
  ...{
    ...leadBodyExample,
    id: 'LED-7K3M2QX',
    phone: '+15145550142',
    territory: null,
    state: 'open',
    owner: 'marie@sales',
  },
  ...{ mergedInto: null, customerId: null, opportunityId: null, version: 1 },
  duplicates: [{ id: 'LED-4T9X0AB', name: 'Mari Tremblay', source: 'web', why: 'name', similarity: 0.7 }],
};

export const importReport = z
  .strictObject({
    dryRun: z.boolean(),
    rows: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    errors: z.array(
      z.strictObject({ line: z.number().int(), column: z.string(), detail: z.string(), detailFr: z.string() }),
    ),
    preview: z
      .array(
        z.strictObject({
          line: z.number().int(),
          externalId: z.string(),
          name: z.string(),
          email: z.string().nullable(),
          phone: z.string().nullable(),
          action: z.enum(['create', 'update']),
        }),
      )
      .describe('The first ten good rows as they are kept'),
  })
  .meta({ id: 'LeadImport' });

export const importExample: z.input<typeof importReport> = {
  ...{ dryRun: true, rows: 2, created: 1, updated: 0 },
  errors: [
    {
      line: 3,
      column: 'email',
      detail: 'Use an address like name@example.org.',
      detailFr: 'Utilisez une adresse comme nom@example.org.',
    },
  ],
  preview: [{ line: 2, externalId: 'A-17', name: 'Marie', email: 'marie@example.com', phone: null, action: 'create' }],
};

const { factors: _, ...convertible } = dealFields;
export const convertBody = z.strictObject({
  ...convertible,
  customerId: z.string().min(1).max(40).optional().describe('Of somebody who is a customer already'),
});
export const leadParams = z.strictObject({ id: z.string().min(1).max(40) });
