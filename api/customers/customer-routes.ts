import { z } from 'zod';
import {
  type Customer,
  changeCustomer,
  createCustomer,
  findCustomer,
  listCustomers,
  lockOneCustomer,
  nextCustomerId,
} from '../../db/customers/customers.ts';
import { may, permissions } from '../../domain/access/roles.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { defineRoute, etag, type Route } from '../route.ts';
import { storedInstant } from '../stored-instant.ts';
import {
  customer,
  customerChange,
  customerExample,
  customerParams,
  lifecycle,
  newCustomer,
  newCustomerExample,
  shownCustomer,
} from './customer-schemas.ts';

const tag = 'Customers';
const position = z.strictObject({ createdAt: storedInstant, id: z.string().min(1).max(40) });

export const customerRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/customers',
    tag,
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
        return { status: 201, headers, body: shownCustomer(created) };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers',
    tag,
    summary: 'Customers, the newest first',
    description: 'All of them, those in one stage of their life, or those whose name or e-mail address holds a text.',
    permission: 'customers.read',
    idempotent: false,
    query: z.strictObject({
      ...paging,
      search: z.string().trim().min(2).max(100).optional().describe('A part of the name or the address'),
      lifecycle: lifecycle.optional(),
    }),
    responses: {
      200: {
        description: 'Customers',
        schema: page(customer).meta({ id: 'Customers' }),
        example: { data: [customerExample], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor, ...filter } }) => {
      const at = decodeCursor(cursor, position);
      const rows = await listCustomers(deps.database, filter, { position: at, limit: limit + 1 });
      const { data, page: more } = pageOf(rows, limit, (last) => ({ createdAt: last.createdAtText, id: last.id }));
      return {
        status: 200,
        body: { data: data.map(({ createdAtText: _, ...row }) => shownCustomer(row)), page: more },
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}',
    tag,
    summary: 'Read a customer',
    description: 'With what they may owe on account.',
    permission: 'customers.read',
    idempotent: false,
    params: customerParams,
    responses: { 200: { description: 'The customer', headers: ['ETag'], schema: customer, example: customerExample } },
    handle: async ({ deps, params }) => {
      const found = await findCustomer(deps.database, params.id);
      if (!found) throw refuse('not_found', { thing: `Customer ${params.id}` });
      return { status: 200, headers: { etag: etag(found.version) }, body: shownCustomer(found) };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/customers/{id}',
    tag,
    summary: 'Change what is known about a customer',
    description:
      'Messages that wait to be sent go to the new address, in the new language. The credit limit is changed by supervisors, the back office and administrators.',
    permission: 'customers.change',
    idempotent: true,
    ifMatch: 'required',
    params: customerParams,
    body: customerChange,
    example: { phone: '+15145550142', locale: 'en' },
    responses: {
      200: { description: 'As they are now', headers: ['ETag'], schema: customer, example: customerExample },
    },
    handle: (request) => {
      const { params, body, caller, ifMatch } = request;
      if (Object.keys(body).length === 0) {
        const detail = {
          en: 'Say what changes: name, email, phone, locale, billTo or creditLimit.',
          fr: 'Dites ce qui change : name, email, phone, locale, billTo ou creditLimit.',
        };
        throw invalidRequest([{ in: 'body', pointer: '', code: 'required', detail }]);
      }
      return answerOnce(request, { kind: 'change_customer', subject: params.id, payload: body }, async (tx) => {
        const before = await lockOneCustomer(tx, params.id);
        if (before === null) return refusal('not_found', { thing: `Customer ${params.id}` });
        const refused = cannotChange(before, ifMatch);
        if (refused) return refused;
        const { creditLimit, ...fields } = body;
        if (creditLimit !== undefined && !may(caller.role, 'customers.credit')) {
          return refusal('forbidden', { role: caller.role, needed: permissions['customers.credit'].join(', ') });
        }
        const credit = creditLimit && { limitMinor: creditLimit.amount, currency: creditLimit.currency };
        const changes = { ...fields, ...(credit !== undefined && { credit }) };
        const { id, version } = before;
        const changed = await changeCustomer(tx, { id, version, actor: caller.actor }, changes);
        return { status: 200, headers: { etag: etag(changed.version) }, body: shownCustomer(changed) };
      });
    },
  }),
];

function cannotChange({ id, lifecycle: stage, mergedInto, version }: Customer, expected: number): Refusal | null {
  if (stage === 'erased') return refusal('customer_is_erased', { customer: id });
  if (mergedInto !== null) return refusal('customer_merged', { customer: id, into: mergedInto });
  if (version === expected) return null;
  return refusal('stale_version', { thing: `Customer ${id}`, expected, actual: version });
}
