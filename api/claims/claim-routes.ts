/** Claims: opened, looked at, and where they stand. */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { isCaseOf } from '../../db/assistance/is-case-of.ts';
import { assessStoredClaim } from '../../db/claims/assess-claim.ts';
import { rulesOfClaim } from '../../db/claims/claim-rules.ts';
import { claimStore } from '../../db/claims/claim-store.ts';
import { awaitedCapture, claimableLines, type HeldUnits } from '../../db/claims/claimable.ts';
import { listClaims } from '../../db/claims/list-claims.ts';
import { submitClaim } from '../../db/claims/submit-claim.ts';
import { lockCustomer } from '../../db/customers/move-lifecycle.ts';
import { loadOrderFacts } from '../../db/orders/load-facts.ts';
import { lockOrder } from '../../db/orders/lock-order.ts';
import { processExists, readProcess } from '../../db/processes/read-process.ts';
import { orders } from '../../db/schema/orders.ts';
import type { Tx } from '../../db/transaction.ts';
import { type ClaimKind, claimKinds, claimMoves } from '../../domain/claims/claim-states.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { eventsRoute } from '../events/events-route.ts';
import { page } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { openByRequest } from '../processes/process-command.ts';
import { listQuery, processPage } from '../processes/process-list.ts';
import { openedResponses } from '../processes/process-resource.ts';
import { defineRoute, etag, type Route } from '../route.ts';
import { claimExample, claimResource } from './claim-resource.ts';
import {
  claimBody,
  claimBodyExample,
  claimListExample,
  claimParams,
  claimSchema,
  claimSummary,
} from './claim-schemas.ts';

const tag = 'Claims';

export const claimRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/claims',
    tag,
    summary: 'Open a claim',
    description:
      'Assessed at once, line by line, by the decision tables in force now. Units are taken from what can still be claimed; a refusal by rules offers that a person looks.',
    permission: 'claims.write',
    idempotent: true,
    body: claimBody,
    example: claimBodyExample,
    responses: openedResponses('CLM-7K3M2QX', 'in_review'),
    handle: async (request) => {
      const { deps, body, caller } = request;
      const { orderId, caseId = null, kind, cause = null, description = null, evidence } = body;
      const [order] = await deps.database.query
        .select({ customerId: orders.customerId })
        .from(orders)
        .where(eq(orders.id, orderId));
      if (!order) {
        const detail = {
          en: `Order ${orderId} does not exist. Check the id.`,
          fr: `La commande ${orderId} n’existe pas. Vérifiez l’identifiant.`,
        };
        throw invalidRequest([{ pointer: '/orderId', code: 'unknown_order', detail }]);
      }
      const { customerId } = order;
      const lines = body.lines.map(({ serial = null, ...line }) => ({ ...line, serial }));
      return openByRequest(request, {
        ...{ store: claimStore, command: 'open_claim', customerId, status: 'submitted', path: '/v1/claims' },
        check: async (tx) => {
          if (caseId !== null && !(await isCaseOf(tx, { caseId, customerId }))) throw unknownCase(caseId, customerId);
          return checkLines(tx, { customerId, orderId, kind, lines });
        },
        write: (tx, id, now) =>
          submitClaim(tx, {
            ...{ id, orderId, caseId, customerId, kind, cause, description, lines, evidence, now },
            actor: caller.actor,
          }),
        begin: assessStoredClaim,
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/claims',
    tag,
    summary: 'Claims, the newest first',
    description:
      'Of one status, customer, order, kind or person, or all. Claims made meanwhile do not shift the pages.',
    permission: 'claims.read',
    idempotent: false,
    query: z.strictObject({
      ...listQuery(claimMoves),
      order: z.string().min(1).max(40).optional().describe('Only on this order'),
      kind: z.enum(claimKinds).optional(),
      owner: z.string().min(1).max(80).optional().describe('Only of this person'),
    }),
    responses: {
      200: { description: 'Claims', schema: page(claimSummary).meta({ id: 'ClaimList' }), example: claimListExample },
    },
    handle: async ({ deps, query: { limit, cursor, ...filter } }) => ({
      status: 200,
      body: await processPage({ limit, cursor }, (at) => listClaims(deps.database, filter, at)),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/claims/{id}',
    tag,
    summary: 'Where a claim stands',
    description: '`waiting` says what it waits for, `actions` what you may do now.',
    permission: 'claims.read',
    idempotent: false,
    params: claimParams,
    responses: { 200: { description: 'The claim', headers: ['ETag'], schema: claimSchema, example: claimExample } },
    handle: async ({ deps, caller, params }) => {
      const facts = await readProcess(deps.database, claimStore, params.id);
      if (facts === null) throw refuse('not_found', { thing: `Claim ${params.id}` });
      const rulesOf = await rulesOfClaim(deps.database.query, facts.id, facts.round);
      return { status: 200, headers: { etag: etag(facts.version) }, body: claimResource(facts, rulesOf, caller) };
    },
  }),
  eventsRoute({
    path: '/v1/claims/{id}/events',
    tag,
    summary: 'What happened to a claim',
    permission: 'claims.read',
    id: claimParams.shape.id,
    thing: 'Claim',
    exists: ({ database }, id) => processExists(database, 'claim', id),
  }),
];

const unknownCase = (caseId: string, customerId: string) =>
  invalidRequest([
    {
      ...{ pointer: '/caseId', code: 'unknown' },
      detail: {
        en: `Customer ${customerId} has no case ${caseId}.`,
        fr: `Le client ${customerId} n’a pas de dossier ${caseId}.`,
      },
    },
  ]);

/** Locks the customer, then the order: everybody takes them in this order. */
async function checkLines(tx: Tx, { customerId, orderId, kind, lines }: AskedLines) {
  await lockCustomer(tx, customerId);
  await lockOrder(tx, orderId);
  const order = await loadOrderFacts(tx, orderId);
  const unknown = lines.find(({ lineNo }) => !order?.lines.some((line) => line.lineNo === lineNo));
  if (unknown) return refusal('line_not_on_order', { order: orderId, line: unknown.lineNo });
  const parcel = order && awaitedCapture(order, await claimableLines(tx, orderId), { kind, asked: lines });
  return parcel ? refusal('capture_pending', { shipment: parcel, order: orderId }) : null;
}

type AskedLines = {
  readonly customerId: string;
  readonly orderId: string;
  readonly kind: ClaimKind;
  readonly lines: readonly HeldUnits[];
};
