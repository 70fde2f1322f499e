/** What every error looks like in the OpenAPI document, and which statuses there are. */
import { z } from 'zod';
import { type Details, type ErrorCode, errorCodes } from '../domain/errors/error-codes.ts';
import { invalidRequest, type Problem, refuse, renderProblem } from './problem.ts';
import { requestPart } from './route.ts';

const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(errorCodes) as [keyof typeof errorCodes]).describe('Stable; the list is at /docs/errors'),
    detail: z
      .string()
      .describe('What is wrong and what to do: in English, or in French where Accept-Language prefers it'),
    detailFr: z.string().describe('The same in French, whatever was asked for'),
    retryable: z.boolean().describe('Whether the same request with the same Idempotency-Key can succeed later'),
    errors: z
      .array(
        z.strictObject({
          in: requestPart,
          pointer: z.string().describe('JSON Pointer into that part of the request'),
          code: z.string(),
          detail: z.string().describe('In the same language'),
        }),
      )
      .optional(),
    next: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'Every error, as RFC 9457' });

const problemTitles = {
  400: 'The body is not JSON, or a header is missing',
  401: 'No valid API key',
  403: 'Your role may not do this',
  404: 'It does not exist',
  409: 'Not possible in its present state',
  412: 'It has changed since you read it',
  413: 'The body is too large',
  415: 'The body is not application/json',
  422: 'Wrong contents; each problem with its pointer',
  428: 'If-Match is missing',
  429: 'Too many requests',
  500: 'Unexpected; the reference is in the detail',
  503: 'A part of the engine is away; send the same request again',
} as const;

export type ProblemStatus = keyof typeof problemTitles;

const examples: Readonly<Record<ProblemStatus, Problem>> = {
  400: example('missing_idempotency_key'),
  401: example('unauthenticated'),
  403: example('forbidden', { role: 'agent', needed: 'supervisor, admin' }),
  404: example('not_found', { thing: 'Order ORD-7K3M2QX' }),
  409: example('order_closed', { order: 'ORD-7K3M2QX', status: 'completed' }),
  412: example('stale_version', { thing: 'Order ORD-7K3M2QX', expected: 3, actual: 4 }),
  413: example('body_too_large', { limit: '256 KiB' }),
  415: example('unsupported_media_type'),
  422: renderProblem(
    invalidRequest([
      {
        pointer: '/lines/0/sku',
        code: 'unknown_sku',
        detail: {
          en: 'SKU LAMP-9 does not exist. Check its spelling.',
          fr: 'Le SKU LAMP-9 n’existe pas. Vérifiez son orthographe.',
        },
      },
    ]),
  ),
  428: example('missing_if_match'),
  429: example('too_many_requests', { seconds: 12 }),
  500: example('internal', { reference: '0b8c2f0e-6f0c-4a55-9d0a-9a1f3c1d7c11' }),
  503: example('unavailable'),
};

function example(code: ErrorCode, details: Details = {}): Problem {
  return renderProblem(refuse(code, details));
}

export function problemResponse(status: ProblemStatus) {
  const content = { 'application/problem+json': { schema: problem, example: examples[status] } };
  return { description: problemTitles[status], content };
}
