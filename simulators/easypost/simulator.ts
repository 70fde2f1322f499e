import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { ZodError } from 'zod';
import { apiRoutes } from './api-routes.ts';
import { openBook } from './book.ts';
import { controlRoutes } from './control-routes.ts';
import { createFaults } from './faults.ts';
import { openParcels } from './parcels.ts';
import { ApiRefusal } from './refusal.ts';
import { createWebhooks } from './webhooks.ts';

export type EasyPostSimulatorOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  /** Where events are posted; none are posted without it. */
  readonly webhookUrl?: string | undefined;
  readonly webhookSecret: string;
  /** Time between two scans of a default journey. */
  readonly scanEveryMs: number;
  /** Time between posting a parcel and its first scan; `scanEveryMs` when absent. */
  readonly startAfterMs?: number | undefined;
  /** Whether a parcel that was posted (`POST /_sim/trackers/{code}/post`) moves by itself. */
  readonly autoJourney?: boolean | undefined;
  /** Keeps the book over restarts; in memory when absent. */
  readonly bookFile?: string | undefined;
  readonly currency?: string | undefined;
  /** Loopback unless told otherwise: the control routes have no lock. */
  readonly host?: string | undefined;
};

export type EasyPostSimulator = { readonly url: string; readonly close: () => Promise<void> };

/** Starts a server that speaks EasyPost's HTTP under `/v2` and takes orders about the world under `/_sim`. */
export async function startEasyPostSimulator(options: EasyPostSimulatorOptions): Promise<EasyPostSimulator> {
  const book = openBook(options.bookFile);
  const webhooks = createWebhooks(book, { url: options.webhookUrl, secret: options.webhookSecret });
  const parcels = openParcels(book, webhooks, options.currency ?? 'CAD');
  const faults = createFaults();
  const pace = { startAfterMs: options.startAfterMs ?? options.scanEveryMs, scanEveryMs: options.scanEveryMs };
  const app = express();
  app.use(express.json());
  app.use('/v2', apiRoutes(parcels, faults));
  app.use('/_sim', controlRoutes({ book, parcels, faults, pace, autoJourney: options.autoJourney ?? false }));
  app.use(() => {
    throw new ApiRefusal(404, 'NOT_FOUND', 'The requested resource could not be found.');
  });
  app.use(writeError);
  const server = createServer({ keepAliveTimeout: 75_000 }, app).listen(options.port, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  // A cast: a TCP server's address is never a pipe name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    close: async () => {
      parcels.stop();
      webhooks.stop();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const writeError: ErrorRequestHandler = (error, _request, response, _next) => {
  const refusal = toRefusal(error);
  response.status(refusal.status).json({ error: { code: refusal.code, message: refusal.message, errors: [] } });
};

function toRefusal(error: unknown): ApiRefusal {
  if (error instanceof ApiRefusal) return error;
  if (error instanceof ZodError || error instanceof SyntaxError)
    return new ApiRefusal(400, 'BAD_REQUEST', error.message);
  return new ApiRefusal(500, 'INTERNAL_SERVER_ERROR', String(error));
}
