/** Onboardings: opening, finding and reading them. */

import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { lockToMove } from '../../db/customers/move-lifecycle.ts';
import { listOnboardings } from '../../db/onboarding/list-onboardings.ts';
import { onboardingStore } from '../../db/onboarding/onboarding-store.ts';
import { calendarOfPlace, isBeingOnboarded, writeOnboarding } from '../../db/onboarding/open-onboarding.ts';
import { newestTemplate } from '../../db/onboarding/templates.ts';
import type { ProcessPage } from '../../db/processes/list-processes.ts';
import { processExists, readProcess } from '../../db/processes/read-process.ts';
import { calendarIdOf } from '../../db/sales/assign-owner.ts';
import { winCustomer } from '../../db/sales/sell-to.ts';
import { contacts } from '../../db/schema/customers.ts';
import { calendarKey, newestCalendar } from '../../db/staff/calendars.ts';
import type { Tx } from '../../db/transaction.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { onboardingPolicies } from '../../domain/onboarding/onboarding-policy.ts';
import { onboardingMoves } from '../../domain/onboarding/onboarding-states.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { eventsRoute } from '../events/events-route.ts';
import { isoOrNull } from '../instant.ts';
import { noCalendar, noCalendarOf, noCustomer } from '../missing-things.ts';
import { page } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { openByRequest } from '../processes/process-command.ts';
import { listQuery, processPage } from '../processes/process-list.ts';
import { openedResponses } from '../processes/process-resource.ts';
import { defineRoute, etag, type Route } from '../route.ts';
import { onboardingResource } from './onboarding-resource.ts';
import {
  onboardingExample,
  onboardingParams,
  onboardingSchema,
  onboardingSummary,
  openBody,
  openExample,
  summaryExample,
} from './onboarding-schemas.ts';

const tag = 'Onboarding';
const unknown = (pointer: string, detail: Text) => invalidRequest([{ pointer, code: 'unknown', detail }]);

export const onboardingRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/onboardings',
    tag,
    summary: 'Onboard a customer',
    description:
      'Without a deal; a won one begins it by itself. A prospect becomes a customer in the same transaction. One at a time per customer.',
    permission: 'onboardings.write',
    idempotent: true,
    body: openBody,
    example: openExample,
    responses: openedResponses('ONB-7K3M2QX', 'kickoff'),
    handle: async (request) => {
      const { deps, body, caller } = request;
      const { customerId, owner = caller.actor, billTo = null, contact = null, promises } = body;
      const template = await newestTemplate(deps.database.query, body.template);
      if (template === null)
        throw unknown('/template', {
          en: `There is no onboarding template ${body.template}.`,
          fr: `Il n’y a pas de modèle d’accueil ${body.template}.`,
        });
      let calendars: Calendars | null = null;
      return openByRequest(request, {
        ...{ store: onboardingStore, command: 'open_onboarding', customerId, status: 'created' },
        path: '/v1/onboardings',
        check: async (tx) => {
          const refused = await beginWith(tx, { customerId, contact, billTo, actor: caller.actor });
          if (refused === null) calendars = await calendarsFor(tx, { ...body, owner });
          return refused;
        },
        write: async (tx, id, now) => {
          if (calendars === null) throw new Error('an onboarding was opened unchecked');
          const { us, customer } = calendars as Calendars;
          const startAt = body.startAt === undefined ? now : Math.max(now, Date.parse(body.startAt));
          const policy = onboardingPolicies[deps.config.POLICY_PROFILE];
          await writeOnboarding(tx, {
            ...{ id, template, owner, promises, startAt, policy, contactNo: contact, opportunityId: null },
            ...{ calendar: calendarKey(us), customerCalendar: calendarKey(customer) },
          });
        },
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/onboardings',
    tag,
    summary: 'Onboardings, the newest first',
    description: 'With how many of their tasks are done. Those opened meanwhile do not shift the pages.',
    permission: 'onboardings.read',
    idempotent: false,
    query: z.strictObject({
      ...listQuery(onboardingMoves),
      owner: z.string().min(1).max(80).optional().describe('Only of this person'),
    }),
    responses: {
      200: {
        description: 'Onboardings',
        schema: page(onboardingSummary).meta({ id: 'OnboardingList' }),
        example: { data: [summaryExample], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor, ...filter } }) => {
      const read = (at: ProcessPage) => listOnboardings(deps.database, filter, at);
      const { data, page: more } = await processPage({ limit, cursor }, read);
      const shown = data.map((row) => ({ ...row, activatedAt: isoOrNull(row.activatedAt) }));
      return { status: 200, body: { data: shown, page: more } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/onboardings/{id}',
    tag,
    summary: 'Where an onboarding stands',
    description: 'Its tasks with their due dates, what it waits for, what you may do, and the time to first value.',
    permission: 'onboardings.read',
    idempotent: false,
    params: onboardingParams,
    responses: {
      200: { description: 'The onboarding', headers: ['ETag'], schema: onboardingSchema, example: onboardingExample },
    },
    handle: async ({ deps, caller, params }) => {
      const facts = await readProcess(deps.database, onboardingStore, params.id);
      if (facts === null) throw refuse('not_found', { thing: `Onboarding ${params.id}` });
      const body = onboardingResource(facts, caller, Date.now());
      return { status: 200, headers: { etag: etag(facts.version) }, body };
    },
  }),
  eventsRoute({
    path: '/v1/onboardings/{id}/events',
    tag,
    summary: 'What happened in an onboarding',
    permission: 'onboardings.read',
    id: onboardingParams.shape.id,
    thing: 'Onboarding',
    exists: ({ database }, id) => processExists(database, 'onboarding', id),
  }),
];

type Calendars = { readonly us: WorkingCalendar; readonly customer: WorkingCalendar };
type Asked = Pick<z.output<typeof openBody>, 'calendar' | 'customerCalendar' | 'customerId'> & {
  readonly owner: string;
};

/** Ours: named, the owner's, else that of the customer's place. Theirs: named, that of their place, else ours. */
async function calendarsFor(tx: Tx, { calendar, customerCalendar, customerId, owner }: Asked): Promise<Calendars> {
  const place = await calendarOfPlace(tx, customerId);
  const ownersId = calendar ?? (await calendarIdOf(tx, owner));
  const us = ownersId === null ? place : await newestCalendar(tx, ownersId);
  if (us === null) {
    const detail = ownersId === null ? noCalendarOf(owner) : noCalendar(ownersId);
    throw invalidRequest([{ pointer: '/calendar', code: 'unknown_calendar', detail }]);
  }
  if (customerCalendar === undefined) return { us, customer: place ?? us };
  const customer = await newestCalendar(tx, customerCalendar);
  if (customer !== null) return { us, customer };
  const detail = noCalendar(customerCalendar);
  throw invalidRequest([{ pointer: '/customerCalendar', code: 'unknown_calendar', detail }]);
}

type Beginning = Pick<Parameters<typeof winCustomer>[1], 'customerId' | 'billTo' | 'actor'> & {
  readonly contact: number | null;
};

/** Refuses before it writes; a prospect becomes a customer, and their row stays locked. */
async function beginWith(tx: Tx, { customerId, contact, billTo, actor }: Beginning): Promise<Refusal | null> {
  if ((await lockToMove(tx, customerId)) === null) {
    throw unknown('/customerId', noCustomer(customerId));
  }
  if (contact !== null) await mustBeContact(tx, customerId, contact);
  if (await isBeingOnboarded(tx, customerId)) {
    return refusal('already_exists', { thing: `An onboarding of ${customerId}` });
  }
  return winCustomer(tx, { customerId, billTo, actor, because: 'onboarding' });
}

async function mustBeContact(tx: Tx, customerId: string, no: number): Promise<void> {
  const rows = await tx
    .select({ no: contacts.no })
    .from(contacts)
    .where(and(eq(contacts.customerId, customerId), eq(contacts.no, no)));
  if (rows.length === 0)
    throw unknown('/contact', {
      en: `Customer ${customerId} has no contact ${no}.`,
      fr: `Le client ${customerId} n’a pas de contact ${no}.`,
    });
}
