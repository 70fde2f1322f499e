import { z } from 'zod';
import { type Customer, createCustomer, findCustomer, nextCustomerId } from '../../db/customers/customers.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { shipToExample } from '../orders/order-examples.ts';
import { address } from '../orders/order-schemas.ts';
import { refuse } from '../problem.ts';
import { defineRoute, etag } from '../route.ts';
import { money, text } from '../schemas.ts';

const known = {
  name: text(200),
  email: z.email('Use an address like name@example.org').max(254),
  phone: text(40).nullable(),
  locale: z.enum(['en', 'fr']).describe('The language of every message to them'),
  billTo: address,
  creditLimit: money.nullable().describe('How much may stand open on account; null sells against payment only'),
};

const customer = z
  .strictObject({
    id: z.string(),
    ...known,
    billTo: address.nullable().describe('Null for a prospect who has not bought yet'),
    lifecycle: z.string(),
    mergedInto: z.string().nullable().describe('The customer who answers for them since a merge'),
    version: z.number().int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Customer' });

const newCustomer = z
  .strictObject({ ...known, phone: known.phone.default(null), creditLimit: known.creditLimit.default(null) })
  .meta({ id: 'NewCustomer' });

const newCustomerExample = {
  name: 'Zoé Tremblay',
  email: 'zoe@example.com',
  locale: 'fr' as const,
  billTo: shipToExample,
  creditLimit: { amount: 500_000, currency: 'CAD' as const },
};

const customerExample = {
  ...{ id: 'CUS-4T9X0AB', phone: null, ...newCustomerExample },
  ...{ lifecycle: 'active', mergedInto: null, version: 1, createdAt: '2026-02-03T15:04:05.678Z' },
};

export const customerRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/customers',
    tag: 'Customers',
    summary: 'Add a customer',
    description: 'As much of a customer as an order needs. Messages to them are in their language.',
    permission: 'customers.write',
    idempotent: true,
    example: newCustomerExample,
    body: newCustomer,
    responses: {
      201: {
        description: 'Added; Location is the customer',
        headers: ['Location', 'ETag'],
        schema: customer,
        example: customerExample,
      },
    },
    handle: async (request) => {
      const { creditLimit, ...rest } = request.body;
      const credit = creditLimit && { limitMinor: creditLimit.amount, currency: creditLimit.currency };
      const id = await nextCustomerId(request.deps.database);
      const command = { kind: 'create_customer', subject: id, payload: request.body };
      return answerOnce(request, command, async (tx) => {
        const created = await createCustomer(tx, id, request.caller.actor, { ...rest, credit });
        const headers = { location: `/v1/customers/${created.id}`, etag: etag(created.version) };
        return { status: 201, headers, body: shown(created) };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}',
    tag: 'Customers',
    summary: 'Read a customer',
    description: 'With what they may owe on account.',
    permission: 'customers.read',
    idempotent: false,
    params: z.strictObject({ id: z.string().max(40) }),
    responses: { 200: { description: 'The customer', headers: ['ETag'], schema: customer, example: customerExample } },
    handle: async ({ deps, params }) => {
      const found = await findCustomer(deps.database, params.id);
      if (!found) throw refuse('not_found', { thing: `Customer ${params.id}` });
      return { status: 200, headers: { etag: etag(found.version) }, body: shown(found) };
    },
  }),
];

function shown({ creditLimitMinor, creditCurrency, createdAt, ...rest }: Customer) {
  const creditLimit =
    creditLimitMinor === null || creditCurrency === null
      ? null
      : { amount: creditLimitMinor, currency: creditCurrency };
  return { ...rest, creditLimit, createdAt: createdAt.toISOString() };
}
