/** From the table of routes to Express: authenticate, authorise, parse, handle, answer, in this order. */
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Authenticate } from './auth.ts';
import { authorise } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { parseRequest } from './parse-request.ts';
import { bodyLimit, refuse } from './problem.ts';
import type { Caller, Reply, Route } from './route.ts';

type Mounting = {
  readonly deps: ApiDeps;
  readonly authenticate: Authenticate;
  /** Counts requests per key; refuses with too_many_requests. */
  readonly limit?: RequestHandler;
};

/** What earlier steps found out about a request. */
type Locals = { caller: Caller | null; route?: string };

const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** Every route under its path; other methods on a known path are refused with what is allowed there. */
export function mountRoutes(routes: readonly Route[], mounting: Mounting): Router {
  const router = Router({ caseSensitive: true });
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  // `/orders/summary` before `/orders/{id}`, however the table is sorted.
  for (const path of [...paths.keys()].sort(byFewerParams)) {
    const here = paths.get(path) ?? [];
    const target = router.route(expressPath(path));
    for (const route of here) target[route.method](...handlersOf(route, mounting));
    target.all(nameRoute(path), refuseMethod(here));
  }
  return router;
}

const paramsIn = (path: string): number => path.split('{').length;
const byFewerParams = (a: string, b: string): number => paramsIn(a) - paramsIn(b);

function handlersOf(route: Route, { deps, authenticate, limit }: Mounting): RequestHandler[] {
  return [
    nameRoute(route.path),
    admit(route, authenticate),
    ...(limit ? [limit] : []),
    ...(route.body ? [requireJson, readJson] : []),
    async (request, response) => {
      const { caller } = localsOf(response);
      const reply = await route.handle({ deps, caller, ...parseRequest(route, request), signal: goneSignal(response) });
      await send(response, reply);
    },
  ];
}

/** What a request counts as in the metrics and the log. */
export const nameRoute =
  (path: string): RequestHandler =>
  (_request, response, next) => {
    localsOf(response).route = path;
    next();
  };

/** Before the body is read: whoever has no key makes us parse nothing. */
const admit =
  (route: Route, authenticate: Authenticate): RequestHandler =>
  async (request, response, next) => {
    const locals = localsOf(response);
    locals.caller = null;
    if (route.permission !== 'public') {
      locals.caller = await authenticate(request.headers.authorization);
      authorise(locals.caller, route.permission);
    }
    next();
  };

const readJson = express.json({ limit: bodyLimit, type: () => true });

const requireJson: RequestHandler = (request, _response, next) => {
  if (hasBody(request) && !request.is(['json', '+json'])) throw refuse('unsupported_media_type');
  next();
};

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

function refuseMethod(here: readonly Route[]): RequestHandler {
  const methods = here.map((route) => route.method.toUpperCase());
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
  return () => {
    throw refuse('method_not_allowed', { allowed }, { headers: { allow: allowed } });
  };
}

async function send(response: Response, { status, body, headers = {}, stream }: Reply): Promise<void> {
  response.status(status).set(headers);
  if (stream) return stream(response);
  if (body === undefined) response.end();
  else response.json(body);
}

function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

/** `response.locals` with its type. */
export const localsOf = (response: Response): Locals => response.locals as Locals;
