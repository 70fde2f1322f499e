/** Shapes that several areas send and answer. */
import { z } from 'zod';
import { currencies } from '../domain/money/money.ts';
import { said, wrong } from './schema-messages.ts';

const currencyCodes = Object.keys(currencies) as [keyof typeof currencies];

/** A trimmed text of at least one character. */
export const text = (max: number) => z.string().trim().min(1).max(max);

export const currency = z.enum(currencyCodes).describe('ISO 4217');

/** The id of what people define: a calendar, a template, a table. */
export const slug = z
  .string()
  .min(1)
  .max(40)
  .regex(
    /^[a-z0-9][a-z0-9-]*$/,
    said({
      en: 'Use lower-case letters, digits and dashes.',
      fr: 'Utilisez des minuscules, des chiffres et des tirets.',
    }),
  );

/** The name of a source, a channel or a class. */
export const lowerCaseName = z.string().regex(
  /^[a-z0-9_-]{1,40}$/,
  said({
    en: 'Use lower-case letters, digits, - and _, at most 40.',
    fr: 'Utilisez des minuscules, des chiffres, - et _, 40 au plus.',
  }),
);

/** The filter of lists. */
export const ofCustomer = z
  .string()
  .min(1)
  .max(40)
  .optional()
  .describe('Only of this customer, and of whoever was merged into them');

/** A number by which a row is found: more than PostgreSQL's integer holds would break the query that looks for it. */
export const rowNumber = z.number().int().min(1).max(2_147_483_647);

/** For lists of lines: a line stands in them once, or its second entry would be checked against units already taken. */
export function oncePerLine(lines: readonly { readonly lineNo: number }[], context: z.RefinementCtx): void {
  const seen = new Set<number>();
  lines.forEach(({ lineNo }, index) => {
    if (seen.has(lineNo)) {
      const en = `Line ${lineNo} stands above already: give its units once.`;
      const fr = `La ligne ${lineNo} est déjà plus haut : donnez ses unités une seule fois.`;
      context.addIssue(wrong([index, 'lineNo'], { en, fr }));
    }
    seen.add(lineNo);
  });
}

/** Far above any order and far below what a double counts exactly. */
export const mostMinor = 1_000_000_000_000;

/** An amount that is not negative. */
export const money = z
  .strictObject({ amount: z.number().int().min(0).max(mostMinor).describe('In minor units'), currency })
  .meta({ id: 'Money' });

/** An amount that only some roles see. */
export const price = money.optional().describe('Absent for roles that see no prices');

export const bilingual = z.strictObject({ en: z.string(), fr: z.string() }).meta({ id: 'BilingualText' });
