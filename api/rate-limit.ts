import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { localsOf } from './mount-routes.ts';
import { Refused, refuse } from './problem.ts';

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

/**
 * Tells an address that keeps sending wrong keys to wait; undefined together with the other limit. Whoever sends a right
 * key is neither counted nor stopped: many callers share the address of a proxy, and streams stay open for minutes.
 */
export function limitWrongKeys(perMinute: number): ErrorRequestHandler | undefined {
  if (perMinute === 0) return undefined;
  const count = rateLimit({
    ...common,
    limit: wrongKeysPerMinute,
    standardHeaders: false,
    keyGenerator: addressOf,
  });
  return (error, request, response, next) => {
    const isWrongKey = error instanceof Refused && error.refusal.code === 'unauthenticated';
    return isWrongKey ? count(request, response, (failed) => next(failed ?? error)) : next(error);
  };
}

const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown');
