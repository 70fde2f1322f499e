/** Exits: asked for, looked at, and the documents that a customer leaves with. */
import { z } from 'zod';
import { findCustomer } from '../../db/customers/customers.ts';
import { captureReason } from '../../db/exit/capture-reason.ts';
import { exitStore } from '../../db/exit/exit-store.ts';
import { listExits } from '../../db/exit/list-exits.ts';
import { lockForExit, writeExit } from '../../db/exit/open-exit.ts';
import { readDocument } from '../../db/exit/store-documents.ts';
import { processExists, readProcess } from '../../db/processes/read-process.ts';
import { may, permissions } from '../../domain/access/roles.ts';
import { exitPolicies } from '../../domain/exit/exit-policy.ts';
import { exitMoves } from '../../domain/exit/exit-states.ts';
import type { Notice } from '../../domain/exit/notice.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { eventsRoute } from '../events/events-route.ts';
import { noCustomer } from '../missing-things.ts';
import { page } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { openByRequest } from '../processes/process-command.ts';
import { listQuery, processPage } from '../processes/process-list.ts';
import { openedResponses } from '../processes/process-resource.ts';
import { defineRoute, etag, type Route } from '../route.ts';
import { exitExample, exitResource } from './exit-resource.ts';
import { documentParams, exitBody, exitBodyExample, exitParams, exitSchema, exitSummary } from './exit-schemas.ts';

const tag = 'Exits';

export const exitRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/exits',
    tag,
    summary: 'A customer leaves',
    description:
      'From here on the customer is exiting: new orders wait for a person, cadences stop. With a reason it is decided at once whether an offer is made. One open exit per customer.',
    permission: 'exits.write',
    idempotent: true,
    body: exitBody,
    example: exitBodyExample,
    responses: openedResponses('EXT-7K3M2QX', 'retention'),
    handle: async (request) => {
      const { deps, body, caller } = request;
      const { kind, comment = null, openOrders } = body;
      const voluntary = kind === 'customer_request';
      if (!voluntary && !may(caller.role, 'exits.involuntary'))
        throw refuse('forbidden', { role: caller.role, needed: permissions['exits.involuntary'].join(', ') });
      if (!voluntary && body.reason !== undefined)
        throw invalid('/reason', {
          en: 'An exit that the customer did not ask for has its kind as its reason: leave it out.',
          fr: 'Un départ que le client n’a pas demandé a son genre pour motif : ne l’envoyez pas.',
        });
      const customer = await findCustomer(deps.database, body.customerId);
      if (customer === null) throw invalid('/customerId', noCustomer(body.customerId));
      const customerId = customer.mergedInto ?? customer.id;
      const zone = body.zone ?? zoneOf(customer.billTo?.country);
      if (!isZone(zone))
        throw invalid('/zone', {
          en: `${zone} is no IANA time zone.`,
          fr: `${zone} n’est pas un fuseau horaire IANA.`,
        });
      const policy = exitPolicies[deps.config.POLICY_PROFILE];
      const notice = body.notice ? noticeOf(body.notice) : policy.notice[kind];
      const reason = voluntary ? body.reason : kind;
      return openByRequest(request, {
        ...{ store: exitStore, command: 'open_exit', customerId, status: 'requested', path: '/v1/exits' },
        check: async (tx) => {
          const locked = await lockForExit(tx, customerId);
          return 'code' in locked ? locked : null;
        },
        write: (tx, id, now) =>
          writeExit(tx, { ...{ id, customerId, kind, policy, zone, notice, openOrders, now }, actor: caller.actor }),
        begin: async (change) => {
          if (reason !== undefined) await captureReason(change, { reason, comment });
        },
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/exits',
    tag,
    summary: 'Exits, the newest first',
    description: 'Exits asked for meanwhile do not shift the pages.',
    permission: 'exits.read',
    idempotent: false,
    query: z.strictObject(listQuery(exitMoves)),
    responses: {
      200: {
        description: 'Exits',
        schema: page(exitSummary).meta({ id: 'ExitList' }),
        example: { data: [], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor, ...filter } }) => ({
      status: 200,
      body: await processPage({ limit, cursor }, (at) => listExits(deps.database, filter, at)),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/exits/{id}',
    tag,
    summary: 'Where an exit stands',
    description: '`waiting` says what it waits for, `actions` what you may do now.',
    permission: 'exits.read',
    idempotent: false,
    params: exitParams,
    responses: { 200: { description: 'The exit', headers: ['ETag'], schema: exitSchema, example: exitExample } },
    handle: async ({ deps, caller, params }) => {
      const facts = await readProcess(deps.database, exitStore, params.id);
      if (facts === null) throw refuse('not_found', { thing: `Exit ${params.id}` });
      const body = await exitResource(deps.database, facts, caller);
      return { status: 200, headers: { etag: etag(facts.version) }, body };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/exits/{id}/documents/{name}',
    tag,
    summary: 'A document of an exit',
    description:
      'The statement as PDF, or everything we hold about the customer: JSON and CSV with a manifest of hashes. `portability.zip` leaves out what we concluded ourselves.',
    permission: 'exits.documents',
    idempotent: false,
    params: documentParams,
    responses: {
      200: {
        description: 'The document',
        contentType: 'application/pdf',
        schema: z.string(),
        alsoAs: { 'application/zip': z.string() },
      },
    },
    handle: async ({ deps, params: { id, name } }) => {
      const document = await readDocument(deps.database, id, name);
      if (document === null) throw refuse('not_found', { thing: `Document ${name} of exit ${id}` });
      return {
        status: 200,
        headers: {
          'content-type': document.contentType,
          'content-disposition': `attachment; filename="${id}-${name}"`,
          'cache-control': 'no-store',
        },
        stream: async (response) => void response.end(document.content),
      };
    },
  }),
  eventsRoute({
    path: '/v1/exits/{id}/events',
    tag,
    summary: 'What happened to an exit',
    permission: 'exits.read',
    id: exitParams.shape.id,
    thing: 'Exit',
    exists: ({ database }, id) => processExists(database, 'exit', id),
  }),
];

const invalid = (pointer: string, detail: Text) => invalidRequest([{ pointer, code: 'not_possible', detail }]);

const zones: Readonly<Record<string, string>> = { CA: 'America/Toronto', US: 'America/New_York', FR: 'Europe/Paris' };
const zoneOf = (country: string | undefined): string => zones[country ?? ''] ?? 'America/Toronto';

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function noticeOf({ days, months }: { days?: number | undefined; months?: number | undefined }): Notice {
  return months === undefined ? { kind: 'days', days: days ?? 0 } : { kind: 'calendar_months', months };
}
