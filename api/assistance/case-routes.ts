/** Cases: opening, finding and reading them. */

import { z } from 'zod';
import { caseStore } from '../../db/assistance/case-store.ts';
import { isOrderOf } from '../../db/assistance/is-order-of.ts';
import { listCases } from '../../db/assistance/list-cases.ts';
import { openCase } from '../../db/assistance/open-case.ts';
import { claimsOf, mergedInto, readMessages } from '../../db/assistance/read-messages.ts';
import { newestSla } from '../../db/assistance/slas.ts';
import { allOneWith } from '../../db/customers/customers.ts';
import { lockCustomer } from '../../db/customers/move-lifecycle.ts';
import { listOrders, ordersOfFamily } from '../../db/orders/list-orders.ts';
import { processExists, readProcess } from '../../db/processes/read-process.ts';
import { newestCalendar } from '../../db/staff/calendars.ts';
import { casePolicies } from '../../domain/assistance/case-policy.ts';
import { caseMoves } from '../../domain/assistance/case-states.ts';
import { mayBeTold } from '../../domain/customers/message-guard.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { eventsRoute } from '../events/events-route.ts';
import { isoOrNull } from '../instant.ts';
import { noCustomer } from '../missing-things.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { openByRequest } from '../processes/process-command.ts';
import { listQuery, processPage } from '../processes/process-list.ts';
import { openedResponses } from '../processes/process-resource.ts';
import { defineRoute, etag, type Route } from '../route.ts';
import { slug } from '../schemas.ts';
import { caseResource } from './case-resource.ts';
import {
  caseExample,
  caseMessage,
  caseParams,
  caseSchema,
  caseSummary,
  messageExample,
  openBody,
  openExample,
  summaryExample,
} from './case-schemas.ts';

const tag = 'Assistance';
const lastPage = { next: null };
const messagePosition = z.strictObject({ after: z.number().int().min(0).max(2_147_483_647) });

const unknown = (pointer: string, detail: Text) => invalidRequest([{ pointer, code: 'unknown', detail }]);

export const caseRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/cases',
    tag,
    summary: 'Open a case',
    description: 'Its clocks start, the customer is told, and whoever of the team is next gets it.',
    permission: 'cases.write',
    idempotent: true,
    body: openBody,
    example: openExample,
    responses: openedResponses('CAS-7K3M2QX', 'new'),
    handle: async (request) => {
      const { deps, body } = request;
      const { customerId, orderId = null, sla: slaId, ...rest } = body;
      const sla = await newestSla(deps.database.query, slaId);
      const calendar = sla && (await newestCalendar(deps.database.query, sla.calendarId));
      if (!sla || !calendar)
        throw unknown('/sla', {
          en: `There is no service level ${slaId}. Publish it with PUT /v1/service-levels/${slaId}.`,
          fr: `Il n’y a pas de niveau de service ${slaId}. Publiez-le avec PUT /v1/service-levels/${slaId}.`,
        });
      let language = 'en';
      return openByRequest(request, {
        ...{ store: caseStore, command: 'open_case', customerId, status: 'new', path: '/v1/cases' },
        check: async (tx) => {
          const customer = await lockCustomer(tx, customerId);
          if (customer === null) throw unknown('/customerId', noCustomer(customerId));
          if (!mayBeTold(customer.lifecycle)) return refusal('customer_is_erased', { customer: customer.id });
          language = customer.locale;
          const known = orderId === null || (await isOrderOf(tx, { orderId, customerId }));
          if (!known)
            throw unknown('/orderId', {
              en: `Customer ${customerId} has no order ${orderId}.`,
              fr: `Le client ${customerId} n’a pas de commande ${orderId}.`,
            });
          return null;
        },
        write: (tx, id, now) => {
          const policy = casePolicies[deps.config.POLICY_PROFILE];
          return openCase(tx, { ...rest, id, customerId, orderId, sla, calendar, language, policy, now });
        },
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/cases',
    tag,
    summary: 'Cases, the newest first',
    description: 'With when each is due. Cases opened meanwhile do not shift the pages.',
    permission: 'cases.read',
    idempotent: false,
    query: z.strictObject({
      ...listQuery(caseMoves),
      owner: z.string().min(1).max(80).optional().describe('Only of this person'),
      team: slug.optional(),
    }),
    responses: {
      200: {
        description: 'Cases',
        schema: page(caseSummary).meta({ id: 'CaseList' }),
        example: { data: [summaryExample], page: lastPage },
      },
    },
    handle: async ({ deps, query: { limit, cursor, ...filter } }) => {
      const { data, page: more } = await processPage({ limit, cursor }, (at) => listCases(deps.database, filter, at));
      const shown = data.map((row) => ({ ...row, dueAt: isoOrNull(row.dueAt) }));
      return { status: 200, body: { data: shown, page: more } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/cases/{id}',
    tag,
    summary: 'Where a case stands',
    description: 'Its clocks as they run now, what it waits for, what you may do, and the customer’s newest orders.',
    permission: 'cases.read',
    idempotent: false,
    params: caseParams,
    responses: { 200: { description: 'The case', headers: ['ETag'], schema: caseSchema, example: caseExample } },
    handle: async ({ deps, caller, params }) => {
      const facts = await readProcess(deps.database, caseStore, params.id);
      if (facts === null) throw refuse('not_found', { thing: `Case ${params.id}` });
      const family = await allOneWith(deps.database, facts.customerId);
      const orders = await listOrders(deps.database, ordersOfFamily(family), { position: null, limit: 20 });
      const body = {
        ...caseResource(facts, caller, Date.now()),
        merged: await mergedInto(deps.database, params.id),
        claims: await claimsOf(deps.database, params.id),
        orders: orders.map(({ id, status, placedAt }) => ({ id, status, placedAt: placedAt.toISOString() })),
      };
      return { status: 200, headers: { etag: etag(facts.version) }, body };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/cases/{id}/messages',
    tag,
    summary: 'What was written in a case, the oldest first',
    description: 'By the customer, to the customer, and among us.',
    permission: 'cases.read',
    idempotent: false,
    params: caseParams,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'Messages',
        schema: page(caseMessage).meta({ id: 'CaseMessages' }),
        example: { data: [messageExample], page: lastPage },
      },
    },
    handle: async ({ deps, params, query: { limit, cursor } }) => {
      if (!(await processExists(deps.database, 'case', params.id)))
        throw refuse('not_found', { thing: `Case ${params.id}` });
      const after = decodeCursor(cursor, messagePosition)?.after ?? 0;
      const rows = await readMessages(deps.database, { caseId: params.id, after }, limit + 1);
      const { data, page: more } = pageOf(rows, limit, (last) => ({ after: last.no }));
      const shown = data.map(({ caseId: _, at, ...row }) => ({ ...row, at: at.toISOString() }));
      return { status: 200, body: { data: shown, page: more } };
    },
  }),
  eventsRoute({
    path: '/v1/cases/{id}/events',
    tag,
    summary: 'What happened in a case',
    permission: 'cases.read',
    id: caseParams.shape.id,
    thing: 'Case',
    exists: ({ database }, id) => processExists(database, 'case', id),
  }),
];
