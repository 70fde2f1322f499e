/** The people at a customer: who is written to about what, in which language. */

import { z } from 'zod';
import { addContact, type Contact, changeContact, listContacts, removeContact } from '../../db/customers/contacts.ts';
import { findCustomer } from '../../db/customers/customers.ts';
import { type LockedCustomer, lockCustomer, recordOnCustomer } from '../../db/customers/move-lifecycle.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { instant } from '../instant.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { said } from '../schema-messages.ts';
import { rowNumber } from '../schemas.ts';
import { customerParams, person } from './customer-schemas.ts';

const tag = 'Customers';
const change = { tag, permission: 'customers.change' as const, idempotent: true as const };
const contactParams = z.strictObject({ ...customerParams.shape, no: z.coerce.number().pipe(rowNumber) });

const fields = {
  ...person,
  role: z
    .string()
    .regex(
      /^[a-z][a-z_]{0,29}$/,
      said({ en: 'Use lower-case letters and _, like sponsor.', fr: 'Utilisez des minuscules et _, comme sponsor.' }),
    )
    .describe('What they are there: sponsor, billing, technical, …'),
};
const contact = z
  .strictObject({ customerId: z.string(), no: z.number().int(), ...fields, addedAt: instant })
  .meta({ id: 'Contact' });
const position = z.strictObject({ customerId: z.string().min(1).max(40), no: rowNumber });
const newContact = z.strictObject({ ...fields, phone: fields.phone.default(null) }).meta({ id: 'NewContact' });
const newContactExample = {
  ...{ name: 'Ana Roy', email: 'ana@example.com', locale: 'fr' as const, role: 'sponsor' },
};
const contactExample = {
  ...{ customerId: 'CUS-4T9X0AB', no: 1, ...newContactExample, phone: null, addedAt: '2026-02-03T15:04:05.678Z' },
};
const missing = (id: string, no: number): Refusal => refusal('not_found', { thing: `Contact ${no} of ${id}` });

export const contactRoutes: readonly Route[] = [
  defineRoute({
    ...{ ...change, method: 'post', path: '/v1/customers/{id}/contacts', summary: 'Add a contact' },
    description: 'A person at the customer with a role and a language of their own.',
    params: customerParams,
    body: newContact,
    example: newContactExample,
    responses: { 201: { description: 'Added', schema: contact, example: contactExample } },
    handle: (request) => {
      const { params, body, caller } = request;
      return answerOnce(request, { kind: 'add_contact', subject: params.id, payload: body }, async (tx) => {
        const customer = await toChange(tx, params.id);
        if ('code' in customer) return customer;
        const added = await addContact(tx, customer.id, body);
        const data = { no: added.no, role: added.role };
        await recordOnCustomer(tx, { customer, actor: caller.actor }, [{ type: 'customer.contact_added', data }]);
        return { status: 201, body: shown(added) };
      });
    },
  }),
  defineRoute({
    ...{ tag, method: 'get', path: '/v1/customers/{id}/contacts', summary: 'Contacts of a customer' },
    description: 'Also of whoever was merged into them: each says whose it is.',
    permission: 'customers.read',
    idempotent: false,
    params: customerParams,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'Contacts, by number',
        schema: page(contact).meta({ id: 'Contacts' }),
        example: { data: [contactExample], page: { next: null } },
      },
    },
    handle: async ({ deps, params, query: { limit, cursor } }) => {
      if ((await findCustomer(deps.database, params.id)) === null)
        throw refuse('not_found', { thing: `Customer ${params.id}` });
      const at = { after: decodeCursor(cursor, position), limit: limit + 1 };
      const rows = await listContacts(deps.database.query, params.id, at);
      const { data, page: more } = pageOf(rows, limit, ({ customerId, no }) => ({ customerId, no }));
      return { status: 200, body: { data: data.map(shown), page: more } };
    },
  }),
  defineRoute({
    ...{ ...change, method: 'patch', path: '/v1/customers/{id}/contacts/{no}', summary: 'Change a contact' },
    description: 'What is left out stays. Messages that wait to be sent go to the new address.',
    params: contactParams,
    body: z.strictObject(fields).partial().meta({ id: 'ContactChange' }),
    example: { locale: 'en' },
    responses: { 200: { description: 'As they are now', schema: contact, example: contactExample } },
    handle: (request) => {
      const { params, body, caller } = request;
      const { id, no } = params;
      if (Object.keys(body).length === 0) {
        const detail = {
          en: 'Say what changes: name, email, phone, locale or role.',
          fr: 'Dites ce qui change : name, email, phone, locale ou role.',
        };
        throw invalidRequest([{ in: 'body', pointer: '', code: 'required', detail }]);
      }
      return answerOnce(request, { kind: 'change_contact', subject: id, payload: { no, ...body } }, async (tx) => {
        const customer = await toChange(tx, id);
        if ('code' in customer) return customer;
        const changed = await changeContact(tx, { customerId: customer.id, no }, body);
        if (changed === null) return missing(id, no);
        const data = { no, fields: Object.keys(body) };
        await recordOnCustomer(tx, { customer, actor: caller.actor }, [{ type: 'customer.contact_changed', data }]);
        return { status: 200, body: shown(changed) };
      });
    },
  }),
  defineRoute({
    ...{ ...change, method: 'delete', path: '/v1/customers/{id}/contacts/{no}', summary: 'Remove a contact' },
    description: 'Nothing of them stays. What was to be sent to them goes to the customer’s own address.',
    params: contactParams,
    responses: {
      200: {
        description: 'Removed',
        schema: z.strictObject({ customerId: z.string(), no: z.number().int() }).meta({ id: 'RemovedContact' }),
        example: { customerId: 'CUS-4T9X0AB', no: 1 },
      },
    },
    handle: (request) => {
      const { id, no } = request.params;
      return answerOnce(request, { kind: 'remove_contact', subject: id, payload: { no } }, async (tx) => {
        const customer = await toChange(tx, id);
        if ('code' in customer) return customer;
        if (!(await removeContact(tx, { customerId: customer.id, no }))) return missing(id, no);
        const { actor } = request.caller;
        await recordOnCustomer(tx, { customer, actor }, [{ type: 'customer.contact_removed', data: { no } }]);
        return { status: 200, body: { customerId: id, no } };
      });
    },
  }),
];

/** The customer under their lock, or why they cannot be changed. */
async function toChange(tx: Tx, id: string): Promise<LockedCustomer | Refusal> {
  const customer = await lockCustomer(tx, id);
  if (customer === null) return refusal('not_found', { thing: `Customer ${id}` });
  if (customer.id !== id) return refusal('customer_merged', { customer: id, into: customer.id });
  return customer.lifecycle === 'erased' ? refusal('customer_is_erased', { customer: id }) : customer;
}

const shown = ({ addedAt, ...rest }: Contact) => ({ ...rest, addedAt: addedAt.toISOString() });
