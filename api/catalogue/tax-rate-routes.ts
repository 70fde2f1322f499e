import { z } from 'zod';
import { keyOf, listTaxRates, putTaxRates } from '../../db/catalogue/tax-rates.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { defineRoute } from '../route.ts';
import { said, wrong } from '../schema-messages.ts';
import { taxRateExample } from './catalogue-examples.ts';
import { taxClass } from './product-schemas.ts';

const taxRate = z
  .strictObject({
    region: z
      .string()
      .regex(
        /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/,
        said({
          en: 'Use a country or a subdivision of ISO 3166, e.g. CA or CA-QC.',
          fr: 'Utilisez un pays ou une subdivision de la norme ISO 3166, par ex. CA ou CA-QC.',
        }),
      )
      .describe('Where it is delivered to; the country counts where its subdivision has no rate'),
    taxClass,
    ratePpm: z.number().int().min(0).max(1_000_000).describe('Parts per million: 14.975 % is 149750'),
  })
  .meta({ id: 'TaxRate' });

const taxRates = z.strictObject({ data: z.array(taxRate) }).meta({ id: 'TaxRates' });

const position = taxRate.pick({ region: true, taxClass: true });

const rates = z
  .array(taxRate)
  .min(1)
  .max(500)
  .superRefine((given, context) => {
    const seen = new Set<string>();
    given.forEach((rate, index) => {
      if (seen.has(keyOf(rate)))
        context.addIssue(wrong([index], { en: 'This rate stands above already.', fr: 'Ce taux est déjà plus haut.' }));
      seen.add(keyOf(rate));
    });
  });

export const taxRateRoutes = [
  defineRoute({
    method: 'put',
    path: '/v1/tax-rates',
    tag: 'Catalogue',
    summary: 'Set tax rates',
    description:
      'Adds these or replaces them; rates that are not named stay. Orders keep the rates they were placed with.',
    permission: 'catalogue.write',
    idempotent: true,
    example: { rates: [taxRateExample] },
    body: z.strictObject({ rates }),
    responses: { 200: { description: 'Set', schema: taxRates, example: { data: [taxRateExample] } } },
    handle: (request) =>
      answerOnce(request, { kind: 'put_tax_rates', subject: 'tax-rates', payload: request.body }, async (tx) => {
        await putTaxRates(tx, request.caller.actor, request.body.rates);
        return { status: 200, body: { data: request.body.rates } };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/tax-rates',
    tag: 'Catalogue',
    summary: 'Every tax rate',
    description: 'By region and tax class. A country’s rate counts where its subdivision has none.',
    permission: 'catalogue.read',
    idempotent: false,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'By region and tax class',
        schema: page(taxRate).meta({ id: 'TaxRateList' }),
        example: { data: [taxRateExample], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor } }) => {
      const rows = await listTaxRates(deps.database, { after: decodeCursor(cursor, position), limit: limit + 1 });
      return { status: 200, body: pageOf(rows, limit, ({ region, taxClass: of }) => ({ region, taxClass: of })) };
    },
  }),
];
