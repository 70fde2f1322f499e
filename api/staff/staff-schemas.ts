import { z } from 'zod';
import { roles } from '../../domain/access/roles.ts';
import { instant, sentInstant } from '../instant.ts';
import { said } from '../schema-messages.ts';
import { currency, mostMinor, slug, text } from '../schemas.ts';

export const staffId = z
  .string()
  .min(1)
  .max(80)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9@._-]*$/,
    said({
      en: 'Use the actor of the person’s API keys: letters, digits and @ . _ -',
      fr: 'Utilisez l’acteur des clés API de la personne : lettres, chiffres et @ . _ -',
    }),
  );
export const staffParams = z.strictObject({ id: staffId });

export const personBody = z.strictObject({
  name: text(120),
  email: z.email().max(254),
  role: z.enum(roles),
  team: slug,
  languages: z
    .array(z.enum(['en', 'fr']))
    .min(1)
    .max(2),
  territories: z.array(text(20)).max(100).default([]).describe('Empty: everywhere'),
  calendar: slug.describe('When they work'),
  capacity: z.number().int().min(0).max(1000).default(1).describe('Share of new work; 0 gets none'),
  managerId: staffId.nullable().default(null),
  limits: z
    .partialRecord(currency, z.number().int().min(0).max(mostMinor))
    .default({})
    .describe('Up to what they may say yes, in minor units per currency; elsewhere the limit of their role counts'),
  active: z.boolean().default(true),
});

export const personExample = {
  ...{ name: 'Marie Roy', email: 'marie@example.com', role: 'agent' as const, team: 'support' },
  ...{ languages: ['en' as const, 'fr' as const], calendar: 'ca-qc' },
};

export const absenceBody = z.strictObject({
  from: sentInstant,
  until: sentInstant.describe('Exclusive'),
  delegate: staffId.optional().describe('Who answers meanwhile; nobody without one'),
});

export const absenceExample = {
  ...{ from: '2036-07-07T12:00:00Z', until: '2036-07-21T12:00:00Z', delegate: 'paul' },
};

const absence = z
  .strictObject({ from: instant, until: instant, delegate: z.string().nullable() })
  .meta({ id: 'Absence' });

export const personSchema = z
  .strictObject({
    id: z.string(),
    ...personBody.shape,
    version: z.number().int(),
    absences: z.array(absence).describe('Those that have not ended'),
  })
  .meta({ id: 'StaffMember' });

/** As a change answers it. */
export const changedPersonSchema = personSchema
  .extend({
    revokedKeys: z
      .array(z.string())
      .describe(
        'Ids of API keys that were revoked with this, because the person left; each works for at most 5 seconds more',
      ),
  })
  .meta({ id: 'ChangedStaffMember' });

export const shownExample = {
  ...{
    id: 'marie',
    ...personExample,
    territories: [],
    capacity: 1,
    managerId: null,
    limits: { CAD: 20_000 },
    active: true,
    version: 1,
  },
  absences: [{ from: '2036-07-07T12:00:00.000Z', until: '2036-07-21T12:00:00.000Z', delegate: 'paul' }],
};
