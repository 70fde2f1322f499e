/** Quotes of a deal: made, approved where the discount is large, accepted as an order. */

import { z } from 'zod';
import { placeOrderIn } from '../../db/orders/place-order.ts';
import { processExists } from '../../db/processes/read-process.ts';
import { giveEvidence } from '../../db/sales/give-evidence.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { decideQuote, isOpenAt, type QuoteRow, readQuote, setQuote, writeQuote } from '../../db/sales/write-quote.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';
import { dealActions } from '../../domain/sales/opportunity-words.ts';
import { quoteStates } from '../../domain/sales/quote.ts';
import { instant } from '../instant.ts';
import { shipToExample } from '../orders/order-examples.ts';
import { placeOrderBody, reason } from '../orders/order-schemas.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { commandProcess } from '../processes/process-command.ts';
import { processCommandResponses } from '../processes/process-resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { dealParams } from './opportunity-schemas.ts';

const { lines, shipTo, shortagePolicy, discountBps, payment } = placeOrderBody.shape;
const quoteParams = z.strictObject({ ...dealParams.shape, no: z.coerce.number().int().min(1).max(2_147_483_647) });
const minor = z.number().int();

const quote = z
  .strictObject({
    no: z.number().int(),
    state: z.enum(quoteStates),
    currency: z.string(),
    lines: z.array(
      z.strictObject({
        lineNo: z.number().int(),
        sku: z.string(),
        quantity: minor,
        unitPriceMinor: minor,
        netMinor: minor,
      }),
    ),
    discountBps: minor,
    discountMinor: minor,
    netMinor: minor.describe('Before tax'),
    approverRole: z
      .string()
      .nullable()
      .describe('The smallest role whose authority covers the discount; null where its author’s does'),
    digest: z.string().describe('Of what is shown: a decision carries the same'),
    createdBy: z.string(),
    decidedBy: z.string().nullable(),
    expiresAt: instant,
    orderId: z.string().nullable(),
  })
  .meta({ id: 'Quote' });

const quoteExample: z.input<typeof quote> = {
  ...{ no: 1, state: 'open', currency: 'CAD', discountBps: 500, discountMinor: 200, netMinor: 3798 },
  lines: [{ lineNo: 1, sku: 'LAMP', quantity: 2, unitPriceMinor: 1999, netMinor: 3798 }],
  ...{ approverRole: null, digest: '9f2c', createdBy: 'marie@sales', decidedBy: null, orderId: null },
  expiresAt: '2026-03-02T14:00:00.000Z',
};

const dayMs = 86_400_000;
const write = {
  ...{ method: 'post' as const, tag: 'Sales', permission: 'sales.write' as const, idempotent: true as const },
  ifMatch: 'optional' as const,
};
const store = opportunityStore;
const { statuses } = dealActions.quote;

export const quoteRoutes: readonly Route[] = [
  defineRoute({
    ...{ ...write, path: '/v1/opportunities/{id}/quotes', summary: 'Make a quote' },
    description:
      'At the prices of this instant, which hold until it expires. It replaces the one that was open. A discount above your authority waits for an approval.',
    params: dealParams,
    body: z.strictObject({
      lines,
      shipTo,
      shortagePolicy,
      discountBps,
      validDays: z.number().int().min(1).max(365).default(30),
    }),
    example: { lines: [{ sku: 'LAMP', quantity: 2 }], shipTo: shipToExample, discountBps: 500 },
    responses: processCommandResponses,
    handle: (request) => {
      const { validDays, lines: asked, discountBps: bps, shipTo: to, shortagePolicy: shortage } = request.body;
      return commandProcess(request, {
        ...{ store, id: request.params.id, command: 'opportunity.quote', statuses },
        apply: async (change, { role }) => {
          const terms = { shipTo: to, shortagePolicy: shortage };
          const expiresAt = change.now + validDays * dayMs;
          const written = await writeQuote(change, { lines: asked, discountBps: bps, terms, expiresAt, role });
          if ('problems' in written) throw invalidRequest(written.problems);
          const { no, state, digest, approverRole } = written;
          return { quote: no, state, digest, approverRole };
        },
      });
    },
  }),
  defineRoute({
    ...{ method: 'get', tag: 'Sales', path: '/v1/opportunities/{id}/quotes/{no}', summary: 'Read a quote' },
    description: 'What it offers, until when, and who has to agree.',
    permission: 'sales.read',
    idempotent: false,
    params: quoteParams,
    responses: { 200: { description: 'The quote', schema: quote, example: quoteExample } },
    handle: async ({ deps, params: { id, no } }) => {
      const known = await processExists(deps.database, 'opportunity', id);
      const found = known ? await readQuote(deps.database.query, id, no) : null;
      if (found === null) throw refuse('not_found', { thing: `Quote ${no} of ${id}` });
      return { status: 200, body: shown(found) };
    },
  }),
  defineRoute({
    ...{ ...write, path: '/v1/opportunities/{id}/quotes/{no}/decision', summary: 'Decide on a discount' },
    description: 'By somebody else than its author, with authority for the discount, on what they were shown.',
    permission: 'approvals.decide',
    params: quoteParams,
    body: z.strictObject({
      decision: z.enum(['approve', 'reject']),
      digest: z.string().min(1).max(100),
      reason: reason.optional(),
    }),
    example: { decision: 'approve', digest: '9f2c' },
    responses: processCommandResponses,
    handle: (request) => {
      const { params, body } = request;
      return commandProcess(request, {
        ...{ store, id: params.id, command: 'opportunity.decide_quote', statuses },
        apply: async (change, asker) => {
          const found = await liveQuote(change, params.no, 'awaiting_approval');
          if ('code' in found) return found;
          const decided = await decideQuote(change, found, { ...body, reason: body.reason ?? body.decision }, asker);
          if ('code' in decided) return decided;
          const { state } = decided;
          return { quote: found.no, state };
        },
      });
    },
  }),
  defineRoute({
    ...{ ...write, path: '/v1/opportunities/{id}/quotes/{no}/accept', summary: 'The customer accepts a quote' },
    description:
      'With payment, the order is placed in the same transaction, at the quoted prices, through the same intake as POST /v1/orders.',
    params: quoteParams,
    body: z.strictObject({ payment: payment.optional().describe('Without it no order is placed') }),
    example: { payment: { method: 'card', token: 'pm_card_visa' } },
    responses: processCommandResponses,
    handle: async (request) => {
      const { params, body, deps, caller } = request;
      const policy = orderPolicies[deps.config.POLICY_PROFILE];
      let placed: { orderId: string; customerId: string } | null = null;
      const reply = await commandProcess(request, {
        ...{ store, id: params.id, command: 'opportunity.accept_quote', statuses },
        apply: async (change) => {
          const found = await liveQuote(change, params.no, 'open');
          if ('code' in found) return found;
          const { customerId } = change.facts;
          let orderId: string | null = null;
          if (body.payment) {
            const payload = {
              ...{ customerId, channel: 'quote', currency: found.currency, payment: body.payment, priority: 100 },
              ...{ ...found.terms, discountBps: found.discountBps },
              lines: found.lines.map(({ sku, quantity }) => ({ sku, quantity })),
            };
            // One order per quote, whoever asks and however often.
            const key = {
              caller: `opportunity/${params.id}`,
              idempotencyKey: `quote-${found.no}`,
              digest: found.digest,
            };
            const command = { ...key, actor: caller.actor, role: caller.role, payload };
            const promised = new Map(found.lines.map(({ sku, unitPriceMinor }) => [sku, unitPriceMinor]));
            const placement = await placeOrderIn(change.tx, { command, policy, promised });
            if (placement.kind === 'invalid') throw invalidRequest(placement.problems);
            if (placement.kind === 'reused')
              throw new Error(`quote ${found.no} of ${params.id} was ordered as another`);
            orderId = placement.orderId;
            placed = { orderId, customerId };
          }
          await setQuote(change.tx, found, { state: 'accepted', orderId });
          change.record('opportunity.quote_accepted', { quote: found.no, ...(orderId && { order: orderId }) });
          const evidence = ['quote_sent', 'quote_accepted'] as const;
          await giveEvidence(
            change,
            evidence.map((criterion) => ({ criterion, reference: `quote ${found.no}` })),
          );
          return { quote: found.no, state: 'accepted', order: orderId };
        },
      });
      if (placed) {
        const { orderId, customerId } = placed as { orderId: string; customerId: string };
        // What is lost here the relay starts.
        deps.processes.start(orderId, { status: 'received', customerId, channel: 'quote', policy }).catch((error) => {
          deps.logger.warn({ err: error, order: orderId }, 'not started yet: the relay will');
        });
      }
      return reply;
    },
  }),
];

type Change = Parameters<typeof writeQuote>[0];

async function liveQuote(
  { tx, facts, now }: Change,
  no: number,
  needed: QuoteRow['state'],
): Promise<QuoteRow | Refusal> {
  const found = await readQuote(tx, facts.id, no);
  if (found === null) return refusal('not_found', { thing: `Quote ${no} of ${facts.id}` });
  const quote = `${no} of ${facts.id}`;
  if (found.state === needed && isOpenAt(found, now)) return found;
  return refusal('quote_not_in_state', { quote, needed, state: found.state === needed ? 'expired' : found.state });
}

function shown({
  opportunityId: _,
  createdAt: __,
  terms: ___,
  authorityMinor: ____,
  lines: own,
  expiresAt,
  ...row
}: QuoteRow) {
  return {
    ...row,
    expiresAt: expiresAt.toISOString(),
    lines: own.map(({ opportunityId: _id, quoteNo: _no, ...line }) => line),
  };
}
