/** The HTTP server: everything in the order in which a request meets it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { errorCodes } from '../domain/errors/error-codes.ts';
import { createAuthenticator } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { docsRouter } from './docs.ts';
import { createMetrics } from './metrics.ts';
import { localsOf, mountRoutes, nameRoute } from './mount-routes.ts';
import { operationsRouter } from './operations.ts';
import { pathsForLog } from './path-for-log.ts';
import { normalise, refuse, renderProblem } from './problem.ts';
import { limitPerKey, limitWrongKeys } from './rate-limit.ts';
import type { Route } from './route.ts';
import { routes as allRoutes } from './routes.ts';

/** The whole API on these dependencies; nothing is connected or listened to yet. */
export function createApp(deps: ApiDeps, routes: readonly Route[] = allRoutes): Express {
  const app = express();
  // ETags are versions of resources, never hashes of answers.
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').set('query parser', 'simple');
  const metrics = createMetrics();
  const perMinute = deps.config.RATE_LIMIT_PER_MINUTE;
  const wrongKeys = limitWrongKeys(perMinute);
  const limit = limitPerKey(perMinute);

  app.use(logRequests(deps, pathsForLog(routes)), metrics.observe, securityHeaders());
  app.use(operationsRouter(deps, metrics.registry));
  app.use(docsRouter(routes));
  // Raw bodies for signatures: before anything that reads a body.
  if (deps.webhooks) app.use('/webhooks', nameRoute('/webhooks'), deps.webhooks(deps));
  const authenticate = createAuthenticator(deps.database);
  app.use(mountRoutes(routes, { deps, authenticate, ...(limit && { limit }) }));
  app.use((request) => {
    throw refuse('unknown_address', { method: request.method }, { next: '/openapi.json' });
  });
  if (wrongKeys) app.use(wrongKeys);
  app.use(answerErrors(deps));
  return app;
}

/** One line per request: id, method, address, status, time. No body, no header, nothing typed: they may hold personal data. */
function logRequests({ logger }: Pick<ApiDeps, 'logger'>, pathForLog: (url: string) => string) {
  const quiet = new Set(['/livez', '/readyz', '/metrics']);
  return pinoHttp({
    logger,
    genReqId: (request, response) => {
      const id = requestIdOf(request) ?? randomUUID();
      response.setHeader('x-request-id', id);
      return id;
    },
    autoLogging: { ignore: (request) => quiet.has(request.url ?? '') },
    customLogLevel: (_request, response, error) => {
      if (error || response.statusCode >= 500) return 'error';
      return response.statusCode >= 400 ? 'info' : 'debug';
    },
    serializers: {
      req: (request) => ({ id: request.id, method: request.method, path: pathForLog(String(request.url)) }),
      res: (response) => ({ status: response.statusCode }),
    },
  });
}

const requestId = /^[\w-]{8,64}$/;

function requestIdOf(request: IncomingMessage): string | undefined {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && requestId.test(given) ? given : undefined;
}

/** Helmet's own set; without upgrade-insecure-requests, which would break the pages where no TLS stands in front. */
function securityHeaders() {
  return helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
}

/** The one border where errors become answers. */
function answerErrors({ logger }: Pick<ApiDeps, 'logger'>): ErrorRequestHandler {
  return (error, request, response, next) => {
    const refused = normalise(error, request.method);
    const { code, details } = refused.refusal;
    if (errorCodes[code].status >= 500) {
      logger.error({
        err: refused.cause ?? refused,
        code,
        ...details,
        route: localsOf(response).route,
        requestId: request.id,
      });
    }
    // A stream that has begun cannot become a problem: it is cut.
    if (response.headersSent) return next(error);
    const locale = request.acceptsLanguages('en', 'fr') === 'fr' ? 'fr' : 'en';
    const problem = renderProblem(refused, locale);
    response.status(problem.status).set({
      ...refused.headers,
      'cache-control': 'no-store',
      'content-language': locale,
      vary: 'accept-language',
    });
    response.type('application/problem+json').send(JSON.stringify(problem));
  };
}
