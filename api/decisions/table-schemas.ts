import { z } from 'zod';
import type { HitPolicy } from '../../domain/decisions/decision-table.ts';
import { instant, sentInstant } from '../instant.ts';
import { page } from '../paging.ts';
import { rowNumber, slug, text } from '../schemas.ts';

const hitPolicies = [
  'UNIQUE',
  'FIRST',
  'PRIORITY',
  'COLLECT list',
  'COLLECT sum',
  'COLLECT min',
  'COLLECT max',
  'COLLECT count',
] as const satisfies readonly HitPolicy[];

export const tableId = slug;

const name = text(40);
const ruleText = z.strictObject({ en: text(300), fr: text(300) });
const value = z.union([z.string().max(200), z.number(), z.boolean(), z.null()]);

export const tableBody = z.strictObject({
  hitPolicy: z.enum(hitPolicies),
  inputs: z
    .array(z.strictObject({ name, type: z.enum(['string', 'number', 'boolean']) }))
    .min(1)
    .max(40),
  outputs: z
    .array(z.strictObject({ name, priorities: z.array(value).max(40).optional() }))
    .min(1)
    .max(20),
  rules: z
    .array(
      z.strictObject({
        id: text(60),
        text: ruleText.describe(
          'What it says, to whoever is decided by it; {amount 50000} is read as that many minor units in the currency of the case',
        ),
        when: z
          .record(z.string().max(40), z.string().max(400))
          .describe('FEEL unary tests by input; what is left out may be anything'),
        gives: z.record(z.string().max(40), value),
      }),
    )
    .min(1)
    .max(500),
});

export const tableBodyExample = {
  hitPolicy: 'COLLECT sum' as const,
  inputs: [{ name: 'claimsInYear', type: 'number' as const }],
  outputs: [{ name: 'points' }],
  rules: [
    {
      ...{
        id: 'often',
        text: { en: 'Three claims or more within a year.', fr: 'Trois réclamations ou plus en un an.' },
      },
      when: { claimsInYear: '>= 3' },
      gives: { points: 30 },
    },
  ],
};

const versionFields = {
  version: z.number().int(),
  effectiveFrom: instant.nullable().describe('Null as long as it is a proposal'),
  createdBy: z.string(),
  activatedBy: z.string().nullable(),
};

export const tableVersionSchema = z
  .strictObject({ id: z.string(), ...versionFields, ...tableBody.shape })
  .meta({ id: 'DecisionTable' });

export const tableList = page(
  z.strictObject({ id: z.string(), hitPolicy: z.enum(hitPolicies), ...versionFields }),
).meta({ id: 'DecisionTables' });

export const tableHistory = z
  .strictObject({
    ...{ id: z.string(), inForce: z.number().int().nullable(), versions: z.array(tableVersionSchema) },
    page: tableList.shape.page,
  })
  .meta({ id: 'DecisionTableHistory' });

export const activateBody = z.strictObject({
  from: sentInstant.optional().describe('When it takes effect; now when left out'),
});

export const simulateBody = z.strictObject({
  version: rowNumber,
  limit: z.number().int().min(1).max(500).default(200).describe('How many of the newest past decisions'),
});

const outputs = z.record(z.string(), z.unknown()).nullable();

export const simulation = z
  .strictObject({
    table: z.string(),
    version: z.number().int(),
    same: z.number().int(),
    changed: z.number().int(),
    notDecidable: z.number().int(),
    cases: z
      .array(
        z.strictObject({
          process: z.string().describe('The claim or the exit'),
          result: z.enum(['same', 'changed', 'not_decidable']),
          before: outputs.describe('What was said then; null where a person decided'),
          after: outputs.describe('What this version says; null where a person would decide'),
          rules: z
            .array(z.strictObject({ rule: z.string(), text: ruleText }))
            .describe('Of this version, those that decide'),
        }),
      )
      .describe('Each decision that was looked at, the newest first'),
  })
  .meta({ id: 'Simulation' });

export const versionExample = {
  ...{ id: 'claim-risk', version: 2, effectiveFrom: null, createdBy: 'marie', activatedBy: null },
  ...tableBodyExample,
};
