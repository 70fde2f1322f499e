import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { localsOf } from './mount-routes.ts';
import { refuse } from './problem.ts';

/** Wrong keys from one address in a minute before it must wait: nobody guesses 192 bits, but nobody shall try. */
const wrongKeysPerMinute = 60;

const common = {
  windowMs: 60_000,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  handler: (_request: Request, response: Response) => {
    const seconds = Number(response.getHeader('retry-after') ?? 60);
    throw refuse('too_many_requests', { seconds });
  },
} as const satisfies Partial<Options>;

/** At most so many requests a minute per API key, counted in this process; undefined for 0, which is no limit. */
export function limitPerKey(perMinute: number): RequestHandler | undefined {
  if (perMinute === 0) return undefined;
  return rateLimit({
    ...common,
    limit: perMinute,
    keyGenerator: (request, response) => localsOf(response).caller?.keyId ?? addressOf(request),
  });
}

/** Stops an address that keeps sending wrong keys; undefined together with the other limit. */
export function limitWrongKeys(perMinute: number): RequestHandler | undefined {
  if (perMinute === 0) return undefined;
  return rateLimit({
    ...common,
    limit: wrongKeysPerMinute,
    standardHeaders: false,
    keyGenerator: addressOf,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== 401,
  });
}

const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown');
