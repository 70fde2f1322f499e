/** What a person says about a customer's life: that two are one, and that one may be lost. */
import { z } from 'zod';
import { findCustomer } from '../../db/customers/customers.ts';
import { mergeCustomers, unmergeCustomer } from '../../db/customers/merge-customers.ts';
import { lockToMove, moveLifecycle } from '../../db/customers/move-lifecycle.ts';
import type { Tx } from '../../db/transaction.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { reason } from '../orders/order-schemas.ts';
import { invalidRequest } from '../problem.ts';
import { defineRoute, etag, type Route } from '../route.ts';
import { customer, customerExample, customerParams, shownCustomer } from './customer-schemas.ts';

const merge = { method: 'post' as const, tag: 'Customers', permission: 'customers.merge' as const };
const answer = { headers: ['ETag'] as const, schema: customer, example: customerExample };

export const lifecycleRoutes: readonly Route[] = [
  defineRoute({
    ...{ ...merge, path: '/v1/customers/{id}/merge', summary: 'Merge another customer into this one' },
    description:
      'This one answers for both: lifecycle, credit, consents, message caps, offers to stay, timeline and lists. Every row stays where it was, so it can be undone. Not with somebody who leaves, and not while both are onboarded or run through the same cadence.',
    idempotent: true,
    params: customerParams,
    body: z.strictObject({ absorb: z.string().min(1).max(40), reason }),
    example: { absorb: 'CUS-7K3M2QX', reason: 'Same person, wrote from another address' },
    responses: { 200: { description: 'Merged', ...answer } },
    handle: (request) => {
      const { params, body, caller } = request;
      if (body.absorb === params.id) {
        throw invalidRequest([
          {
            pointer: '/absorb',
            code: 'invalid',
            detail: { en: 'A customer cannot absorb themselves.', fr: 'Un client ne peut pas s’absorber lui-même.' },
          },
        ]);
      }
      return answerOnce(request, { kind: 'merge_customers', subject: params.id, payload: body }, async (tx) => {
        const asked = { keptId: params.id, absorbedId: body.absorb, reason: body.reason, actor: caller.actor };
        const merged = await mergeCustomers(tx, asked);
        return 'code' in merged ? merged : shownById(tx, params.id);
      });
    },
  }),
  defineRoute({
    ...{ ...merge, path: '/v1/customers/{id}/unmerge', summary: 'Undo the merge of this customer' },
    description: 'They answer for themselves again. What the other one took over and has not changed goes back.',
    idempotent: true,
    params: customerParams,
    body: z.strictObject({}),
    example: {},
    responses: { 200: { description: 'Undone', ...answer } },
    handle: (request) => {
      const { params, body, caller } = request;
      return answerOnce(request, { kind: 'unmerge_customer', subject: params.id, payload: body }, async (tx) => {
        const undone = await unmergeCustomer(tx, { absorbedId: params.id, actor: caller.actor });
        return 'code' in undone ? undone : shownById(tx, params.id);
      });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/risk',
    tag: 'Customers',
    summary: 'Say that a customer may be lost, or is safe again',
    description:
      'Between active and at risk, with a reason. By itself the engine only moves to at risk: when somebody rates a case so low that they would advise others against us.',
    permission: 'customers.risk',
    idempotent: true,
    params: customerParams,
    body: z.strictObject({ atRisk: z.boolean(), reason }),
    example: { atRisk: true, reason: 'Asked for the price of leaving' },
    responses: { 200: { description: 'As they are now', ...answer } },
    handle: (request) => {
      const { params, body, caller } = request;
      return answerOnce(request, { kind: 'rate_risk', subject: params.id, payload: body }, async (tx) => {
        const found = await lockToMove(tx, params.id);
        if (found === null) return refusal('not_found', { thing: `Customer ${params.id}` });
        const to = body.atRisk ? ('at_risk' as const) : ('active' as const);
        const from = body.atRisk ? 'active' : 'at_risk';
        const moved =
          found.lifecycle === from &&
          (await moveLifecycle(tx, found, { to, actor: caller.actor, because: 'said_by_a_person' }));
        if (!moved) return refusal('lifecycle_not_possible', { customer: found.id, lifecycle: found.lifecycle, to });
        return shownById(tx, found.id);
      });
    },
  }),
];

async function shownById(tx: Tx, id: string) {
  const found = await findCustomer({ query: tx }, id);
  if (found === null) throw new Error(`customer ${id} vanished`);
  return { status: 200, headers: { etag: etag(found.version) }, body: shownCustomer(found) };
}
