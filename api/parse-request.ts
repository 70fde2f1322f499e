import type { Request } from 'express';
import { z } from 'zod';
import { requestDigest } from '../db/commands/accept-command.ts';
import { invalidRequest, refuse } from './problem.ts';
import { pointerTo, problemsOf, type RequestProblem } from './request-problems.ts';
import type { RequestPart, Route, RouteRequest } from './route.ts';

/** `?dryRun=true` where there is no such thing must not be taken for a dry run. */
const noQuery = z.strictObject({});

type ParsedParts = Omit<RouteRequest<unknown, unknown, unknown, null>, 'deps' | 'caller' | 'signal'>;

/** Parses every part of a request; refuses with all problems at once. Wrong headers are refused before wrong contents. */
export function parseRequest(route: Route, request: Request): ParsedParts {
  const idempotencyKey = route.idempotent ? readIdempotencyKey(request) : null;
  const ifMatch = readIfMatch(route, request);
  const problems: RequestProblem[] = [];
  const params = parsePart('path', route.params, request.params, problems);
  const query = parsePart('query', route.query ?? noQuery, request.query, problems);
  const body = parsePart('body', route.body, request.body ?? {}, problems);
  if (problems.length > 0) throw invalidRequest(problems);
  const asked = ifMatch === null ? request.body : { body: request.body, ifMatch };
  return {
    params,
    query,
    body,
    idempotencyKey,
    ifMatch,
    accept: request.headers.accept ?? '*/*',
    digest: requestDigest(request.method, request.path, asked),
    header: (name) => request.get(name),
  };
}

function parsePart(
  part: RequestPart,
  schema: z.ZodType | undefined,
  given: unknown,
  problems: RequestProblem[],
): unknown {
  if (!schema) return {};
  const repeated = part === 'query' ? repeatedOf(given) : [];
  if (repeated.length > 0) return void problems.push(...repeated);
  const parsed = schema.safeParse(given, { reportInput: true });
  // What is parsed is only as deep as its schema; what was sent may be nested without end.
  problems.push(...(parsed.success ? problemsOfText(part, parsed.data, []) : problemsOf(part, parsed.error.issues)));
  return parsed.data ?? {};
}

/** No parameter of ours is a list: `?limit=1&limit=2`. */
const repeatedOf = (query: unknown): RequestProblem[] =>
  Object.entries(query ?? {}).flatMap(([name, value]) => {
    const detail = {
      en: 'This parameter was sent more than once. Send it once.',
      fr: 'Ce paramètre a été envoyé plusieurs fois. Envoyez-le une seule fois.',
    };
    return Array.isArray(value) ? [{ in: 'query', pointer: pointerTo([name]), code: 'repeated', detail }] : [];
  });

const unstorable = [
  { pattern: /\0/, detail: { en: 'Remove the NUL character (U+0000).', fr: 'Retirez le caractère NUL (U+0000).' } },
  {
    pattern: /\p{Surrogate}/u,
    detail: {
      en: 'Remove the half of a character (a surrogate without its pair).',
      fr: 'Retirez la moitié de caractère (un « surrogate » sans sa paire).',
    },
  },
];

/** What Postgres stores neither as text nor in JSON: refused here for every field, present and future. */
export function problemsOfText(
  part: RequestPart,
  given: unknown,
  path: readonly (string | number)[],
): RequestProblem[] {
  if (typeof given === 'string') {
    const found = unstorable.find(({ pattern }) => pattern.test(given));
    return found ? [{ in: part, pointer: pointerTo(path), code: 'wrong_format', detail: found.detail }] : [];
  }
  if (Array.isArray(given)) return given.flatMap((entry, index) => problemsOfText(part, entry, [...path, index]));
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given).flatMap(([name, field]) => problemsOfText(part, field, [...path, name]));
}

function readIdempotencyKey(request: Request): string {
  const key = request.get('idempotency-key')?.trim() ?? '';
  if (key.length < 1 || key.length > 200) throw refuse('missing_idempotency_key');
  return key;
}

const entityTag = /^(?:W\/)?"(\d{1,9})(?:\.[0-9a-z]{1,16})?"$/;

function readIfMatch(route: Route, request: Request): number | null {
  const given = request.get('if-match')?.trim();
  if (route.ifMatch === undefined) return null;
  if (given === undefined || given === '') {
    if (route.ifMatch === 'required') throw refuse('missing_if_match');
    return null;
  }
  const version = entityTag.exec(given)?.[1];
  if (version !== undefined) return Number(version);
  const detail = {
    en: 'Send the ETag exactly as you read it, for example "3" with its quotes.',
    fr: 'Envoyez l’ETag exactement comme vous l’avez lu, par exemple "3" avec ses guillemets.',
  };
  throw invalidRequest([{ in: 'header', pointer: '/If-Match', code: 'wrong_format', detail }]);
}
