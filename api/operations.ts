import { type Response, Router } from 'express';
import type { Registry } from 'prom-client';
import { createDatabaseCheck, temporalAnswers } from '../process/health.ts';
import { version } from '../process/version.ts';
import type { ApiDeps } from './deps.ts';

/**
 * `/livez`, `/readyz`, `/version`, `/metrics`, without a key. Ready means that orders can be accepted: without Postgres
 * it is not, nor with a schema older than this build (`behind`); without Temporal it is (`degraded`), because the relay
 * tells Temporal later.
 */
export function operationsRouter(deps: Pick<ApiDeps, 'database' | 'temporal'>, registry: Registry): Router {
  const router = Router();
  const databaseState = createDatabaseCheck(deps.database);
  router.get('/livez', (_request, response) => fresh(response).json({ status: 'alive' }));
  router.get('/version', (_request, response) => fresh(response).json(version));
  router.get('/metrics', async (_request, response) => {
    fresh(response)
      .type(registry.contentType)
      .send(await registry.metrics());
  });
  router.get('/readyz', async (_request, response) => {
    const [database, temporal] = await Promise.all([databaseState(), temporalAnswers(deps.temporal)]);
    const status = database !== 'up' ? 'not_ready' : temporal ? 'ready' : 'degraded';
    fresh(response)
      .status(database === 'up' ? 200 : 503)
      .json({ status, database, temporal: temporal ? 'up' : 'down' });
  });
  return router;
}

const fresh = (response: Response): Response =>
  response.set({ 'cache-control': 'no-store', 'x-process': String(process.pid) });
