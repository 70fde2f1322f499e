/** What a customer did and said: it stops what we send them, and says what we may send. */

import { z } from 'zod';
import { findCustomer } from '../../db/customers/customers.ts';
import { lockCustomer, recordOnCustomer } from '../../db/customers/move-lifecycle.ts';
import { obeyConsent } from '../../db/customers/obey-consent.ts';
import { pageOfConsents, statementsOf } from '../../db/customers/read-consents.ts';
import { runningEnrolments } from '../../db/sales/cadences.ts';
import { stopEnrolments } from '../../db/sales/stop-enrolments.ts';
import { withdrawCallsTo } from '../../db/sales/withdraw-calls.ts';
import { consents } from '../../db/schema/customers.ts';
import { interactions } from '../../db/schema/sales.ts';
import { hasConsent, type MessageChannel } from '../../domain/customers/consent.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { interactionKinds } from '../../domain/sales/cadence.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { instant } from '../instant.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { pastInstant, pastInstantMs } from '../past-instant.ts';
import { refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { text } from '../schemas.ts';
import { storedInstant } from '../stored-instant.ts';

const params = z.strictObject({ id: z.string().min(1).max(40) });
const at = pastInstant.optional().describe('When it was; now when left out');

const recorded = z
  .strictObject({ customerId: z.string(), at: instant, stopped: z.array(z.string()) })
  .meta({ id: 'RecordedInteraction' });

const consentBody = z.strictObject({
  channel: z.enum(['email', 'phone', 'sms']),
  given: z.boolean(),
  source: text(80).describe('Where it was said: a form, a call, an opt-out link'),
  at,
});

const channels = ['email', 'phone', 'sms'] as const satisfies readonly MessageChannel[];
const statement = z
  .strictObject({
    ...{ customerId: z.string(), channel: z.enum(channels), given: z.boolean(), source: z.string() },
    ...{ at: instant, recordedBy: z.string() },
  })
  .meta({ id: 'ConsentStatement' });
const statementExample: z.input<typeof statement> = {
  ...{ customerId: 'CUS-4T9X0AB', channel: 'email', given: true, source: 'web form' },
  ...{ at: '2026-02-03T15:04:05.678Z', recordedBy: 'marie' },
};

const position = z.strictObject({ at: storedInstant, id: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) });

const consent = z
  .strictObject({ customerId: z.string(), channel: z.string(), given: z.boolean(), at: instant })
  .meta({ id: 'Consent' });

export const interactionRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/interactions',
    tag: 'Customers',
    summary: 'Record what a customer did',
    description:
      'A reply, a meeting, a call or an opt-out. Enrolments that it stops send nothing more from this instant.',
    permission: 'sales.write',
    idempotent: true,
    params,
    body: z.strictObject({ kind: z.enum(interactionKinds), at }),
    example: { kind: 'reply' },
    responses: {
      201: {
        description: 'Recorded',
        schema: recorded,
        example: { customerId: 'CUS-4T9X0AB', at: '2026-02-03T15:04:05.678Z', stopped: ['ENR-7K3M2QX'] },
      },
    },
    handle: async (request) => {
      const { params, body, caller, deps } = request;
      const stopped: string[] = [];
      const command = { kind: 'record_interaction', subject: params.id, payload: body };
      const reply = await answerOnce(request, command, async (tx) => {
        const now = Date.now();
        const when = new Date(pastInstantMs(body.at, now));
        const done = { kind: body.kind, at: when.getTime() };
        // Their processes first, then the customer: everybody takes the locks in this order.
        const ids = await runningEnrolments(tx, params.id);
        stopped.push(...(await stopEnrolments(tx, { ids, done, now, actor: caller.actor })));
        const customer = await lockCustomer(tx, params.id);
        if (customer === null) return refusal('not_found', { thing: `Customer ${params.id}` });
        const recordedBy = caller.actor;
        await tx.insert(interactions).values({ customerId: params.id, kind: body.kind, at: when, recordedBy });
        if (body.kind === 'opt_out') {
          const statement = { customerId: params.id, channel: 'email' as const, given: false, source: 'opt-out' };
          await tx.insert(consents).values({ ...statement, at: when, recordedBy });
          await obeyConsent(tx, customer, now);
          await withdrawCallsTo(tx, { customerId: customer.id, now, before: done.at });
        }
        await recordOnCustomer(tx, { customer, actor: recordedBy }, [
          { type: 'customer.interacted', data: { kind: body.kind } },
        ]);
        return { status: 201, body: { customerId: params.id, at: when.toISOString(), stopped } };
      });
      for (const id of stopped) void deps.processes.wake({ kind: 'enrolment', id });
      return reply;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/consents',
    tag: 'Customers',
    summary: 'Record what a customer allows or takes back',
    description: 'Per channel; the last statement counts. Nothing commercial is sent without it.',
    permission: 'sales.write',
    idempotent: true,
    params,
    body: consentBody,
    example: { channel: 'email', given: true, source: 'web form' },
    responses: {
      201: {
        description: 'Recorded',
        schema: consent,
        example: { customerId: 'CUS-4T9X0AB', channel: 'email', given: true, at: '2026-02-03T15:04:05.678Z' },
      },
    },
    handle: (request) => {
      const { params, body, caller } = request;
      return answerOnce(request, { kind: 'record_consent', subject: params.id, payload: body }, async (tx) => {
        const customer = await lockCustomer(tx, params.id);
        if (customer === null) return refusal('not_found', { thing: `Customer ${params.id}` });
        const { channel, given, source } = body;
        const when = new Date(pastInstantMs(body.at, Date.now()));
        await tx
          .insert(consents)
          .values({ customerId: params.id, channel, given, source, at: when, recordedBy: caller.actor });
        await obeyConsent(tx, customer, Date.now());
        const data = { channel, given };
        await recordOnCustomer(tx, { customer, actor: caller.actor }, [{ type: 'customer.consent', data }]);
        return { status: 201, body: { customerId: params.id, channel, given, at: when.toISOString() } };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/consents',
    tag: 'Customers',
    summary: 'What a customer allows now, and what they said',
    description:
      'Per channel the last statement counts, of all who are one customer with them since a merge, whoever answers. Statements, the newest first.',
    permission: 'customers.read',
    idempotent: false,
    params,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'Consents',
        schema: page(statement)
          .extend({ allowed: z.record(z.enum(channels), z.boolean()).describe('By all of them, whichever page') })
          .meta({ id: 'Consents' }),
        example: {
          ...{ allowed: { email: true, phone: false, sms: false }, data: [statementExample], page: { next: null } },
        },
      },
    },
    handle: async ({ deps, params, query: { limit, cursor } }) => {
      const { database } = deps;
      const customer = await findCustomer(database, params.id);
      if (customer === null) throw refuse('not_found', { thing: `Customer ${params.id}` });
      const answering = customer.mergedInto ?? customer.id;
      const now = Date.now();
      const statements = await statementsOf(database.query, answering);
      const allowed = Object.fromEntries(channels.map((channel) => [channel, hasConsent(statements, channel, now)]));
      const at = { position: decodeCursor(cursor, position), limit: limit + 1 };
      const said = await pageOfConsents(database.query, answering, at);
      const { data, page: more } = pageOf(said, limit, ({ atText, id }) => ({ at: atText, id }));
      const shown = data.map(({ id: _, atText: __, at: when, ...one }) => ({ ...one, at: when.toISOString() }));
      return { status: 200, body: { allowed, data: shown, page: more } };
    },
  }),
];
