import { z } from 'zod';
import type { Customer } from '../../db/customers/customers.ts';
import { lifecycles } from '../../domain/customers/lifecycle.ts';
import { instant } from '../instant.ts';
import { shipToExample } from '../orders/order-examples.ts';
import { address } from '../orders/order-schemas.ts';
import { said } from '../schema-messages.ts';
import { money, text } from '../schemas.ts';

export const customerParams = z.strictObject({ id: z.string().min(1).max(40) });
export const lifecycle = z.enum(lifecycles as [(typeof lifecycles)[number]]); // every stage, never none

export const person = {
  name: text(200),
  email: z
    .email(said({ en: 'Use an address like name@example.org.', fr: 'Utilisez une adresse comme nom@example.org.' }))
    .max(254),
  phone: text(40).nullable(),
  locale: z.enum(['en', 'fr']).describe('The language of every message to them'),
};

const known = {
  ...person,
  billTo: address,
  creditLimit: money.nullable().describe('How much may stand open on account; null sells against payment only'),
};

export const customer = z
  .strictObject({
    id: z.string(),
    ...known,
    billTo: address.nullable().describe('Null for a prospect who has not bought yet'),
    lifecycle: lifecycle.describe('Since a merge the stage of the customer who answers for them'),
    mergedInto: z.string().nullable().describe('The customer who answers for them since a merge'),
    version: z.number().int(),
    createdAt: instant,
  })
  .meta({ id: 'Customer' });

export const newCustomer = z
  .strictObject({ ...known, phone: known.phone.default(null), creditLimit: known.creditLimit.default(null) })
  .meta({ id: 'NewCustomer' });

export const customerChange = z
  .strictObject(known)
  .partial()
  .meta({ id: 'CustomerChange', description: 'What changes; the rest stays' });

export const newCustomerExample = {
  name: 'Zoé Tremblay',
  email: 'zoe@example.com',
  locale: 'fr' as const,
  billTo: shipToExample,
  creditLimit: { amount: 500_000, currency: 'CAD' as const },
};

export const customerExample: z.input<typeof customer> = {
  ...{ id: 'CUS-4T9X0AB', phone: null, ...newCustomerExample },
  ...{ lifecycle: 'active', mergedInto: null, version: 1, createdAt: '2026-02-03T15:04:05.678Z' },
};

export function shownCustomer({ creditLimitMinor, creditCurrency, createdAt, ...rest }: Customer) {
  const creditLimit =
    creditLimitMinor === null || creditCurrency === null
      ? null
      : { amount: creditLimitMinor, currency: creditCurrency };
  return { ...rest, creditLimit, createdAt: createdAt.toISOString() };
}
