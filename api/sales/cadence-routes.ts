/** Cadences, the enrolments that run them, and what stops them. */
import { z } from 'zod';
import { processExists, readProcess } from '../../db/processes/read-process.ts';
import { type Cadence, isEnrolled, listCadences, newestCadence, publishCadence } from '../../db/sales/cadences.ts';
import { enrolmentStore } from '../../db/sales/enrolment-store.ts';
import { cannotBuy } from '../../db/sales/sell-to.ts';
import { stopEnrolment } from '../../db/sales/stop-enrolment.ts';
import { enrolments } from '../../db/schema/sales.ts';
import { calendarKey, newestCalendar } from '../../db/staff/calendars.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { type EnrolmentFacts, enrolmentMoves, touchDueAt } from '../../domain/sales/cadence.ts';
import { enrolmentMessage, stopHint } from '../../domain/sales/enrolment-words.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { eventsRoute } from '../events/events-route.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { refuse } from '../problem.ts';
import { commandProcess, openByRequest } from '../processes/process-command.ts';
import {
  openedResponses,
  processCommandResponses,
  processExample,
  processResource,
} from '../processes/process-resource.ts';
import { type Caller, defineRoute, etag, type Route } from '../route.ts';
import { unknownCalendar } from '../staff/unknown-calendar.ts';
import {
  cadence,
  cadenceBody,
  cadenceBodyExample,
  cadenceExample,
  cadenceId,
  enrolmentBody,
  enrolmentParams,
  enrolmentSchema,
} from './cadence-schemas.ts';

const tag = 'Sales';
const minuteMs = 60_000;
const position = z.strictObject({ after: cadenceId });
const cadenceParams = z.strictObject({ id: cadenceId });

export const cadenceRoutes: readonly Route[] = [
  defineRoute({
    method: 'put',
    path: '/v1/cadences/{id}',
    tag,
    summary: 'Publish a version of a cadence',
    description: 'Enrolments that run keep the version they began with.',
    permission: 'sales.configure',
    idempotent: true,
    params: cadenceParams,
    body: cadenceBody,
    example: cadenceBodyExample,
    responses: { 200: { description: 'The new version', schema: cadence, example: cadenceExample } },
    handle: (request) => {
      const { params, body, caller } = request;
      const command = { kind: 'publish_cadence', subject: params.id, payload: body };
      return answerOnce(request, command, async (tx) => {
        const calendar = await newestCalendar(tx, body.calendar);
        if (calendar === null) throw unknownCalendar(body.calendar);
        const steps = body.steps.map(({ delayMinutes, ...step }) => ({ ...step, delayMs: delayMinutes * minuteMs }));
        const { id } = params;
        const published = await publishCadence(tx, {
          id,
          name: body.name,
          steps,
          calendarId: body.calendar,
          createdBy: caller.actor,
        });
        return { status: 200, body: shown(published) };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/cadences/{id}',
    tag,
    summary: 'The newest version of a cadence',
    description: 'Its steps, with the working time between them and what stops each.',
    permission: 'sales.read',
    idempotent: false,
    params: cadenceParams,
    responses: { 200: { description: 'The cadence', schema: cadence, example: cadenceExample } },
    handle: async ({ deps, params }) => {
      const found = await newestCadence(deps.database.query, params.id);
      if (found === null) throw refuse('not_found', { thing: `Cadence ${params.id}` });
      return { status: 200, body: shown(found) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/cadences',
    tag: tag,
    summary: 'Cadences, each in its newest version',
    description: 'By id.',
    permission: 'sales.read',
    idempotent: false,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'Cadences',
        schema: page(cadence).meta({ id: 'CadenceList' }),
        example: { data: [cadenceExample], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor } }) => {
      const after = decodeCursor(cursor, position)?.after ?? '';
      const rows = await listCadences(deps.database.query, { after, limit: limit + 1 });
      const { data, page: more } = pageOf(rows, limit, (last) => ({ after: last.id }));
      return { status: 200, body: { data: data.map(shown), page: more } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/cadences/{id}/enrolments',
    tag,
    summary: 'Enrol a prospect',
    description: 'Once at a time per cadence. What may be sent is decided touch by touch, at the moment of sending.',
    permission: 'sales.write',
    idempotent: true,
    params: cadenceParams,
    body: enrolmentBody,
    example: { customerId: 'CUS-4T9X0AB', owner: 'Marie' },
    responses: openedResponses('ENR-7K3M2QX', 'running'),
    handle: async (request) => {
      const { deps, params, body } = request;
      const found = await newestCadence(deps.database.query, params.id);
      const calendar = found && (await newestCalendar(deps.database.query, found.calendarId));
      const [first] = found?.steps ?? [];
      if (!found || !calendar || !first) throw refuse('not_found', { thing: `Cadence ${params.id}` });
      const { customerId, owner } = body;
      return openByRequest(request, {
        ...{ store: enrolmentStore, command: 'enrol', customerId, status: 'running', path: '/v1/enrolments' },
        check: async (tx) =>
          (await cannotBuy(tx, customerId)) ??
          ((await isEnrolled(tx, { customerId, cadenceId: found.id }))
            ? refusal('already_exists', { thing: `An enrolment of ${customerId}` })
            : null),
        write: async (tx, id, now) => {
          const dueAt = new Date(touchDueAt(calendar, first, now));
          const { id: cadenceId, version: cadenceVersion } = found;
          await tx
            .insert(enrolments)
            .values({ id, cadenceId, cadenceVersion, calendar: calendarKey(calendar), owner, dueAt });
        },
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/enrolments/{id}',
    tag,
    summary: 'Where an enrolment stands',
    description: '`waiting` says what it waits for, `actions` what you may do now.',
    permission: 'sales.read',
    idempotent: false,
    params: enrolmentParams,
    responses: {
      200: {
        description: 'The enrolment',
        headers: ['ETag'],
        schema: enrolmentSchema,
        example: {
          ...{ ...processExample, id: 'ENR-7K3M2QX', status: 'finished' as const, waiting: null },
          ...{ cadence: 'three-touches', cadenceVersion: 1, nextStep: 3, steps: 3, stoppedBecause: null },
        },
      },
    },
    handle: async ({ deps, caller, params }) => {
      const facts = await readProcess(deps.database, enrolmentStore, params.id);
      if (facts === null) throw refuse('not_found', { thing: `Enrolment ${params.id}` });
      return { status: 200, headers: { etag: etag(facts.version) }, body: enrolmentResource(facts, caller) };
    },
  }),
  eventsRoute({
    path: '/v1/enrolments/{id}/events',
    tag,
    summary: 'What happened to an enrolment',
    permission: 'sales.read',
    id: enrolmentParams.shape.id,
    thing: 'Enrolment',
    exists: ({ database }, id) => processExists(database, 'enrolment', id),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/enrolments/{id}/stop',
    tag,
    summary: 'Stop an enrolment',
    description: 'Nothing more is sent by it.',
    permission: 'sales.write',
    idempotent: true,
    params: enrolmentParams,
    body: z.strictObject({}),
    example: {},
    responses: processCommandResponses,
    handle: (request) =>
      commandProcess(request, {
        ...{ store: enrolmentStore, id: request.params.id, command: 'stop_enrolment', statuses: ['running'] },
        apply: async (change) => {
          await stopEnrolment(change, 'by_hand');
          return {};
        },
      }),
  }),
];

function shown({ id, version, name, calendarId, steps }: Cadence) {
  const inMinutes = steps.map(({ delayMs, stopIf, ...step }) => ({
    ...step,
    stopIf: [...stopIf],
    delayMinutes: delayMs / minuteMs,
  }));
  return { id, version, name, calendar: calendarId, steps: inMinutes };
}

function enrolmentResource(facts: EnrolmentFacts, { role }: Caller) {
  const { cadence, cadenceVersion, nextStep, steps, stoppedBecause } = facts;
  return {
    ...processResource(facts, {
      ...{ kind: 'enrolment', moves: enrolmentMoves, role },
      wait: { for: 'next_touch', until: facts.dueAt, who: ['system', 'customer'], message: enrolmentMessage(facts) },
      actions: { stop: { path: '/stop', permission: 'sales.write', statuses: ['running'], hint: stopHint } },
    }),
    ...{ cadence, cadenceVersion, nextStep, steps: steps.length, stoppedBecause },
  };
}
