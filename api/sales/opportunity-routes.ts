/** Deals: opening and reading them. */
import { z } from 'zod';
import { findCustomer } from '../../db/customers/customers.ts';
import type { ProcessPage } from '../../db/processes/list-processes.ts';
import { processExists, readProcess } from '../../db/processes/read-process.ts';
import { listOpportunities } from '../../db/sales/list-opportunities.ts';
import { writeOpportunity } from '../../db/sales/open-opportunity.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { cannotBuy } from '../../db/sales/sell-to.ts';
import type { Currency } from '../../domain/money/money.ts';
import { opportunityMoves } from '../../domain/sales/opportunity-stages.ts';
import { eventsRoute } from '../events/events-route.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { openByRequest } from '../processes/process-command.ts';
import { listQuery, processPage } from '../processes/process-list.ts';
import { openedResponses } from '../processes/process-resource.ts';
import { defineRoute, etag, type Route } from '../route.ts';
import { dealResource } from './deal-resource.ts';
import { type Ownership, ownershipOf } from './open-deal.ts';
import {
  deal,
  dealExample,
  dealList,
  dealListExample,
  dealParams,
  openDealBody,
  openDealExample,
} from './opportunity-schemas.ts';

const tag = 'Sales';

export const opportunityRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/opportunities',
    tag,
    summary: 'Open a deal',
    description: 'It begins in `new`, with the time that a deal may stand in that stage.',
    permission: 'sales.write',
    idempotent: true,
    body: openDealBody,
    example: openDealExample,
    responses: openedResponses('OPP-7K3M2QX', 'new'),
    handle: async (request) => {
      const { deps, body, caller } = request;
      const { customerId, title, amount, team, factors } = body;
      const customer = await findCustomer(deps.database, customerId);
      if (customer === null) {
        const detail = {
          en: `Customer ${customerId} does not exist. Convert a lead, or create it with POST /v1/customers.`,
          fr: `Le client ${customerId} n’existe pas. Convertissez une piste, ou créez-le avec POST /v1/customers.`,
        };
        throw invalidRequest([{ pointer: '/customerId', code: 'unknown_customer', detail }]);
      }
      const lead = { language: customer.locale, territory: factors.territory ?? null };
      let ownership: Ownership | null = null;
      return openByRequest(request, {
        ...{ store: opportunityStore, command: 'open_opportunity', customerId, status: 'new' },
        path: '/v1/opportunities',
        check: async (tx) => {
          const { owner = null, calendar } = body;
          const wanted = { owner, calendar, team, lead, caller: caller.actor, now: Date.now() };
          // The refusals that read only come first: assigning counts a turn.
          const refused = await cannotBuy(tx, customerId);
          if (refused) return refused;
          ownership = await ownershipOf(tx, wanted);
          return null;
        },
        write: async (tx, id, now) => {
          if (ownership === null) throw new Error('a deal was opened unchecked');
          const { owner, calendar } = ownership as Ownership;
          const { amount: amountMinor, currency } = amount;
          await writeOpportunity(tx, {
            id,
            calendar,
            now,
            deal: { title, team, owner, amountMinor, currency, factors },
          });
        },
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/opportunities',
    tag,
    summary: 'Deals, the newest first',
    description: 'Of one stage or owner, or all.',
    permission: 'sales.read',
    idempotent: false,
    query: z.strictObject({ ...listQuery(opportunityMoves), owner: z.string().max(60).optional() }),
    responses: { 200: { description: 'Deals', schema: dealList, example: dealListExample } },
    handle: async ({ deps, query: { limit, cursor, ...filter } }) => {
      const read = (at: ProcessPage) => listOpportunities(deps.database, filter, at);
      const { data, page } = await processPage({ limit, cursor }, read);
      const shown = data.map(({ amountMinor, currency, ...row }) => ({
        ...row,
        amount: { amount: amountMinor, currency: currency as Currency }, // opened in one of the table's currencies
      }));
      return { status: 200, body: { data: shown, page } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/opportunities/{id}',
    tag,
    summary: 'Where a deal stands',
    description:
      '`missing` says what its stage still asks for, `waiting` what it waits for, `actions` what you may do now.',
    permission: 'sales.read',
    idempotent: false,
    params: dealParams,
    responses: { 200: { description: 'The deal', headers: ['ETag'], schema: deal, example: dealExample } },
    handle: async ({ deps, caller, params }) => {
      const facts = await readProcess(deps.database, opportunityStore, params.id);
      if (facts === null) throw refuse('not_found', { thing: `Opportunity ${params.id}` });
      return { status: 200, headers: { etag: etag(facts.version) }, body: dealResource(facts, caller.role) };
    },
  }),
  eventsRoute({
    path: '/v1/opportunities/{id}/events',
    tag,
    summary: 'What happened to a deal',
    permission: 'sales.read',
    id: dealParams.shape.id,
    thing: 'Opportunity',
    exists: ({ database }, id) => processExists(database, 'opportunity', id),
  }),
];
