import { z } from 'zod';
import type { Product, StoredProduct } from '../../db/catalogue/products.ts';
import { type Role, seesPrices } from '../../domain/access/roles.ts';
import { chargeStepMinor } from '../../domain/money/money.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { said, wrong } from '../schema-messages.ts';
import { lowerCaseName, money, text } from '../schemas.ts';

export const sku = z.string().regex(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  said({
    en: 'Use letters, digits, . _ and -, at most 64, starting with a letter or digit.',
    fr: 'Utilisez lettres, chiffres, . _ et -, 64 au plus, en commençant par une lettre ou un chiffre.',
  }),
);

export const taxClass = lowerCaseName;

const chargeStep = (currency: string, step: number): Text => ({
  en: `Cards carry ${currency} in steps of ${step} minor units: give a multiple of ${step}.`,
  fr: `Les cartes prennent ${currency} par pas de ${step} unités mineures : donnez un multiple de ${step}.`,
});

const facts = {
  names: z.strictObject({ en: text(200), fr: text(200) }),
  taxClass: taxClass.describe('Which tax rates apply; see PUT /v1/tax-rates'),
  weightGrams: z.number().int().min(0).max(1_000_000),
};
const productClass = taxClass.describe('What kind of thing it is; how long it is covered may go by it');
const prices = z.array(money).max(50).describe('One per currency it is sold in, without tax');
const parts = z
  .array(z.strictObject({ sku, quantity: z.number().int().min(1).max(1000) }))
  .max(50)
  .describe('What one unit of a kit is made of; empty for what is kept in stock itself');

export const productBody = z
  .strictObject({
    ...facts,
    productClass: productClass.default('general'),
    sold: z.boolean().default(true).describe('False takes it off new orders'),
    prices: prices.superRefine((given, context) => {
      given.forEach(({ amount, currency }, index) => {
        const step = chargeStepMinor(currency);
        if (amount % step !== 0) {
          context.addIssue(wrong([index, 'amount'], chargeStep(currency, step)));
        }
        if (given.findIndex((price) => price.currency === currency) === index) return;
        context.addIssue(
          wrong([index, 'currency'], {
            en: `There is another price in ${currency}.`,
            fr: `Il y a déjà un prix en ${currency}.`,
          }),
        );
      });
    }),
    parts: parts.default([]),
  })
  .meta({ id: 'NewProduct' });

export const product = z
  .strictObject({
    sku: z.string(),
    ...facts,
    productClass,
    sold: z.boolean(),
    prices: prices.optional(),
    parts,
    version: z.number().int(),
  })
  .meta({ id: 'Product' });

export function toProduct(id: string, { names, prices: given, ...rest }: z.output<typeof productBody>): Product {
  return {
    ...rest,
    sku: id,
    nameEn: names.en,
    nameFr: names.fr,
    prices: given.map(({ amount, currency }) => ({ amountMinor: amount, currency })),
  };
}

/** `role` is the reader's: prices are left out for who sees none. */
export function shownProduct({ nameEn, nameFr, prices: stored, ...rest }: StoredProduct, role: Role) {
  return {
    ...rest,
    names: { en: nameEn, fr: nameFr },
    ...(seesPrices(role) && {
      prices: stored.map(({ amountMinor, currency }) => ({ amount: amountMinor, currency })),
    }),
  };
}
