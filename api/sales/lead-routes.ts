/** Leads: taken in, compared, merged, and turned into deals. */
import { z } from 'zod';
import { nextCustomerId } from '../../db/customers/customers.ts';
import { createProspect, markConverted } from '../../db/sales/convert-lead.ts';
import { duplicatesOf, findLead } from '../../db/sales/find-leads.ts';
import { lockCustomersOfLeads } from '../../db/sales/lock-customers-of-leads.ts';
import { lockOpenLead, mergeLeads, unmergeLead } from '../../db/sales/merge-leads.ts';
import { writeOpportunity } from '../../db/sales/open-opportunity.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { cannotBuy } from '../../db/sales/sell-to.ts';
import { knownExternalIds, storeLeads } from '../../db/sales/store-leads.ts';
import type { Lead } from '../../db/schema/leads.ts';
import type { Tx } from '../../db/transaction.ts';
import { withFrenchSpaces } from '../../domain/messages/french-spaces.ts';
import { scoreFactors } from '../../domain/sales/lead.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { openByRequest } from '../processes/process-command.ts';
import { openedResponses } from '../processes/process-resource.ts';
import { defineRoute, etag, type Route } from '../route.ts';
import {
  convertBody,
  importBody,
  importExample,
  importReport,
  leadBody,
  leadBodyExample,
  leadExample,
  leadParams,
  leadResource,
} from './lead-schemas.ts';
import { type Ownership, ownershipOf } from './open-deal.ts';
import { readLead } from './read-lead.ts';
import { type ReadCsv, type RowError, readLeadsCsv } from './read-leads-csv.ts';

const tag = 'Sales';
const write = { tag, permission: 'sales.write' as const, idempotent: true as const };
const leadResponse = { schema: leadResource, example: leadExample };
const team = 'sales';

export const leadRoutes: readonly Route[] = [
  defineRoute({
    ...{ ...write, method: 'post', path: '/v1/leads', summary: 'Take a lead in' },
    description: 'Adds it, or updates the one that its source told before under the same id. A new one gets an owner.',
    body: leadBody,
    example: leadBodyExample,
    responses: {
      200: { description: 'Known before; updated', ...leadResponse },
      201: { description: 'Added; Location is the lead', headers: ['Location'], ...leadResponse },
    },
    handle: async (request) => {
      const told = readLead(request.body);
      if ('detail' in told) throw invalidRequest([{ pointer: `/${told.field}`, code: 'invalid', detail: told.detail }]);
      const command = { kind: 'store_lead', subject: `${told.source}/${told.externalId}`, payload: request.body };
      return answerOnce(request, command, async (tx) => {
        await lockCustomersOfLeads(tx, told.source, [told.externalId]);
        const [stored] = await storeLeads(tx, { told: [told], team, now: Date.now() });
        if (!stored) throw new Error('a lead was not stored');
        const body = await shown(tx, stored.lead);
        if (!stored.created) return { status: 200, body };
        return { status: 201, headers: { location: `/v1/leads/${stored.lead.id}` }, body };
      });
    },
  }),
  defineRoute({
    ...{ ...write, method: 'post', path: '/v1/leads/imports', summary: 'Import leads from CSV' },
    description:
      'Good rows are taken in, the others are listed with their lines. By default nothing is written: look first.',
    body: importBody,
    example: { source: 'fair', csv: 'external_id,name,email\nA-17,Marie,marie@example.com\n' },
    responses: { 200: { description: 'What was, or would be, done', schema: importReport, example: importExample } },
    handle: (request) => {
      const { source, csv, dryRun } = request.body;
      const read = readLeadsCsv(source, csv);
      if (read.kind === 'unreadable') {
        throw invalidRequest([{ pointer: '/csv', code: 'wrong_format', detail: read.detail }]);
      }
      // The file itself is not kept with the command: it is full of people.
      const command = { kind: 'import_leads', subject: source, payload: { dryRun, rows: read.rows } };
      return answerOnce(request, command, async (tx) => {
        const externalIds = read.good.map(({ lead }) => lead.externalId);
        if (!dryRun) await lockCustomersOfLeads(tx, source, externalIds);
        const report = await reportOf(tx, source, read, dryRun);
        if (!dryRun) await storeLeads(tx, { told: read.good.map(({ lead }) => lead), team, now: Date.now() });
        return { status: 200, body: report };
      });
    },
  }),
  defineRoute({
    ...{ tag, method: 'get', path: '/v1/leads/{id}', summary: 'Read a lead' },
    description: 'With the open leads that may be the same person.',
    permission: 'sales.read',
    idempotent: false,
    params: leadParams,
    responses: { 200: { description: 'The lead', headers: ['ETag'], ...leadResponse } },
    handle: async ({ deps, params }) => {
      const found = await findLead(deps.database.query, params.id);
      if (found === null) throw refuse('not_found', { thing: `Lead ${params.id}` });
      return { status: 200, headers: { etag: etag(found.version) }, body: await shown(deps.database.query, found) };
    },
  }),
  defineRoute({
    ...{ ...write, method: 'post', path: '/v1/leads/{id}/merge', summary: 'Merge another lead into this one' },
    description: 'Both rows stay; this one takes over what it did not have. It can be undone.',
    params: leadParams,
    body: z.strictObject({ absorb: z.string().min(1).max(40) }),
    example: { absorb: 'LED-4T9X0AB' },
    responses: { 200: { description: 'Merged', ...leadResponse } },
    handle: (request) => {
      const { params, body, caller } = request;
      if (body.absorb === params.id) {
        throw invalidRequest([
          {
            pointer: '/absorb',
            code: 'invalid',
            detail: { en: 'A lead cannot absorb itself.', fr: 'Une piste ne peut pas s’absorber elle-même.' },
          },
        ]);
      }
      return answerOnce(request, { kind: 'merge_leads', subject: params.id, payload: body }, async (tx) => {
        const merge = { keptId: params.id, absorbedId: body.absorb, actor: caller.actor, now: Date.now() };
        const merged = await mergeLeads(tx, merge);
        return 'code' in merged ? merged : { status: 200, body: await shownById(tx, params.id) };
      });
    },
  }),
  defineRoute({
    ...{ ...write, method: 'post', path: '/v1/leads/{id}/unmerge', summary: 'Undo the merge of this lead' },
    description:
      'It stands on its own again. What the other one took over from it and has not changed since goes back.',
    params: leadParams,
    body: z.strictObject({}),
    example: {},
    responses: { 200: { description: 'Undone', ...leadResponse } },
    handle: (request) => {
      const { params, body, caller } = request;
      return answerOnce(request, { kind: 'unmerge_lead', subject: params.id, payload: body }, async (tx) => {
        const undone = await unmergeLead(tx, { absorbedId: params.id, actor: caller.actor, now: Date.now() });
        return 'code' in undone ? undone : { status: 200, body: await shownById(tx, params.id) };
      });
    },
  }),
  defineRoute({
    ...{ ...write, method: 'post', path: '/v1/leads/{id}/convert', summary: 'Make a deal of a lead' },
    description: 'The lead becomes a prospect, unless they are a customer already, and an opportunity of theirs opens.',
    params: leadParams,
    body: convertBody,
    example: { title: '40 lamps', amount: { amount: 79_960, currency: 'CAD' }, calendar: 'ca-qc' },
    responses: openedResponses('OPP-7K3M2QX', 'new'),
    handle: async (request) => {
      const { deps, params, body, caller } = request;
      const lead = await findLead(deps.database.query, params.id);
      if (lead === null) throw refuse('not_found', { thing: `Lead ${params.id}` });
      const { email } = lead;
      if (email === null && body.customerId === undefined) {
        const detail = {
          en: 'The lead has no e-mail address: send it with POST /v1/leads first, or name a customer.',
          fr: 'La piste n’a pas d’adresse e-mail : envoyez-la d’abord avec POST /v1/leads, ou nommez un client.',
        };
        throw invalidRequest([{ pointer: '/customerId', code: 'required', detail }]);
      }
      const customerId = body.customerId ?? (await nextCustomerId(deps.database));
      let ownership: Ownership | null = null;
      return openByRequest(request, {
        ...{ store: opportunityStore, command: 'convert_lead', customerId, status: 'new', path: '/v1/opportunities' },
        subject: body.customerId ?? lead.id,
        check: async (tx) => {
          const open = await lockOpenLead(tx, lead.id);
          if ('code' in open) return open;
          const refused = body.customerId === undefined ? null : await cannotBuy(tx, customerId);
          if (refused) return refused;
          const { calendar } = body;
          const wanted = { owner: body.owner ?? lead.owner, calendar, team: body.team, caller: caller.actor };
          const person = { language: lead.locale, territory: lead.territory };
          ownership = await ownershipOf(tx, { ...wanted, lead: person, now: Date.now() });
          if (body.customerId === undefined && email !== null) {
            await createProspect(tx, { id: customerId, lead: open, email, actor: caller.actor });
          }
          return null;
        },
        write: async (tx, id, now) => {
          if (ownership === null) throw new Error('a lead was converted unchecked');
          const { owner, calendar } = ownership as Ownership;
          const { title, team: ofTeam, amount } = body;
          const money = { amountMinor: amount.amount, currency: amount.currency };
          await writeOpportunity(tx, {
            id,
            calendar,
            now,
            deal: { title, team: ofTeam, owner, ...money, factors: scoreFactors(lead) },
          });
          await markConverted(tx, { leadId: lead.id, customerId, opportunityId: id, now });
        },
      });
    },
  }),
];

async function reportOf(tx: Tx, source: string, { rows, good, errors }: ReadCsv & { kind: 'read' }, dryRun: boolean) {
  const ids = good.map(({ lead }) => lead.externalId);
  const known = await knownExternalIds(tx, source, ids);
  const preview = good.slice(0, 10).map(({ line, lead: { externalId, name, email, phone } }) => ({
    ...{ line, externalId, name, email, phone },
    action: known.has(externalId) ? ('update' as const) : ('create' as const),
  }));
  const updated = ids.filter((id) => known.has(id)).length;
  return { dryRun, rows, created: good.length - updated, updated, errors: errors.map(inBothFields), preview };
}

const inBothFields = ({ detail, ...row }: RowError) => ({
  ...row,
  detail: detail.en,
  detailFr: withFrenchSpaces(detail.fr),
});

async function shownById(tx: Tx, id: string) {
  const lead = await findLead(tx, id);
  if (lead === null) throw new Error(`lead ${id} vanished`);
  return shown(tx, lead);
}

async function shown(on: Pick<Tx, 'execute'>, lead: Lead) {
  const { createdAt: _, updatedAt: __, ...rest } = lead;
  return { ...rest, duplicates: lead.state === 'open' ? await duplicatesOf(on, lead) : [] };
}
