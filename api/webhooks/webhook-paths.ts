/** The addresses of the providers' events in the OpenAPI document. */
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { type ProblemStatus, problemResponse } from '../problem-schema.ts';

type Webhook = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly signature: string;
  readonly refusals: readonly ProblemStatus[];
};

const webhook = ({ operationId, summary, description, signature, refusals }: Webhook) => ({
  post: {
    operationId,
    summary,
    description,
    tags: ['Webhooks'],
    security: [],
    requestParams: { header: z.object({ [signature]: z.string().describe('Over the raw body') }) },
    requestBody: {
      required: true,
      content: { 'application/json': { schema: z.looseObject({}).describe('As the provider documents it') } },
    },
    responses: {
      204: { description: 'Stored, or nothing of ours' },
      ...Object.fromEntries(refusals.map((status) => [String(status), problemResponse(status)])),
    },
  },
});

export const webhookPaths: ZodOpenApiPathsObject = {
  '/webhooks/stripe': webhook({
    operationId: 'postWebhooksStripe',
    summary: 'What the payment provider says by itself',
    description:
      'Signed with the endpoint’s secret, not older than five minutes. The same event again is answered the same and does nothing.',
    signature: 'Stripe-Signature',
    refusals: [400, 413, 500, 503],
  }),
  '/webhooks/easypost': webhook({
    operationId: 'postWebhooksEasypost',
    summary: 'What the carrier says about a parcel',
    description:
      'Signed with the webhook’s secret. The same event again is answered the same and does nothing. 404 for a parcel that is not known yet: post it again later.',
    signature: 'X-Hmac-Signature',
    refusals: [400, 404, 413, 500, 503],
  }),
};
