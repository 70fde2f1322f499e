/** Errors as data at the one border: whatever goes wrong becomes a refusal of the table of codes, then RFC 9457. */
import { randomUUID } from 'node:crypto';
import { postgresErrorOf, withoutParameters } from '../db/database-errors.ts';
import {
  type Details,
  type ErrorCode,
  errorCodes,
  errorText,
  type Refusal,
  refusal,
} from '../domain/errors/error-codes.ts';
import { withSpaces } from '../domain/messages/french-spaces.ts';
import type { Locale } from '../domain/orders/wording.ts';
import { isUnreachable } from './commands/unreachable.ts';
import type { RequestProblem } from './request-problems.ts';

type More = {
  readonly problems?: readonly RequestProblem[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The next move, for a machine: the address that tells or does it. */
  readonly next?: string;
  readonly cause?: unknown;
};

/** A refusal on its way out. Thrown at this border only; everywhere else refusals are values. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;
  readonly problems: readonly RequestProblem[];
  readonly headers: Readonly<Record<string, string>>;
  readonly next: string | undefined;

  constructor(given: Refusal, { problems = [], headers = {}, next, cause }: More = {}) {
    super(errorText(given.code, given.details, 'en'), cause === undefined ? {} : { cause });
    this.refusal = given;
    this.problems = problems;
    this.headers = headers;
    this.next = next;
  }
}

/** `throw refuse('not_found', { thing: 'Customer CUS-1' })`. */
export function refuse(code: ErrorCode, details: Details = {}, more: More = {}): Refused {
  return new Refused(refusal(code, details), more);
}

/** More than anybody corrects in one go. */
const mostProblems = 100;

/** 422 with every problem in its place (the first hundred). Without `in` a problem is about the body. */
export function invalidRequest(
  problems: readonly (Omit<RequestProblem, 'in'> & Partial<Pick<RequestProblem, 'in'>>)[],
): Refused {
  const placed = problems.map((problem) => ({ in: 'body' as const, ...problem }));
  return refuse('invalid_request', { count: placed.length }, { problems: placed.slice(0, mostProblems) });
}

/** application/problem+json (RFC 9457). */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly detailFr: string;
  readonly retryable: boolean;
  readonly errors?: readonly (Omit<RequestProblem, 'detail'> & { readonly detail: string })[];
  readonly next?: string;
};

/** Every `detail` is in `locale`, the language that Accept-Language prefers; `detailFr` is French for everybody. */
export function renderProblem({ refusal: given, problems, next }: Refused, locale: Locale = 'en'): Problem {
  const { code, details, reasons = [] } = given;
  const reasoned = reasons.map((reason) => ({ in: 'body' as const, ...reason }));
  const errors = [...problems, ...reasoned].map(({ detail, ...problem }) => ({
    ...problem,
    detail: withSpaces(detail)[locale],
  }));
  const { status, retryable } = errorCodes[code];
  return {
    type: `/docs/errors#${code}`,
    title: code.replaceAll('_', ' '),
    status,
    code,
    detail: errorText(code, details, locale),
    detailFr: errorText(code, details, 'fr'),
    retryable,
    ...(errors.length > 0 && { errors }),
    ...(next !== undefined && { next }),
  };
}

export const bodyLimit = '256kb';

/** Any error of a request with this method as a refusal. What nobody foresaw is `internal`, with a reference that the log has too. */
export function normalise(error: unknown, method: string): Refused {
  if (error instanceof Refused) return error;
  const cause = withoutParameters(error);
  // Away, too busy, or its answer was lost: the same request with the same key settles it.
  if (isUnreachable(error)) return refuse('unavailable', {}, { headers: { 'retry-after': '2' }, cause });
  if (postgresErrorOf(error)?.code === numberOutOfRange) return refuse('number_too_large');
  return parserRefusal(error, method) ?? refuse('internal', { reference: randomUUID() }, { cause });
}

/** A sum outgrew its column, such as stock on hand: each number alone was in range. */
const numberOutOfRange = '22003';

/** Errors of express.json and the router, which speak through `type` and `status` (http-errors). */
function parserRefusal(error: unknown, method: string): Refused | null {
  if (!(error instanceof Error)) return null;
  const { type, status } = error as Error & { type?: unknown; status?: unknown };
  switch (type) {
    case 'entity.parse.failed':
    case 'request.size.invalid':
      return refuse('malformed_json');
    case 'entity.too.large':
      return refuse('body_too_large', { limit: '256 KiB' });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return refuse('unsupported_media_type');
    case 'request.aborted':
      return refuse('malformed_json');
    default:
      // A path that is no valid percent-encoding names nothing; other 400s are bodies that cannot be inflated.
      if (error instanceof URIError) return refuse('unknown_address', { method }, { next: '/openapi.json' });
      return status === 400 ? refuse('malformed_json') : null;
  }
}
